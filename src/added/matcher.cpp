#include "added/matcher.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

#include "base/error.hpp"
#include "base/memory.hpp"

namespace btt::added {

Matcher::Matcher(const std::vector<std::string>& patterns) {
  if (std::any_of(patterns.begin(), patterns.end(), [](const std::string& text) { return text.empty(); })) {
    with_empty_ = EmptyPatternAutomaton(patterns);
    return;
  }
  std::vector<std::uint32_t> order(patterns.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return patterns[a] < patterns[b]; });
  order.erase(std::unique(order.begin(), order.end(),
                          [&](std::uint32_t a, std::uint32_t b) { return patterns[a] == patterns[b]; }),
              order.end());
  std::size_t bytes = 0;
  for (const std::uint32_t index : order) bytes += patterns[index].size();
  if (bytes > std::numeric_limits<std::uint32_t>::max()) {
    throw Error(Status::kLimit, "added tokens of more than 4 GiB together");
  }
  texts_.reserve(bytes);
  sorted_.reserve(order.size());
  for (const std::uint32_t index : order) {
    const std::string& text = patterns[index];
    sorted_.push_back(
        Pattern{static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size()), index});
    texts_ += text;
    const auto byte = static_cast<unsigned char>(text[0]);
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

bool Matcher::find(std::string_view text, std::size_t from, bool behind_match, Match& match) const noexcept {
  if (!with_empty_.empty()) {
    if (!with_empty_.search(text, from, match)) return false;
    if (!behind_match || match.begin != match.end || match.end != from) return true;
    return with_empty_.search(text, from + 1, match);
  }
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
    if (sorted_[low].size == depth) {
      match = Match{at, at + depth, sorted_[low].index};
      found = true;
      ++low;
    }
    if (low == high || at + depth == text.size()) break;
    const char byte = text[at + depth];
    const auto begin = sorted_.begin() + static_cast<std::ptrdiff_t>(low);
    const auto end = sorted_.begin() + static_cast<std::ptrdiff_t>(high);

    const auto lower = std::partition_point(begin, end, [&](const Pattern& p) {
      return static_cast<unsigned char>(texts_[p.offset + depth]) < static_cast<unsigned char>(byte);
    });
    const auto upper =
        std::partition_point(lower, end, [&](const Pattern& p) { return texts_[p.offset + depth] == byte; });
    low = static_cast<std::size_t>(lower - sorted_.begin());
    high = static_cast<std::size_t>(upper - sorted_.begin());
  }
  return found;
}

std::size_t Matcher::memory_bytes() const noexcept {
  return held_bytes(sorted_) + held_bytes(texts_) + with_empty_.memory_bytes();
}

}  // namespace btt::added
