#include "added/matcher.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "reference/leftmost_longest.hpp"

using namespace btt;
using added::Matcher;

namespace {

// All matches as "begin-end:pattern", each search from the end of the match before.
std::string matches(const std::vector<std::string>& patterns, std::string_view text) {
  const Matcher matcher(patterns);
  Matcher::Match match{0, 0, 0};
  std::string out;
  bool behind_match = false;
  for (std::size_t from = 0; matcher.find(text, from, behind_match, match); from = match.end) {
    behind_match = true;
    if (!out.empty()) out += ' ';
    out +=
        std::to_string(match.begin) + "-" + std::to_string(match.end) + ":" + std::to_string(match.pattern);
  }
  return out;
}

}  // namespace

TEST_CASE("no pattern, no match") {
  CHECK(Matcher().empty());
  CHECK(Matcher(std::vector<std::string>()).empty());
  CHECK(matches({}, "abc").empty());
  CHECK(matches({"a"}, "").empty());
  CHECK(matches({"abc"}, "ab").empty());
}

TEST_CASE("leftmost first, then longest") {
  CHECK(matches({"b", "abc", "ab"}, "abcab") == "0-3:1 3-5:2");
  CHECK(matches({"a", "ab", "abcd"}, "abc") == "0-2:1");
  CHECK(matches({"bcd", "ab"}, "abcd") == "0-2:1");
  // The order of the patterns does not matter: danc wins over nci, which starts later.
  CHECK(matches({"danc", "nci", "ing", "ike"}, "I like dancing") == "3-6:3 7-11:0 11-14:2");
  CHECK(matches({"ike", "ing", "nci", "danc"}, "I like dancing") == "3-6:0 7-11:3 11-14:1");
}

TEST_CASE("of equal patterns the first given wins") {
  CHECK(matches({"x", "a", "a"}, "a") == "0-1:1");
}

TEST_CASE("bytes above 127 and zero bytes") {
  CHECK(matches({"\u4ECA", "\u4ECA\u65E5"}, "my\u4ECA\u65E5\u4ECA") == "2-8:1 8-11:0");
  CHECK(matches({std::string("\0x", 2)}, std::string_view("a\0x", 3)) == "1-3:0");
  CHECK(matches({"\xFF"}, "a\xFF") == "1-2:0");
}

// As AhoCorasick's find_iter; the offsets that tokenizers 0.22.2 gives follow from it.
TEST_CASE("an empty pattern matches before each byte, but not where another match ended") {
  CHECK(matches({""}, "ab") == "0-0:0 1-1:0 2-2:0");
  CHECK(matches({"x", "", ""}, "") == "0-0:1");
  CHECK(matches({"", "ab"}, "abc") == "0-2:1 3-3:0");
  CHECK(matches({"", "b"}, "abbc") == "0-0:0 1-2:1 2-3:1 4-4:0");
  // What breaks off hides the empty match before it.
  CHECK(matches({"ab", ""}, "xaab") == "0-0:1 2-4:0");
  CHECK_FALSE(Matcher({""}).empty());
}

TEST_CASE("the search starts where it is told") {
  const Matcher matcher({"aa"});
  Matcher::Match match{0, 0, 0};
  CHECK(matcher.find("aaa", 1, true, match));
  CHECK(match.begin == 1);
  CHECK_FALSE(matcher.find("aaa", 2, true, match));
  CHECK_FALSE(matcher.find("aaa", 3, true, match));
}

TEST_CASE("random patterns and texts against trying everything") {
  std::mt19937 random(11);
  for (int round = 0; round < 3000; ++round) {
    const std::string alphabet = round % 2 == 0 ? "ab" : "abc";
    const auto word = [&](std::size_t least, std::size_t most) {
      std::string text;
      for (std::size_t size = least + random() % (most - least + 1); text.size() < size;) {
        text += alphabet[random() % alphabet.size()];
      }
      return text;
    };
    std::vector<std::string> patterns;
    for (std::size_t count = 1 + random() % 8; patterns.size() < count;) patterns.push_back(word(1, 6));
    const std::string text = word(0, 30);
    const Matcher matcher(patterns);
    for (std::size_t from = 0; from <= text.size(); ++from) {
      Matcher::Match match{0, 0, 0};
      const auto expected = reference::leftmost_longest(patterns, text, from);
      const bool found = matcher.find(text, from, from != 0, match);
      CAPTURE(text);
      REQUIRE(found == expected.has_value());
      if (!found) continue;
      REQUIRE(match.begin == expected->begin);
      REQUIRE(match.end == expected->end);
      REQUIRE(match.pattern == expected->pattern);
    }
  }
}
