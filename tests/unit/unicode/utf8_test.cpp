#include "unicode/utf8.hpp"

#include <doctest/doctest.h>

#include <string>

namespace unicode = btt::unicode;
using std::string;

namespace {

string repaired(const string& in) {
  string out = "<";
  unicode::append_lossy(in, out);
  return out.substr(1);
}

string encoded(char32_t c) {
  char buffer[unicode::kMaxEncoded];
  return string(buffer, unicode::encode(c, buffer));
}

const string kBad = "\xEF\xBF\xBD";

}  // namespace

TEST_CASE("encode, decode, decode_last and lengths at the borders of each length") {
  const struct {
    char32_t c;
    const char* bytes;
  } cases[] = {{0x01, "\x01"},
               {0x7F, "\x7F"},
               {0x80, "\xC2\x80"},
               {0x7FF, "\xDF\xBF"},
               {0x800, "\xE0\xA0\x80"},
               {0xD7FF, "\xED\x9F\xBF"},
               {0xE000, "\xEE\x80\x80"},
               {0xFFFF, "\xEF\xBF\xBF"},
               {0x10000, "\xF0\x90\x80\x80"},
               {0x10FFFF, "\xF4\x8F\xBF\xBF"}};
  for (const auto& each : cases) {
    const string bytes = each.bytes;
    CAPTURE(bytes);
    CHECK(encoded(each.c) == bytes);
    string appended = "x";
    unicode::append(appended, each.c);
    CHECK(appended == "x" + bytes);
    CHECK(unicode::length_of(each.c) == bytes.size());
    CHECK(unicode::length_of_lead(static_cast<unsigned char>(bytes[0])) == bytes.size());
    const string framed = "a" + bytes + "b";
    const char* p = framed.data() + 1;
    CHECK(unicode::decode(p) == each.c);
    CHECK(p == framed.data() + 1 + bytes.size());
    const char* end = p;
    CHECK(unicode::decode_last(framed.data(), end) == each.c);
    CHECK(end == framed.data() + 1);
    CHECK(unicode::find_invalid(framed) == unicode::kNpos);
  }
}

TEST_CASE("every scalar value survives encode, validation and decode") {
  bool good = true;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const string bytes = encoded(c);
    const char* p = bytes.data();
    good = good && unicode::find_invalid(bytes) == unicode::kNpos && unicode::decode(p) == c &&
           p == bytes.data() + bytes.size() && unicode::count_code_points(bytes) == 1;
  }
  CHECK(good);
}

TEST_CASE("surrogates are ill-formed") {
  for (char32_t c = 0xD800; c < 0xE000; ++c) CHECK(unicode::find_invalid(encoded(c)) == 0);
}

TEST_CASE("find_invalid answers the first byte of the bad sequence") {
  CHECK(unicode::find_invalid("") == unicode::kNpos);
  CHECK(unicode::find_invalid("caf\xC3\xA9") == unicode::kNpos);
  CHECK(unicode::find_invalid(string("nul\0 is fine", 12)) == unicode::kNpos);
  CHECK(unicode::find_invalid("ab\xFF") == 2);
  CHECK(unicode::find_invalid("\x80") == 0);
  CHECK(unicode::find_invalid("a\xC0\x80") == 1);         // overlong NUL
  CHECK(unicode::find_invalid("a\xC1\xBF") == 1);         // overlong, two bytes
  CHECK(unicode::find_invalid("\xE0\x9F\xBF") == 0);      // overlong, three bytes
  CHECK(unicode::find_invalid("\xF0\x8F\xBF\xBF") == 0);  // overlong, four bytes
  CHECK(unicode::find_invalid("\xF4\x90\x80\x80") == 0);  // U+110000
  CHECK(unicode::find_invalid("\xF5\x80\x80\x80") == 0);  // no such lead
  CHECK(unicode::find_invalid("abc\xE2\x82") == 3);       // cut at the end
  CHECK(unicode::find_invalid("abc\xE2\x82 def") == 3);   // cut in the middle
  CHECK(unicode::find_invalid("\xC3\xA9\xF0\x9F\x98") == 2);
  CHECK(unicode::find_invalid(string(1000, 'a') + "\xC3\xA9" + string(70, 'b') + "\xC3") == 1072);
}

TEST_CASE("append_lossy: one U+FFFD per maximal subpart") {
  // Expectations are those of Python's bytes.decode("utf-8", "replace").
  CHECK(repaired("") == "");
  CHECK(repaired("clean \xC3\xA9") == "clean \xC3\xA9");
  CHECK(repaired("a\xFFz") == "a" + kBad + "z");
  CHECK(repaired("a\xE2\x82z") == "a" + kBad + "z");
  CHECK(repaired("\xF0\x9F\x98") == kBad);
  CHECK(repaired("\xF0\x9F\x98\xF0\x9F\x98\x80") == kBad + "\xF0\x9F\x98\x80");
  CHECK(repaired("\xC0\x80") == kBad + kBad);
  CHECK(repaired("\xED\xA0\x80") == kBad + kBad + kBad);
  CHECK(repaired("\xE0\x80\x80") == kBad + kBad + kBad);
  CHECK(repaired("\xF4\x90\x80\x80") == kBad + kBad + kBad + kBad);
  CHECK(repaired("\xF8\x88\x80\x80\x80") == kBad + kBad + kBad + kBad + kBad);
  CHECK(repaired("\xF0\x80\x80\x41") == kBad + kBad + kBad + "A");
  // The example of The Unicode Standard, table 3-8.
  CHECK(repaired("a\xF1\x80\x80\xE1\x80\xC2"
                 "b\x80"
                 "c\x80\xBF"
                 "d") == "a" + kBad + kBad + kBad + "b" + kBad + "c" + kBad + kBad + "d");
}

TEST_CASE("count_code_points and is_ascii") {
  CHECK(unicode::count_code_points("") == 0);
  CHECK(unicode::count_code_points("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80") == 4);
  CHECK(unicode::is_ascii(""));
  CHECK(unicode::is_ascii(string(300, '~')));
  CHECK_FALSE(unicode::is_ascii(string(299, '~') + "\xC3\xA9"));
}
