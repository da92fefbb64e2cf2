// Matcher: finds added tokens in a text, leftmost and longest, one pass.
//
// A text without any first byte of a pattern costs next to nothing where there are few such bytes ("[" and
// "<"), else one look at each byte. The patterns are kept sorted; a match narrows the range of patterns that
// still agree byte by byte, so ten thousand patterns cost no more than a few. Reference: AhoCorasick with
// MatchKind::LeftmostLongest; of equal patterns the first given wins.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "added/empty_pattern.hpp"

namespace btt::added {

class Matcher {
 public:
  using Match = EmptyPatternAutomaton::Match;

  Matcher() = default;
  explicit Matcher(const std::vector<std::string>& patterns);

  // Calls f(pattern) for each pattern; one that is empty comes alone.
  template <typename F>
  void for_each_pattern(F&& f) const {
    if (!with_empty_.empty()) f(std::string_view());
    for (const Pattern& pattern : sorted_) f(text_of(pattern));
  }

  // Whether `text` has any of the patterns.
  bool is_in(std::string_view text) const noexcept {
    Match match{0, 0, 0};
    return find(text, 0, false, match);
  }

  bool empty() const noexcept { return sorted_.empty() && with_empty_.empty(); }
  std::size_t memory_bytes() const noexcept;

  // The first match at or behind `from`; false where there is none. An empty pattern matches before each
  // byte, within characters too, and at the end, but not where another match has ended: `behind_match` says
  // that one did at `from`.
  bool find(std::string_view text, std::size_t from, bool behind_match, Match& match) const noexcept;

 private:
  struct Pattern {
    std::uint32_t offset;  // in texts_
    std::uint32_t size;
    std::uint32_t index;
  };

  // At most this many first bytes are searched for one by one.
  static constexpr std::size_t kFewFirstBytes = 3;

  std::size_t next_start(std::string_view text, std::size_t from) const noexcept;

  std::string_view text_of(const Pattern& pattern) const noexcept {
    return std::string_view(texts_).substr(pattern.offset, pattern.size);
  }

  bool longest_at(std::string_view text, std::size_t at, Match& match) const noexcept;

  std::string texts_;
  std::vector<Pattern> sorted_;  // by text, duplicates removed
  std::array<std::uint32_t, 257>
      first_byte_{};  // patterns that start with byte b: [first_byte_[b], first_byte_[b + 1])
  std::array<bool, 256> starts_{};
  std::string few_starts_;            // the first bytes, where there are few
  EmptyPatternAutomaton with_empty_;  // in the place of all others where a pattern is empty
};

}  // namespace btt::added
