#include "text/offset_units.hpp"

#include <algorithm>

#include "unicode/utf8.hpp"

namespace btt::text {
namespace {

constexpr std::uint32_t kInside = 0xFFFFFFFF;  // not the first byte of a character

}  // namespace

void OffsetConverter::reset(std::string_view text, OffsetUnit unit) {
  identity_ = unit == OffsetUnit::kBytes || unicode::is_ascii(text);
  if (identity_) return;
  index_.assign(text.size() + 1, kInside);
  std::uint32_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    index_[at] = units;
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(text[at]));
    units += unit == OffsetUnit::kUtf16 && size == 4 ? 2 : 1;
    at += size;
  }
  index_[text.size()] = units;
}

void OffsetConverter::reset_repaired(std::string_view given, std::string_view repaired) {
  identity_ = false;
  index_.assign(repaired.size() + 1, kInside);
  // Both texts are walked side by side: a well-formed character stands in both, an ill-formed subpart of the
  // given text became one U+FFFD.
  std::size_t from = 0;
  std::size_t to = 0;
  while (to < repaired.size()) {
    index_[to] = static_cast<std::uint32_t>(from);
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(repaired[to]));
    if (given.compare(from, size, repaired.substr(to, size)) == 0) {
      from += size;
    } else {
      from += unicode::ill_formed_length(given.substr(from));
    }
    to += size;
  }
  index_[repaired.size()] = static_cast<std::uint32_t>(given.size());
}

Span OffsetConverter::convert(Span bytes) const noexcept {
  if (identity_) return bytes;
  const std::size_t last = index_.size() - 1;
  if (bytes.begin >= last || bytes.end > last) return bytes;
  const std::uint32_t begin = index_[bytes.begin];
  const std::uint32_t end = index_[bytes.end];
  if (begin == kInside || end == kInside) return bytes;
  return Span{begin, end};
}

}  // namespace btt::text
