#include "unicode/range_properties.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace unicode = btt::unicode;

namespace {

bool has(const char* name, char32_t c) {
  const auto ranges = unicode::find_ranges(name);
  REQUIRE(ranges.has_value());
  return std::any_of(ranges->begin(), ranges->end(),
                     [c](unicode::Range range) { return range.first <= c && c <= range.last; });
}

std::size_t size_of(const char* name) {
  const auto ranges = unicode::find_ranges(name);
  REQUIRE(ranges.has_value());
  std::size_t size = 0;
  for (const unicode::Range range : *ranges) size += range.last - range.first + 1;
  return size;
}

}  // namespace

TEST_CASE("names go without case, hyphens, underscores and spaces") {
  CHECK(size_of("Lowercase_Letter") == size_of("ll"));
  CHECK(size_of("LOWER case-letter") == size_of("Ll"));
  CHECK(size_of("Latn") == size_of("Latin"));
  CHECK_FALSE(unicode::find_ranges("Script=Han").has_value());
  CHECK_FALSE(unicode::find_ranges("IsHan").has_value());
  CHECK_FALSE(unicode::find_ranges("").has_value());
}

// Counts of the data files of Unicode 16.0.
TEST_CASE("sets are those of Unicode 16.0") {
  CHECK(size_of("Any") == 0x110000 - 0x800);
  CHECK(size_of("ASCII") == 128);
  CHECK(size_of("Nd") == 760);
  CHECK(size_of("White_Space") == 25);
  CHECK(size_of("Lt") == 31);
  CHECK(size_of("In_Arrows") == 112);
  CHECK(size_of("Cs") == 0);
  CHECK(has("Lu", 0x1C89));  // new in 16.0
  CHECK(has("Garay", 0x10D50));
  CHECK_FALSE(has("Lu", 0xA7CE));  // new in 17.0
}

TEST_CASE("POSIX names") {
  CHECK(has("alnum", 0x0660));
  CHECK_FALSE(has("alpha", 0x0660));
  CHECK(has("word", '_'));
  CHECK_FALSE(has("word", 0xB2));
  CHECK_FALSE(has("punct", '$'));
  CHECK(has("posixpunct", '$'));
  CHECK(has("blank", '\t'));
  CHECK(has("print", 0x3000));
  CHECK_FALSE(has("graph", 0x3000));
  CHECK_FALSE(has("graph", 0x0378));
  CHECK(has("newline", '\n'));
}

TEST_CASE("case pairs newer than 9.0 go both ways and are sorted") {
  const auto has_pair = [](char32_t a, char32_t b) {
    return std::any_of(unicode::new_folds_begin(), unicode::new_folds_end(),
                       [&](unicode::FoldPair p) { return p.code_point == a && p.partner == b; });
  };
  CHECK(has_pair(0xA7CB, 0x0264));
  CHECK(has_pair(0x0264, 0xA7CB));
  CHECK(has_pair(0x10D50, 0x10D70));
  CHECK_FALSE(has_pair('A', 'a'));
  CHECK(std::is_sorted(unicode::new_folds_begin(), unicode::new_folds_end(),
                       [](unicode::FoldPair a, unicode::FoldPair b) { return a.code_point < b.code_point; }));
}
