#include "unicode/normal_forms.hpp"

#include <doctest/doctest.h>

#include <string>

#include "unicode/versions.hpp"

namespace unicode = btt::unicode;
using std::u32string;

namespace {

u32string decomposed(char32_t c, bool compatibility) {
  char32_t out[unicode::kMaxDecomposition];
  const unsigned count = unicode::decompose(c, compatibility, out);
  return u32string(out, count);
}

u32string canonical(char32_t c) {
  return decomposed(c, false);
}
u32string compatible(char32_t c) {
  return decomposed(c, true);
}

}  // namespace

TEST_CASE("canonical decomposition is full and leaves compatibility characters alone") {
  CHECK(canonical(U'a') == U"a");
  CHECK(canonical(0xE9) == U"e\u0301");
  CHECK(canonical(0x1EBF) == U"e\u0302\u0301");
  CHECK(canonical(0x1F80) == U"\u03B1\u0313\u0345");
  CHECK(canonical(0x212B) == U"A\u030A");
  CHECK(canonical(0x0344) == U"\u0308\u0301");
  CHECK(canonical(0xFB01) == U"\uFB01");
  CHECK(canonical(0x2F800) == U"\u4E3D");
  CHECK(canonical(0x1D163) == U"\U0001D158\U0001D165\U0001D171");
}

TEST_CASE("compatibility decomposition") {
  CHECK(compatible(0xA0) == U" ");
  CHECK(compatible(0xBD) == U"1\u20442");
  CHECK(compatible(0xFB01) == U"fi");
  CHECK(compatible(0x1E9B) == U"s\u0307");
  CHECK(compatible(0xFF21) == U"A");
  CHECK(compatible(0x3392) == U"MHz");
  CHECK(compatible(0x1F80) == U"\u03B1\u0313\u0345");
  // The longest of all.
  CHECK(compatible(0xFDFA) ==
        U"\u0635\u0644\u0649 \u0627\u0644\u0644\u0647 \u0639\u0644\u064A\u0647 "
        U"\u0648\u0633\u0644\u0645");
}

TEST_CASE("Hangul by arithmetic") {
  CHECK(canonical(0xAC00) == U"\u1100\u1161");
  CHECK(canonical(0xAC01) == U"\u1100\u1161\u11A8");
  CHECK(canonical(0xD55C) == U"\u1112\u1161\u11AB");
  CHECK(canonical(0xD7A3) == U"\u1112\u1175\u11C2");
  CHECK(canonical(0xD7A4) == u32string(1, 0xD7A4));
  CHECK(unicode::compose(0x1112, 0x1161) == 0xD558);
  CHECK(unicode::compose(0xD558, 0x11AB) == 0xD55C);
  CHECK(unicode::compose(0xD55C, 0x11AB) == 0);  // has a trail already
  CHECK(unicode::compose(0xD558, 0x11A7) == 0);  // the place before the first trail
  CHECK(unicode::compose(0x1113, 0x1161) == 0);  // old lead consonant
}

TEST_CASE("code points assigned after 9.0 are inert") {
  CHECK(compatible(0x32FF) == U"\u32FF");               // 12.1
  CHECK(canonical(0x11938) == U"\U00011938");           // 13.0
  CHECK(unicode::compose(0x11935, 0x11930) == 0);       // 13.0
  CHECK(unicode::combining_class(0x0898) == 0);         // 14.0, class 220 there
  CHECK(unicode::combining_class(0x1DF6) == 0);         // 10.0, class 232 there
  CHECK(compatible(0x1F12F) == u32string(1, 0x1F12F));  // 11.0
}

TEST_CASE("combining classes") {
  CHECK(unicode::combining_class(U'a') == 0);
  CHECK(unicode::combining_class(0x0301) == 230);
  CHECK(unicode::combining_class(0x0323) == 220);
  CHECK(unicode::combining_class(0x0345) == 240);
  CHECK(unicode::combining_class(0x094D) == 9);
  CHECK(unicode::combining_class(0x3099) == 8);
  CHECK(unicode::combining_class(0x0903) == 0);
  CHECK(unicode::combining_class(0x1D165) == 216);
}

TEST_CASE("primary composites") {
  CHECK(unicode::compose(U'e', 0x0301) == 0xE9);
  CHECK(unicode::compose(0x03B1, 0x0313) == 0x1F00);
  CHECK(unicode::compose(0x05D0, 0x05B7) == 0);  // FB2E is an exclusion
  CHECK(unicode::compose(0x0308, 0x0301) == 0);  // 0344 is a nonstarter decomposition
  CHECK(unicode::compose(0x0915, 0x093C) == 0);  // 0958 is an exclusion
  CHECK(unicode::compose(0x0928, 0x093C) == 0x0929);
  CHECK(unicode::compose(0x09C7, 0x09BE) == 0x09CB);  // second one is a starter
  CHECK(unicode::compose(0x1D157, 0x1D165) == 0);     // 1D15E is an exclusion
  CHECK(unicode::compose(0x11131, 0x11127) == 0x1112E);
  CHECK(unicode::compose(U'e', U'e') == 0);
  CHECK(unicode::compose(U'x', 0x0323) == 0);
}

TEST_CASE("every canonical decomposition composes back, stays apart, or is another character's too") {
  unsigned back = 0;
  unsigned apart = 0;
  unsigned wrong = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (!unicode::decomposes(c, false) || (c >= 0xAC00 && c < 0xD7A4)) continue;
    const u32string parts = canonical(c);
    char32_t composite = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) composite = unicode::compose(composite, parts[i]);
    if (composite == c) {
      ++back;
    } else {
      ++apart;
      // U+212B and others: their decomposition composes to the character that they are a duplicate of.
      if (composite != 0 && canonical(composite) != parts) ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(back + apart == 2060);  // canonical decompositions of 9.0 without Hangul
  CHECK(back > 900);
}

TEST_CASE("utf8proc is not older than the data it must contain") {
  CHECK(std::stoi(unicode::utf8proc_unicode_version()) >= 9);
  CHECK(std::stoi(unicode::utf8proc_version()) >= 2);
}
