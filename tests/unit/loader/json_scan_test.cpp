#include "loader/json_scan.hpp"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <random>

#include "unicode/utf8.hpp"

using namespace btt;
using loader::malformed_at;
using loader::widen_integers;

TEST_CASE("what is JSON") {
  for (const std::string_view text :
       {"null", " true ", "false", "0", "-0", "12.5e+3", "1E-2", "\"\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[ ]", "{ }",
        "[1,[2,{}],{\"a\":[]}]", " { \"a\" : 1 , \"b\" : [ ] } \n", "100000000000000000000000",
        "\"\u00E9\177\""}) {
    CAPTURE(text);
    CHECK(malformed_at(text) == unicode::kNpos);
  }
}

TEST_CASE("where it stops being JSON") {
  struct Case {
    std::string_view text;
    std::size_t byte;
  };
  for (const Case& expected : {
           Case{"", 0},
           Case{"  ", 2},
           Case{"nope", 0},
           Case{"{\"a\":nope}", 5},
           Case{"{\"a\" 1}", 5},
           Case{"{\"a\":1,}", 7},
           Case{"{a:1}", 1},
           Case{"{'a':1}", 1},
           Case{"{\"a\":1", 6},
           Case{"[1,2", 4},
           Case{"[1 2]", 3},
           Case{"[1,]", 3},
           Case{"[1}", 2},
           Case{"{} x", 3},
           Case{"01", 1},
           Case{"-", 1},
           Case{"+1", 0},
           Case{"1.", 2},
           Case{".5", 0},
           Case{"1e", 2},
           Case{"1e+x", 3},
           Case{"\"abc", 4},
           Case{"\"a\nb\"", 2},
           Case{"\"a\\x\"", 2},
           Case{"\"\\u12\"", 1},
           Case{"\"\\u12g4\"", 1},
           Case{"\"\\ud800\"", 1},
           Case{"\"\\udc00\"", 1},
           Case{"\"\\ud800\\u0041\"", 1},
           Case{"// x\n{}", 0},
       }) {
    CAPTURE(expected.text);
    CHECK(malformed_at(expected.text) == expected.byte);
  }
  CHECK(malformed_at(std::string_view("[\0]", 3)) == 1);
}

TEST_CASE("nesting without end takes no stack") {
  CHECK(malformed_at(std::string(127, '[') + std::string(127, ']')) == unicode::kNpos);
  CHECK(malformed_at(std::string(128, '[') + std::string(128, ']')) == 127);
  CHECK(malformed_at(std::string(1000000, '[')) == 127);
}

TEST_CASE("spoiled texts against the parser") {
  const std::string whole =
      R"({"version":"1.0","list":[1,-2.5e3,true,false,null,{"k":"\n\u00e9\ud83d\ude00"}],"o":{},"a":[]})";
  const std::string_view bytes = "{}[]:,\"\\u0e.-+ntf 1";
  std::mt19937 random(13);
  simdjson::dom::parser parser;
  std::size_t good = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = whole;
    for (std::size_t changes = 1 + random() % 2; changes > 0; --changes) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[at] = bytes[random() % bytes.size()];
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, bytes[random() % bytes.size()]);
      }
    }
    const std::size_t byte = malformed_at(text);
    const bool parses = parser.parse(simdjson::padded_string(text)).error() == simdjson::SUCCESS;
    CAPTURE(text);
    // The parser lets a lone surrogate pass that the reference refuses.
    if (parses && byte != unicode::kNpos) {
      REQUIRE(text.substr(byte, 3) == "\\ud");
      continue;
    }
    REQUIRE(parses == (byte == unicode::kNpos));
    if (parses) ++good;
  }
  CHECK(good > 500);
}

TEST_CASE("integers that fit 64 bits stay, wider ones become real numbers") {
  struct Case {
    std::string_view text;
    std::string_view widened;  // empty where nothing is
  };
  for (const Case& expected : {
           Case{"18446744073709551615", ""},
           Case{"18446744073709551616", "18446744073709551616.0"},
           Case{"-9223372036854775808", ""},
           Case{"-9223372036854775809", "-9223372036854775809.0"},
           Case{"1000000000000000019884624838656", "1000000000000000019884624838656.0"},
           Case{"1e30", ""},
           Case{"1000000000000000019884624838656.5", ""},
           Case{"100000000000000000000000e0", ""},
           Case{"\"1000000000000000019884624838656\"", ""},
           Case{"{\"a\\\"\":99999999999999999999,\"b\":[1,-99999999999999999999 ]}",
                "{\"a\\\"\":99999999999999999999.0,\"b\":[1,-99999999999999999999.0 ]}"},
       }) {
    CAPTURE(expected.text);
    std::string out;
    CHECK(widen_integers(expected.text, out) == !expected.widened.empty());
    CHECK(out == (expected.widened.empty() ? expected.text : expected.widened));
  }
}
