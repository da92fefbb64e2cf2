#include "added/matcher.hpp"

#include <algorithm>
#include <cstring>

#include "base/memory.hpp"

namespace btt::added {

Matcher::Matcher(const std::vector<std::string>& patterns) {
  sorted_.reserve(patterns.size());
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    sorted_.push_back(Pattern{patterns[i], static_cast<std::uint32_t>(i)});
  }
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [](const Pattern& a, const Pattern& b) { return a.text < b.text; });
  sorted_.erase(std::unique(sorted_.begin(), sorted_.end(),
                            [](const Pattern& a, const Pattern& b) { return a.text == b.text; }),
                sorted_.end());
  for (const Pattern& pattern : sorted_) {
    const auto byte = static_cast<unsigned char>(pattern.text[0]);
    starts_[byte] = true;
    ++first_byte_[byte + std::size_t{1}];
  }
  for (std::size_t byte = 0; byte < 256; ++byte) {
    first_byte_[byte + 1] += first_byte_[byte];
    if (starts_[byte]) few_starts_ += static_cast<char>(byte);
  }
  if (few_starts_.size() > kFewFirstBytes) few_starts_.clear();
}

// The first byte at or behind `from` that a pattern starts with; the text's size where there is none.
std::size_t Matcher::next_start(std::string_view text, std::size_t from) const noexcept {
  if (few_starts_.empty()) {
    while (from < text.size() && !starts_[static_cast<unsigned char>(text[from])]) ++from;
    return from;
  }
  // In steps: with two first bytes, of which one is everywhere and the other nowhere, each search for the
  // other one would go to the text's end.
  constexpr std::size_t kStep = 1024;
  while (from < text.size()) {
    std::size_t size = std::min(kStep, text.size() - from);
    bool found = false;
    for (const char byte : few_starts_) {
      const void* at = std::memchr(text.data() + from, byte, size);
      if (at == nullptr) continue;
      found = true;
      size = static_cast<std::size_t>(static_cast<const char*>(at) - text.data()) - from;
    }
    from += size;
    if (found) return from;
  }
  return from;
}

bool Matcher::find(std::string_view text, std::size_t from, Match& match) const noexcept {
  if (sorted_.empty()) return false;
  for (std::size_t at = next_start(text, from); at < text.size(); at = next_start(text, at + 1)) {
    if (longest_at(text, at, match)) return true;
  }
  return false;
}

bool Matcher::longest_at(std::string_view text, std::size_t at, Match& match) const noexcept {
  const auto first = static_cast<unsigned char>(text[at]);
  std::size_t low = first_byte_[first];
  std::size_t high = first_byte_[first + std::size_t{1}];
  bool found = false;
  // Invariant: sorted_[low, high) are the patterns that start with text[at, at + depth).
  for (std::size_t depth = 1; low < high; ++depth) {
    // The one that ends here, if any, sorts before those that go on.
    if (sorted_[low].text.size() == depth) {
      match = Match{at, at + depth, sorted_[low].index};
      found = true;
      ++low;
    }
    if (low == high || at + depth == text.size()) break;
    const char byte = text[at + depth];
    const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(low);
    const auto end = sorted_.begin() + static_cast<std::ptrdiff_t>(high);

    const auto lower = std::partition_point(begin, end, [&](const Pattern& p) {
      return static_cast<unsigned char>(p.text[depth]) < static_cast<unsigned char>(byte);
    });
    const auto upper =
        std::partition_point(lower, end, [&](const Pattern& p) { return p.text[depth] == byte; });
    low = static_cast<std::size_t>(lower - sorted_.begin());
    high = static_cast<std::size_t>(upper - sorted_.begin());
  }
  return found;
}

std::size_t Matcher::memory_bytes() const noexcept {
  std::size_t bytes = held_bytes(sorted_);
  for (const Pattern& pattern : sorted_) bytes += held_bytes(pattern.text);
  return bytes;
}

}  // namespace btt::added
