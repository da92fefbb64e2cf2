// The three primitives of NFC, NFD, NFKC and NFKD over single code points, as of Unicode 9.0.
//
//   char32_t out[kMaxDecomposition];
//   unicode::decompose(U'\u1EBF', false, out)   // 3: e, U+0302, U+0301
//   unicode::combining_class(U'\u0301')         // 230
//   unicode::compose(U'e', U'\u0301')           // U+00E9
//
// They match the reference's frozen 9.0 tables: a code point assigned later has no decomposition, class 0,
// and takes part in no composition. normal_forms.cpp is the only user of utf8proc.
#pragma once

#include <cstdint>

#include "unicode/properties.hpp"

namespace btt::unicode {

// U+FDFA has the longest compatibility decomposition.
constexpr unsigned kMaxDecomposition = 18;

namespace detail {
unsigned decompose_slow(char32_t c, bool compatibility, char32_t* out);
std::uint8_t combining_class_slow(char32_t c);
char32_t compose_slow(char32_t a, char32_t b);
}  // namespace detail

// False where `c` is its own decomposition.
inline bool decomposes(char32_t c, bool compatibility) {
  return c >= 0xA0 && (properties(c) & (compatibility ? kDecomposes9 : kDecomposesCanonical9)) != 0;
}

// The full (recursive) decomposition of `c` in `out`, in canonical order for the single `c`; returns its
// length, 1 and `c` itself where it has none.
inline unsigned decompose(char32_t c, bool compatibility, char32_t out[kMaxDecomposition]) {
  if (!decomposes(c, compatibility)) {
    out[0] = c;
    return 1;
  }
  return detail::decompose_slow(c, compatibility, out);
}

// Canonical combining class. Only marks have one other than 0.
inline std::uint8_t combining_class(char32_t c) {
  return is_mark_9(c) ? detail::combining_class_slow(c) : std::uint8_t{0};
}

// The primary composite of `a` followed by `b`, or 0: composition exclusions have none; Hangul by arithmetic.
inline char32_t compose(char32_t a, char32_t b) {
  // The second character of every composite is at or above U+0300.
  return b < 0x300 ? 0 : detail::compose_slow(a, b);
}

}  // namespace btt::unicode
