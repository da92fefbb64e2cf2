// Walks over text by the classes of regex_classes.hpp; what the hand-written matchers are made of.
#pragma once

#include "unicode/regex_classes.hpp"
#include "unicode/utf8.hpp"

namespace btt::regex {

using unicode::kClassLetter;
using unicode::kClassLowerRun;
using unicode::kClassMark;
using unicode::kClassNumber;
using unicode::kClassPunctSymbol;
using unicode::kClassSpace;
using unicode::kClassUpperRun;
using unicode::kClassWord;

// A position in a text and the end of the text.
struct Cursor {
  const char* p;
  const char* end;

  bool done() const { return p >= end; }
  bool at(char c) const { return p < end && *p == c; }
  bool at_newline() const { return p < end && (*p == '\n' || *p == '\r'); }

  // Classes of the code point here; 0 at the end, and for code points of no class.
  std::uint8_t classes() const {
    if (p >= end) return 0;
    const char* q = p;
    return unicode::regex_classes(unicode::decode(q));
  }

  void advance() { p += unicode::length_of_lead(static_cast<unsigned char>(*p)); }
};

// The end of the run of code points with any of `Mask`.
template <unsigned Mask>
const char* run_of(Cursor c) {
  while (!c.done()) {
    const char* q = c.p;
    if ((unicode::regex_classes(unicode::decode(q)) & Mask) == 0) break;
    c.p = q;
  }
  return c.p;
}

// The end of the run of code points with none of `Mask`.
template <unsigned Mask>
const char* run_without(Cursor c) {
  while (!c.done()) {
    const char* q = c.p;
    if ((unicode::regex_classes(unicode::decode(q)) & Mask) != 0) break;
    c.p = q;
  }
  return c.p;
}

// Of at most `limit` numbers, \p{N}{1,limit}.
inline const char* numbers(Cursor c, int limit) {
  for (int i = 0; i < limit && (c.classes() & kClassNumber) != 0; ++i) c.advance();
  return c.p;
}

inline const char* newlines(Cursor c) {
  while (c.at_newline()) ++c.p;
  return c.p;
}

// The end of 's|'t|'re|'ve|'m|'ll|'d here, or null; with `fold` of (?i:..), where "s" is U+017F as well.
inline const char* contraction(Cursor c, bool fold) {
  if (!c.at('\'') || c.end - c.p < 2) return nullptr;
  const auto letter = [&](int i) {
    const char byte = c.p[i];
    return fold && byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
  };
  const char first = letter(1);
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return c.p + 2;
  if (c.end - c.p < 3) return nullptr;
  const char second = letter(2);
  if ((first == 'r' || first == 'v') && second == 'e') return c.p + 3;
  if (first == 'l' && second == 'l') return c.p + 3;
  const bool long_s = fold && first == '\xC5' && second == '\xBF';
  return long_s ? c.p + 3 : nullptr;
}

// \s+(?!\S)|\s+ at white space: a run that text follows leaves its last code point to it, if there are
// others.
inline const char* white_space(Cursor c) {
  const char* const begin = c.p;
  const char* last = begin;
  while (!c.done()) {
    const char* q = c.p;
    if ((unicode::regex_classes(unicode::decode(q)) & kClassSpace) == 0) break;
    last = c.p;
    c.p = q;
  }
  return c.done() || last == begin ? c.p : last;
}

// \s*[\r\n]+|\s+(?!\S)|\s+ at white space: through the last newline of the run, where it has one.
inline const char* white_space_by_lines(Cursor c) {
  const char* const begin = c.p;
  const char* last = begin;
  const char* behind_newline = nullptr;
  while (!c.done()) {
    const char* q = c.p;
    if ((unicode::regex_classes(unicode::decode(q)) & kClassSpace) == 0) break;
    if (c.at_newline()) behind_newline = q;
    last = c.p;
    c.p = q;
  }
  if (behind_newline != nullptr) return behind_newline;
  return c.done() || last == begin ? c.p : last;
}

}  // namespace btt::regex
