#include "normalize/nmt.hpp"

#include "normalize/walk.hpp"

namespace btt::normalize {
namespace {

bool is_dropped(char32_t c) noexcept {
  return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F ||
         c == 0x9F;
}

// U+0000, U+0085 and U+00A0 are not among them; the mark U+2581 is.
bool becomes_space(char32_t c) noexcept {
  switch (c) {
    case 0x09:
    case 0x0A:
    case 0x0C:
    case 0x0D:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x2581:
    case 0xFEFF:
    case 0xFFFD:
      return true;
    default:
      return c >= 0x200B && c <= 0x200F;
  }
}

}  // namespace

void Nmt::apply(text::AlignedText& text) const {
  rewrite_each(text, [](char32_t c, Rewriter& out) {
    if (is_dropped(c)) return;
    if (becomes_space(c)) return out.put(' ');
    out.keep();
  });
}

}  // namespace btt::normalize
