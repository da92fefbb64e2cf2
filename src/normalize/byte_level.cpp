#include "normalize/byte_level.hpp"

#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {

void ByteLevel::apply(text::AlignedText& text) const {
  const std::string_view old = text.text();
  if (old.empty()) return;
  text.begin_rewrite();
  for (std::size_t at = 0; at < old.size();) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(old[at]));
    const text::Span range = text.range_at(at);
    for (std::size_t i = 0; i < size; ++i)
      text.put(text::kByteChars[static_cast<unsigned char>(old[at + i])], range);
    at += size;
  }
  text.end_rewrite();
}

}  // namespace btt::normalize
