#include "unicode/graphemes.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace unicode = btt::unicode;
using std::string;
using std::string_view;

namespace {

// Sizes of the clusters in bytes: "ab" -> "1 1 ".
string sizes(string_view text) {
  string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = unicode::next_grapheme(text, at);
    out += std::to_string(end - at) + " ";
    at = end;
  }
  return out;
}

}  // namespace

// Expected values: GraphemeBreakTest.txt of Unicode, or the rule that is named.
TEST_CASE("line ends and controls stand alone, but for CR LF") {
  CHECK(sizes("a\r\nb\n\r\x01") == "1 2 1 1 1 1 ");
  CHECK(sizes("a\n\xCC\x88") == "1 1 2 ");
}

TEST_CASE("marks, joiners and spacing marks extend, and so does what follows a prepended sign") {
  CHECK(sizes("e\xCC\x81x") == "3 1 ");
  CHECK(sizes("a\xE2\x80\x8D ") == "4 1 ");
  CHECK(sizes("a\xE0\xA4\x83 ") == "4 1 ");
  CHECK(sizes("\xD8\x80 a") == "3 1 ");
}

TEST_CASE("Hangul syllables") {
  // L V T, then LV T, LVT T; a T does not join an L
  CHECK(sizes("\xE1\x84\x80\xE1\x85\xA0\xE1\x86\xA8\xEA\xB0\x80\xE1\x86\xA8\xEA\xB0\x81\xE1\x86\xA8") ==
        "9 6 6 ");
  CHECK(sizes("\xE1\x86\xA8\xE1\x84\x80") == "3 3 ");
}

TEST_CASE("emoji sequences hold together only over a single joiner (GB11)") {
  const string baby = "\xF0\x9F\x91\xB6";
  const string tone = "\xF0\x9F\x8F\xBF";
  const string zwj = "\xE2\x80\x8D";
  CHECK(sizes(baby + tone + zwj + baby) == "15 ");
  CHECK(sizes("a" + zwj + baby) == "4 4 ");
  CHECK(sizes(baby + zwj + zwj + baby) == "10 4 ");
}

TEST_CASE("regional indicators pair up from the left (GB12)") {
  const string a = "\xF0\x9F\x87\xA6";
  CHECK(sizes(a + a + a + "b") == "8 4 1 ");
  CHECK(sizes(a + "\xE2\x80\x8D" + a + a) == "7 8 ");
}

TEST_CASE("Indic conjuncts join over a linker (GB9c), not without one") {
  const string ka = "\xE0\xA4\x95";
  const string virama = "\xE0\xA5\x8D";
  const string nukta = "\xE0\xA4\xBC";
  CHECK(sizes(ka + virama + ka) == "9 ");
  CHECK(sizes(ka + nukta + "\xE2\x80\x8D" + virama + ka) == "15 ");
  CHECK(sizes(ka + nukta + ka) == "6 3 ");
  CHECK(sizes("a" + virama + ka) == "4 3 ");
  CHECK(sizes(ka + virama + "a" + ka) == "6 1 3 ");
}

TEST_CASE("at the end of the text there is no cluster") {
  CHECK(unicode::next_grapheme("", 0) == 0);
  CHECK(unicode::next_grapheme("ab", 2) == 2);
}
