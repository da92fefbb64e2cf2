// The reference's NormalizedString::transform: a text rewritten as a list of characters with changes.
#pragma once

#include <cstddef>
#include <vector>

#include "text/aligned_text.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {

// A character of the result and how it stands to the old text (the reference's `change`): 1 = inserted behind
// the previous old character, 0 = replaces one old character, -n = replaces 1 + n of them.
struct Change {
  char32_t c;
  int change;
};

// Puts the characters that stand for the old text from `begin` on, during a rewrite. Changes are consumed in
// the order of the output, whatever they were reordered to.
template <typename Changes>
void put_changes(text::AlignedText& text, std::size_t begin, const Changes& changes) {
  const std::string_view old = text.text();
  std::size_t cursor = begin;
  for (const auto& item : changes) {
    if (item.change > 0 || cursor >= old.size()) {
      text.put(item.c, text.range_before(cursor));
      continue;
    }
    text.put(item.c, text.range_at(cursor));
    for (int consumed = 0; consumed <= -item.change && cursor < old.size(); ++consumed) {
      cursor += unicode::length_of_lead(static_cast<unsigned char>(old[cursor]));
    }
  }
}

}  // namespace btt::normalize
