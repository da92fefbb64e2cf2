#include "normalize/strip.hpp"

#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {

void Strip::apply(text::AlignedText& text) const {
  const std::string_view old = text.text();
  const char* begin = old.data();
  const char* end = begin + old.size();
  while (left_ && begin < end) {
    const char* next = begin;
    if (!unicode::is_white_space(unicode::decode(next))) break;
    begin = next;
  }
  while (right_ && begin < end) {
    const char* before = end;
    if (!unicode::is_white_space(unicode::decode_last(begin, before))) break;
    end = before;
  }
  text.keep_only(static_cast<std::size_t>(begin - old.data()), static_cast<std::size_t>(end - old.data()));
}

}  // namespace btt::normalize
