// Literal expectations at the borders of the Unicode versions.
#include "unicode/properties.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace unicode = btt::unicode;

namespace {

using CodePoints = std::initializer_list<char32_t>;

template <typename Predicate>
unsigned count_of(Predicate predicate) {
  unsigned count = 0;
  for (char32_t c = 0; c < 0x110000; ++c) count += predicate(c) ? 1 : 0;
  return count;
}

bool lowers_to(char32_t c, char32_t to) {
  const unicode::CaseMapping mapping = unicode::to_lower_17(c);
  return mapping.count == 1 && mapping.code_points[0] == to;
}

}  // namespace

TEST_CASE("white space: the 25 code points") {
  for (const char32_t c : CodePoints{0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x200A,
                                     0x2028, 0x2029, 0x202F, 0x205F, 0x3000}) {
    CHECK(unicode::is_white_space(c));
  }
  for (const char32_t c : CodePoints{0x08, 0x0E, 0x1C, 0x1F, 0x180E, 0x200B, 0x2060, 0xFEFF}) {
    CHECK_FALSE(unicode::is_white_space(c));
  }
  CHECK(count_of([](char32_t c) { return unicode::is_white_space(c); }) == 25);
}

TEST_CASE("other: Cc, Cf and Co of 8.0, not unassigned") {
  for (const char32_t c : CodePoints{0x00, 0x09, 0x1F, 0x7F, 0x85, 0xAD, 0x200B, 0x200F, 0x2060, 0xFEFF,
                                     0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x10FFFD}) {
    CHECK(unicode::is_other_8(c));
  }
  // Unassigned and noncharacters, and format characters added after 8.0.
  for (const char32_t c :
       CodePoints{0x20, 0x378, 0xFFFD, 0xFFFE, 0xFFFFE, 0x10FFFF, 0x890, 0x891, 0x8E2, 0x110CD, 0x13430}) {
    CHECK_FALSE(unicode::is_other_8(c));
  }
}

TEST_CASE("nonspacing marks of 8.0") {
  for (const char32_t c : CodePoints{0x300, 0x301, 0x36F, 0x1734, 0xFE0F})
    CHECK(unicode::is_nonspacing_mark_8(c));
  for (const char32_t c : CodePoints{0x41, 0x903, 0x20DD, 0x7FD, 0x898, 0x8CA, 0xC04, 0x1E94A, 0x1CF00}) {
    CHECK_FALSE(unicode::is_nonspacing_mark_8(c));
  }
}

TEST_CASE("punctuation of 8.0, with the ASCII symbols for BERT") {
  for (const char32_t c : CodePoints{0x21, 0x5F, 0x7D, 0xA1, 0xBF, 0x2014, 0x2E42, 0x3001, 0x166D, 0x111C9}) {
    CHECK(unicode::is_punctuation_8(c));
    CHECK(unicode::is_bert_punctuation(c));
  }
  for (const char32_t c : CodePoints{0x24, 0x2B, 0x3C, 0x3D, 0x3E, 0x5E, 0x60, 0x7C, 0x7E}) {
    CHECK_FALSE(unicode::is_punctuation_8(c));
    CHECK(unicode::is_bert_punctuation(c));
  }
  // Symbols beyond ASCII, and punctuation added after 8.0.
  for (const char32_t c : CodePoints{0x41, 0x20, 0xA3, 0x20AC, 0x2E43, 0x61D, 0x9FD, 0x1E95E}) {
    CHECK_FALSE(unicode::is_bert_punctuation(c));
  }
}

TEST_CASE("marks of 9.0: Mn, Mc and Me") {
  for (const char32_t c : CodePoints{0x301, 0x903, 0x20DD, 0x1E94A}) CHECK(unicode::is_mark_9(c));
  for (const char32_t c : CodePoints{0x61, 0x2B0, 0x7FD, 0x1CF00}) CHECK_FALSE(unicode::is_mark_9(c));
}

TEST_CASE("numeric of 17.0: Nd, Nl and No") {
  for (const char32_t c : CodePoints{0x30, 0x39, 0xB2, 0xBD, 0x660, 0x2160, 0x2460, 0x3007})
    CHECK(unicode::is_numeric_17(c));
  // Ideographic numbers are letters.
  for (const char32_t c : CodePoints{0x2F, 0x3A, 0x41, 0x4E00, 0x4E8C})
    CHECK_FALSE(unicode::is_numeric_17(c));
}

TEST_CASE("word characters of the Rust regex crate, 16.0") {
  for (const char32_t c : CodePoints{0x30, 0x41, 0x5F, 0x7A, 0xAA, 0xE9, 0x301, 0x20DD, 0x2040, 0x200C,
                                     0x200D, 0x2160, 0x24B6, 0x4E00}) {
    CHECK(unicode::is_word_16(c));
  }
  for (const char32_t c : CodePoints{0x20, 0x2D, 0x24, 0xB2, 0xBD, 0x2460, 0x200B, 0x1F600})
    CHECK_FALSE(unicode::is_word_16(c));
}

TEST_CASE("assigned in 9.0") {
  for (const char32_t c : CodePoints{0x41, 0xE000, 0x1E900, 0x1F6F6}) CHECK(unicode::is_assigned_9(c));
  for (const char32_t c : CodePoints{0x378, 0x870, 0x32FF, 0x1F6F7, 0x10FFFF})
    CHECK_FALSE(unicode::is_assigned_9(c));
}

TEST_CASE("BERT's Chinese characters") {
  for (const char32_t c : CodePoints{0x3400, 0x4DBF, 0x4E00, 0x9FFF, 0xF900, 0xFAFF, 0x20000, 0x2A6DF,
                                     0x2A700, 0x2B81F, 0x2B920, 0x2CEAF, 0x2F800, 0x2FA1F}) {
    CHECK(unicode::is_bert_cjk(c));
  }
  // Kana, Hangul, CJK punctuation, and the hole at 2B820-2B91F.
  for (const char32_t c : CodePoints{0x33FF, 0x4DC0, 0x3001, 0x3042, 0x30AB, 0xAC00, 0xA000, 0x2B820, 0x2B91F,
                                     0x2CEB0, 0x30000}) {
    CHECK_FALSE(unicode::is_bert_cjk(c));
  }
}

TEST_CASE("full lower-casing without context") {
  CHECK(lowers_to(U'A', U'a'));
  CHECK(lowers_to(U'Z', U'z'));
  CHECK(lowers_to(U'@', U'@'));
  CHECK(lowers_to(U'[', U'['));
  CHECK(lowers_to(0xC9, 0xE9));
  CHECK(lowers_to(0x3A3, 0x3C3));    // no final sigma
  CHECK(lowers_to(0x1E9E, 0xDF));    // capital sharp s
  CHECK(lowers_to(0x1C5, 0x1C6));    // title case
  CHECK(lowers_to(0x2126, 0x3C9));   // ohm sign
  CHECK(lowers_to(0x212A, 0x6B));    // kelvin sign
  CHECK(lowers_to(0x13A0, 0xAB70));  // Cherokee goes up
  CHECK(lowers_to(0x10400, 0x10428));
  CHECK(lowers_to(0x1E921, 0x1E943));
  CHECK(lowers_to(0xE9, 0xE9));
  CHECK(lowers_to(0x4E00, 0x4E00));
  const unicode::CaseMapping dotted = unicode::to_lower_17(0x130);
  CHECK(dotted.count == 2);
  CHECK(dotted.code_points[0] == 0x69);
  CHECK(dotted.code_points[1] == 0x307);
}

TEST_CASE("the bits agree with the predicates and with to_lower_17") {
  unsigned wrong = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    const std::uint32_t bits = unicode::properties(c);
    const auto has = [&](std::uint32_t bit) { return (bits & bit) != 0; };
    const bool same = has(unicode::kWhiteSpace) == unicode::is_white_space(c) &&
                      has(unicode::kOther8) == unicode::is_other_8(c) &&
                      has(unicode::kNonspacingMark8) == unicode::is_nonspacing_mark_8(c) &&
                      has(unicode::kMark9) == unicode::is_mark_9(c) &&
                      has(unicode::kNumeric17) == unicode::is_numeric_17(c) &&
                      has(unicode::kAssigned9) == unicode::is_assigned_9(c) &&
                      has(unicode::kBertCjk) == unicode::is_bert_cjk(c) &&
                      has(unicode::kLowers17) != lowers_to(c, c);
    wrong += same ? 0 : 1;
  }
  CHECK(wrong == 0);
}
