#include "postprocess/trim_offsets.hpp"

#include <algorithm>

#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::postprocess {
namespace {

constexpr char32_t kByteSpace = 0x120;  // Ġ

bool is_space(char32_t c) noexcept {
  return c == kByteSpace || unicode::is_white_space(c);
}

std::int32_t leading_spaces(const std::string& token) noexcept {
  std::int32_t count = 0;
  const char* p = token.data();
  const char* const end = p + token.size();
  while (p < end && is_space(unicode::decode(p))) ++count;
  return count;
}

std::int32_t trailing_spaces(const std::string& token) noexcept {
  std::int32_t count = 0;
  const char* const begin = token.data();
  const char* end = begin + token.size();
  while (begin < end && is_space(unicode::decode_last(begin, end))) ++count;
  return count;
}

}  // namespace

void trim_offsets(encoding::Encoding& encoding, bool add_prefix_space) {
  for (std::size_t i = 0; i < encoding.size(); ++i) {
    encoding::Offset& offset = encoding.offsets[i];
    std::int32_t leading = leading_spaces(encoding.tokens[i]);
    const std::int32_t trailing = trailing_spaces(encoding.tokens[i]);
    if (leading > 0) {
      const bool is_first = i == 0 || offset.begin == 0;
      if (is_first && add_prefix_space && leading == 1) leading = 0;
      offset.begin = std::min(offset.begin + leading, offset.end);
    }
    if (trailing > 0 && offset.end >= trailing) offset.end = std::max(offset.end - trailing, offset.begin);
  }
  for (encoding::Encoding& part : encoding.overflowing) trim_offsets(part, add_prefix_space);
}

}  // namespace btt::postprocess
