// Character classes and lower-casing, each from the Unicode version that the reference uses for it.
//
//   unicode::is_punctuation_8(U'\u2E4F')   // false: added after Unicode 8.0
//   unicode::is_word_16(U'\u00B2')         // false, but is_numeric_17 is true
//   unicode::to_lower_17(U'\u0130')        // i + U+0307, count 2
//
// The suffix of a name is its Unicode version: the reference mixes frozen tables (8.0 in the BERT stages, 9.0
// in the normal forms), the regex engine's (16.0) and its compiler's (17.0). One table lookup answers all of
// them: ask properties() once where several are needed. Code points must be below 0x110000.
#pragma once

#include <cstddef>
#include <cstdint>

#include "unicode/two_stage.hpp"

namespace btt::unicode {

enum Property : std::uint32_t {
  kWhiteSpace = 1u << 0,       // White_Space, the same 25 code points since 6.3
  kOther8 = 1u << 1,           // Cc, Cf, Co of 8.0; not Cn: unassigned code points stay
  kNonspacingMark8 = 1u << 2,  // Mn of 8.0
  kPunctuation8 = 1u << 3,     // P* of 8.0
  kBertPunctuation = 1u << 4,  // P* of 8.0 and the ASCII symbols $ + < = > ^ ` | ~
  kMark9 = 1u << 5,            // Mn, Mc, Me of 9.0
  kNumeric17 = 1u << 6,        // Nd, Nl, No of 17.0
  kWord16 = 1u << 7,           // \w of the Rust regex crate, 16.0
  kAssigned9 = 1u << 8,        // not Cn in 9.0
  kBertCjk = 1u << 9,          // the ranges that BertNormalizer spaces out; 2B820-2B91F are not among them
  kLowers17 = 1u << 10,        // to_lower_17 changes it
  kDecomposesCanonical9 = 1u << 11,  // has a canonical decomposition in 9.0, Hangul syllables included
  kDecomposes9 = 1u << 12,           // has a canonical or compatibility decomposition in 9.0
};

namespace detail {
struct PropertyClass {
  std::uint32_t bits;
  std::int32_t lower_delta;  // to_lower_17(c) - c, its first code point
};

extern const std::uint8_t kPropertyBlock[];    // code point / 256 -> block
extern const std::uint8_t kPropertyClassOf[];  // block * 256 + code point % 256 -> class
extern const PropertyClass kPropertyClasses[];
extern const std::size_t kPropertyClassCount;  // at most 256

inline const PropertyClass& property_class(char32_t c) {
  return kPropertyClasses[kPropertyClassOf[two_stage_index(kPropertyBlock, c)]];
}
}  // namespace detail

// The Property bits of `c`.
inline std::uint32_t properties(char32_t c) {
  return detail::property_class(c).bits;
}

inline bool is_white_space(char32_t c) {
  return c < 0x80 ? c == 0x20 || (c >= 0x09 && c <= 0x0D) : (properties(c) & kWhiteSpace) != 0;
}

inline bool is_other_8(char32_t c) {
  return c < 0x80 ? c < 0x20 || c == 0x7F : (properties(c) & kOther8) != 0;
}

inline bool is_nonspacing_mark_8(char32_t c) {
  return c >= 0x300 && (properties(c) & kNonspacingMark8) != 0;
}

inline bool is_punctuation_8(char32_t c) {
  return (properties(c) & kPunctuation8) != 0;
}

inline bool is_bert_punctuation(char32_t c) {
  return (properties(c) & kBertPunctuation) != 0;
}

inline bool is_mark_9(char32_t c) {
  return c >= 0x300 && (properties(c) & kMark9) != 0;
}

inline bool is_numeric_17(char32_t c) {
  return c < 0x80 ? c >= '0' && c <= '9' : (properties(c) & kNumeric17) != 0;
}

inline bool is_word_16(char32_t c) {
  return (properties(c) & kWord16) != 0;
}

inline bool is_assigned_9(char32_t c) {
  return c < 0x80 || (properties(c) & kAssigned9) != 0;
}

inline bool is_bert_cjk(char32_t c) {
  return c >= 0x3400 && (properties(c) & kBertCjk) != 0;
}

struct CaseMapping {
  char32_t code_points[3];
  std::uint8_t count;
};

// Full lower-casing of one code point without context (no final sigma), as Rust's char::to_lowercase.
inline CaseMapping to_lower_17(char32_t c) {
  if (c < 0x80) return {{c >= 'A' && c <= 'Z' ? c + 32 : c, 0, 0}, 1};
  // The only mapping to more than one code point; the generator checks that.
  if (c == 0x130) return {{0x69, 0x307, 0}, 2};
  const std::int32_t lower = static_cast<std::int32_t>(c) + detail::property_class(c).lower_delta;
  return {{static_cast<char32_t>(lower), 0, 0}, 1};
}

}  // namespace btt::unicode
