#include "normalize/replace.hpp"

namespace btt::normalize {

void Replace::apply(text::AlignedText& text) const {
  const std::string_view old = text.text();
  if (old.empty()) return;
  std::size_t done = 0;
  bool begun = false;
  regex::for_each_match(*pattern_, old, [&](regex::Match match) {
    if (!begun) text.begin_rewrite();
    begun = true;
    text.copy(done, match.begin);
    text.put(content_, text.range_before(match.end));
    done = match.end;
  });
  if (!begun) return;
  text.copy(done, old.size());
  text.end_rewrite();
}

std::size_t Replace::max_chars(std::size_t bytes) const noexcept {
  // A match may be empty, before and behind each character, and an ill-formed byte is a character.
  return bytes + 2 * bytes * content_.size();
}

}  // namespace btt::normalize
