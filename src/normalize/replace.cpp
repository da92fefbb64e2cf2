#include "normalize/replace.hpp"

#include <algorithm>

#include "unicode/utf8.hpp"

namespace btt::normalize {

void Replace::apply(text::AlignedText& text) const {
  if (pattern_.empty()) {
    insert_everywhere(text);
    return;
  }
  const std::string_view old = text.text();
  std::size_t match = old.find(pattern_);
  if (match == std::string_view::npos) return;
  text.begin_rewrite();
  std::size_t done = 0;
  for (; match != std::string_view::npos; match = old.find(pattern_, done)) {
    text.copy(done, match);
    done = match + pattern_.size();
    text.put(content_, text.range_at(done - 1));
  }
  text.copy(done, old.size());
  text.end_rewrite();
}

void Replace::insert_everywhere(text::AlignedText& text) const {
  const std::string_view old = text.text();
  if (old.empty() || content_.empty()) return;
  text.begin_rewrite();
  for (std::size_t at = 0; at < old.size();) {
    text.put(content_, text.range_before(at));
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(old[at]));
    text.copy(at, at + size);
    at += size;
  }
  text.put(content_, text.range_before(old.size()));
  text.end_rewrite();
}

std::size_t Replace::max_chars(std::size_t bytes) const noexcept {
  // A match takes at least one byte of what was given: the pattern may be U+FFFD, which stands for one
  // ill-formed byte.
  if (pattern_.empty()) return bytes + 2 * bytes * content_.size();
  return bytes * std::max<std::size_t>(1, content_.size());
}

}  // namespace btt::normalize
