// What the cursor takes must be what the full parser takes: both read the same texts here.
#include "loader/plain_json.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "loader/json.hpp"

using namespace btt;
using loader::PlainJson;

namespace {

// The string at the front of `text` by the full parser; false where it takes none.
bool parsed_string(const std::string& text, std::string& out) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  try {
    out = loader::parse_json(text, parser, padded).string();
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("strings with every escape, at every distance from the end") {
  const std::vector<std::string> contents = {"",
                                             "a",
                                             "abcdefgh",
                                             "abcdefghi",
                                             "\\\"",
                                             "\\\\",
                                             "\\/\\b\\f\\n\\r\\t",
                                             "\\u0041\\u00e9\\u4E2D",
                                             "\\uD83D\\uDE00",
                                             "\\ud83d\\ude00x",
                                             "\\uD83D",
                                             "\\uDE00",
                                             "\\uD83D\\u0041",
                                             "\\uD83Dx",
                                             "\\u00g0",
                                             "\\u12",
                                             "\\x",
                                             "\\",
                                             "tab\there",
                                             "\xC4\xA0the",
                                             "\x7F"};
  for (const std::string& content : contents) {
    for (const std::string& behind :
         {std::string(), std::string("        "), std::string("                 ")}) {
      for (const std::string& before : {std::string(), std::string("abcde"), std::string("1234567890abc")}) {
        const std::string text = "\"" + before + content + "\"" + behind;
        CAPTURE(text);
        std::string expected;
        const bool is_string = parsed_string(text, expected);
        PlainJson json(text);
        std::string_view found;
        std::string unescaped;
        REQUIRE(json.read_string(found, unescaped) == is_string);
        if (!is_string) continue;
        CHECK(found == expected);
        CHECK(json.peek() == '\0');
      }
    }
  }
  std::string_view found;
  std::string unescaped;
  for (const char* text : {"", "\"", "\"abc", "abc\"", "\"abcdefgh", "\"abc\\"}) {
    CHECK_FALSE(PlainJson(text).read_string(found, unescaped));
  }
}

TEST_CASE("ids: unsigned integers of 31 bits, without leading zeros") {
  const auto id_of = [](std::string_view text) {
    std::int32_t id = -1;
    return PlainJson(text).read_id(id) ? id : -1;
  };
  CHECK(id_of("0,") == 0);
  CHECK(id_of("  7}") == 7);
  CHECK(id_of("2147483647 ") == 2147483647);
  for (const char* text : {"", "7", "00,", "01,", "-1,", "1.0,", "1e2,", "2147483648,", "99999999999,",
                           "18446744073709551617,", "\"1\",", "x,", ","}) {
    CAPTURE(text);
    CHECK(id_of(text) == -1);
  }
}

TEST_CASE("numbers are those of read_score") {
  for (const std::string text :
       {"0", "-0", "1", "-2.5", "-13.5298", "1e5", "1E-3", "-1.5e+2", "0.1234567890123456789012345",
        "-6.58713436126709", "12345678.12345678", "-9.123456789012345678", "123456789012345678",
        "0.000000001", "-1.7976931348623157e308", "1e-400", "1234567890123456.123", "-0.0"}) {
    for (const std::string behind : {"", "]", " , 1234567890", "]        "}) {
      CAPTURE(text + behind);
      double number = 7;
      const std::string whole = text + behind;
      REQUIRE(PlainJson(whole).read_number(number));
      CHECK(number == loader::read_score(text));
      CHECK(std::signbit(number) == std::signbit(loader::read_score(text)));
    }
  }
  // No numbers, or such as the full parser must see.
  double number = 0;
  for (const char* text : {"", "-", "+1", ".5", "1.", "1.e5", "01", "-01", "1e", "1e+", "nan", "\"1\"",
                           "1234567890123456789", "123456789012345678901234567890"}) {
    CAPTURE(text);
    CHECK_FALSE(PlainJson(text).read_number(number));
  }
  CHECK_THROWS_AS(PlainJson("1e309").read_number(number), Error);
}

TEST_CASE("any value is skipped as a whole") {
  for (const std::string value :
       {"1", "-1.5e3", "null", "true", "\"a\\\"]}\\\\\"", "[]", "{}", "[[1,2],{\"a\":\"]\"}]",
        "{\"a\":{\"b\":[\"}\"]}}", "\"long enough for several words, \\u0041\""}) {
    for (const std::string behind : {",", "}", "]", " ,"}) {
      const std::string text = " \n\t" + value + behind;
      CAPTURE(text);
      PlainJson json(text);
      REQUIRE(json.skip_value());
      CHECK(json.peek() == (behind == " ," ? ',' : behind[0]));
    }
  }
  for (const char* text : {"\"", "\"a\\", "[", "{\"a\":[1]", "\"a\nb\""}) {
    CAPTURE(text);
    CHECK_FALSE(PlainJson(text).skip_value());
  }
}
