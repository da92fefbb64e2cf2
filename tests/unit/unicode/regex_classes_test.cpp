#include "unicode/regex_classes.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "unicode/range_properties.hpp"

namespace unicode = btt::unicode;

namespace {

bool has(const unicode::Ranges& ranges, char32_t c) {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t x, unicode::Range range) { return x < range.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

// Code points below 0x110000 for which the class bit and the union of the named sets differ, surrogates left
// out.
int differences(unsigned bit, std::initializer_list<const char*> names) {
  std::vector<unicode::Ranges> sets;
  for (const char* const name : names) sets.push_back(unicode::find_ranges(name).value());
  int count = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const bool named =
        std::any_of(sets.begin(), sets.end(), [c](const unicode::Ranges& set) { return has(set, c); });
    if (((unicode::regex_classes(c) & bit) != 0) != named) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("single code points") {
  using namespace unicode;
  CHECK(regex_classes('a') == (kClassLetter | kClassLowerRun | kClassWord));
  CHECK(regex_classes(0x01C5) == (kClassLetter | kClassUpperRun | kClassWord));
  CHECK(regex_classes(0x4E2D) == (kClassLetter | kClassUpperRun | kClassLowerRun | kClassWord));
  CHECK(regex_classes(0x0301) == (kClassMark | kClassUpperRun | kClassLowerRun | kClassWord));
  CHECK(regex_classes(0xB2) == (kClassNumber | kClassWord));
  CHECK(regex_classes('_') == (kClassPunctSymbol | kClassWord));
  CHECK(regex_classes(0x3000) == kClassSpace);
  CHECK(regex_classes(0x01) == 0);
}

TEST_CASE("each class is the set that its comment names") {
  CHECK(differences(unicode::kClassLetter, {"L"}) == 0);
  CHECK(differences(unicode::kClassNumber, {"N"}) == 0);
  CHECK(differences(unicode::kClassSpace, {"space"}) == 0);
  CHECK(differences(unicode::kClassMark, {"M"}) == 0);
  CHECK(differences(unicode::kClassUpperRun, {"Lu", "Lt", "Lm", "Lo", "M"}) == 0);
  CHECK(differences(unicode::kClassLowerRun, {"Ll", "Lm", "Lo", "M"}) == 0);
  CHECK(differences(unicode::kClassPunctSymbol, {"P", "S"}) == 0);
  CHECK(differences(unicode::kClassWord, {"word"}) == 6);  // the superscripts and fractions of Latin-1
}
