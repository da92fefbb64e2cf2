#include "normalize/strip_accents.hpp"

#include "normalize/walk.hpp"
#include "unicode/properties.hpp"

namespace btt::normalize {

void StripAccents::apply(text::AlignedText& text) const {
  rewrite_each(text, [](char32_t c, Rewriter& out) {
    if (!unicode::is_mark_9(c)) out.keep();
  });
}

}  // namespace btt::normalize
