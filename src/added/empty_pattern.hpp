// EmptyPatternAutomaton: matches where one of the patterns is empty, which a token is of which the normalizer
// leaves nothing.
//
// Such matches are not the leftmost ones. With "" and "ab", "xaab" holds an empty match before the x and then
// "ab": the first a begins an "ab" that breaks off, and behind it the automaton of the reference goes on as
// if nothing had matched before it. So this is that automaton, AhoCorasick with MatchKind::LeftmostLongest
// (its construction is described in Aho and Corasick, "Efficient string matching", 1975, and in the
// aho-corasick crate's documentation), in its simplest form: such files are rare.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace btt::added {

class EmptyPatternAutomaton {
 public:
  struct Match {
    std::size_t begin;
    std::size_t end;
    std::uint32_t pattern;  // index as given to the constructor
  };

  EmptyPatternAutomaton() = default;
  // At least one pattern must be empty. Of equal patterns the first given wins.
  explicit EmptyPatternAutomaton(const std::vector<std::string>& patterns);

  bool empty() const noexcept { return nodes_.empty(); }
  std::size_t memory_bytes() const noexcept;

  // The match that a search from `from` ends with; false behind the text's end.
  bool search(std::string_view text, std::size_t from, Match& match) const noexcept;

 private:
  static constexpr std::uint32_t kStart = 0;
  static constexpr std::uint32_t kDead = 0xFFFFFFFF;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  struct Node {
    std::map<unsigned char, std::uint32_t> next;
    std::uint32_t fail = kStart;
    std::uint32_t pattern = kNone;
    std::size_t pattern_bytes = 0;
  };

  void fill_fail_links();

  std::vector<Node> nodes_;
};

}  // namespace btt::added
