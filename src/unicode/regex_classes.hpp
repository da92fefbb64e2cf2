// The character classes that the hand-written matchers of known regular expressions test, Unicode 16.0.
//
//   unicode::regex_classes(U'\u00DF')   // kClassLetter | kClassLowerRun | kClassWord
//
// Eight classes in one byte: one look-up answers all of a pattern's questions about a code point. They equal
// what Oniguruma 6.9.10 matches. Code points must be below 0x110000.
#pragma once

#include "unicode/two_stage.hpp"

namespace btt::unicode {

enum RegexClass : std::uint8_t {
  kClassLetter = 1u << 0,       // \p{L}
  kClassNumber = 1u << 1,       // \p{N}
  kClassSpace = 1u << 2,        // \s
  kClassMark = 1u << 3,         // \p{M}
  kClassUpperRun = 1u << 4,     // [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]
  kClassLowerRun = 1u << 5,     // [\p{Ll}\p{Lm}\p{Lo}\p{M}]
  kClassPunctSymbol = 1u << 6,  // [\p{P}\p{S}]
  kClassWord = 1u << 7,  // \w outside of brackets, which has the superscript digits and fractions of Latin-1
};

namespace detail {
extern const std::uint8_t kRegexClassBlock[];
extern const std::uint8_t kRegexClassOf[];
}  // namespace detail

inline std::uint8_t regex_classes(char32_t c) {
  return detail::kRegexClassOf[detail::two_stage_index(detail::kRegexClassBlock, c)];
}

}  // namespace btt::unicode
