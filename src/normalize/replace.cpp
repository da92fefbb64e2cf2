#include "normalize/replace.hpp"

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

std::size_t Replace::max_bytes(std::size_t bytes) const noexcept {
  if (pattern_.empty()) return bytes + (bytes + 1) * content_.size();
  if (content_.size() <= pattern_.size()) return bytes;
  return bytes + bytes / pattern_.size() * (content_.size() - pattern_.size());
}

}  // namespace btt::normalize
