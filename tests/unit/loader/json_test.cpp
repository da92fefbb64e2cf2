// The escapes: a live run of the reference (tokenizers 0.22.2), which also refuses every malformed text here.
#include "loader/json.hpp"

#include "unit/loader/cases.hpp"
#include "unit/loader/parsed.hpp"

using namespace btt;
using loader::Json;
using loader::Parsed;

namespace {

std::string complaint(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  try {
    loader::parse_json(text, parser, padded);
  } catch (const Error& error) {
    CHECK(error.status() == Status::kParse);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("strings are escaped as the reference's writer does") {
  std::string all;
  for (char c = 0; c < 0x21; ++c) all.push_back(c);
  all += "\"\\/\177\302\200\u00E9\u2028\U0001F600";
  CHECK(loader::json_string(all) ==
        "\"\\u0000\\u0001\\u0002\\u0003\\u0004\\u0005\\u0006\\u0007\\b\\t\\n\\u000b\\f\\r\\u000e\\u000f\\u001"
        "0\\u0011\\u0012\\u0013\\u0014\\u0015\\u0016\\u0017\\u0018\\u0019\\u001a\\u001b\\u001c\\u001d\\u001e"
        "\\u001f \\\"\\\\/\177\302\200\u00E9\u2028\U0001F600\"");
}

TEST_CASE("paths") {
  CHECK(loader::member_path("$", "model") == "$.model");
  CHECK(loader::member_path("$.a[3]", "B_9") == "$.a[3].B_9");
  CHECK(loader::member_path("$", "[CLS] \"x\"") == "$[\"[CLS] \\\"x\\\"\"]");
  CHECK(loader::member_path("$", "") == "$[\"\"]");
}

TEST_CASE("values know their path") {
  const Parsed p(R"({"a":{"b":[{"c":"x"}]}})");
  const Json c = p.root.at("a").at("b").elements()[0].at("c");
  CHECK(c.path() == "$.a.b[0].c");
  CHECK(c.string() == "x");
  CHECK_THROWS_WITH_AS(c.boolean(), "$.a.b[0].c: expected a boolean, found the string \"x\"", Error);
  CHECK_THROWS_WITH_AS(c.unsigned_number(),
                       "$.a.b[0].c: expected an unsigned integer, found the string \"x\"", Error);
  CHECK_THROWS_WITH_AS(c.elements(), "$.a.b[0].c: expected an array, found the string \"x\"", Error);
  CHECK_THROWS_WITH_AS(c.object(), "$.a.b[0].c: expected an object, found the string \"x\"", Error);
  CHECK_THROWS_WITH_AS(c.at("x"), "$.a.b[0].c: expected an object, found the string \"x\"", Error);
  CHECK_THROWS_WITH_AS(p.root.at("z"), "$: missing field `z`", Error);
  CHECK_FALSE(c.find("x"));
}

TEST_CASE("numbers") {
  const Parsed p(
      R"({"zero":0,"id":2147483647,"over":2147483648,"u32":4294967295,"u33":4294967296,"u64":18446744073709551615,
                    "minus":-1,"real":1.0,"exponent":1e2,"text":"1","huge":1000000000000000019884624838656})");
  const auto number = [&](const char* key) { return p.root.at(key); };
  CHECK(number("zero").unsigned_number() == 0);
  CHECK(number("u64").unsigned_number() == 18446744073709551615U);
  CHECK(number("id").id() == 2147483647);
  for (const char* key : {"over", "u32"}) {
    try {
      number(key).id();
      FAIL("taken");
    } catch (const Error& error) {
      CHECK(error.status() == Status::kLimit);
    }
  }
  CHECK_THROWS_WITH_AS(number("u33").id(), "$.u33: expected an unsigned integer of 32 bits, found 4294967296",
                       Error);
  for (const char* key : {"minus", "real", "exponent", "text"}) {
    CHECK_THROWS_AS(number(key).unsigned_number(), Error);
    CHECK(number(key).unsigned_number_or(7) == 7);
  }
  CHECK(number("id").unsigned_number_or(7) == 2147483647);
  CHECK(number("huge").unsigned_number_or(7) == 7);
}

TEST_CASE("an integer beyond 64 bits is a real number, as in the reference") {
  CHECK(loader::failure_of(
            loader::file_with("normalizer", R"({"type":"NFC","x":1000000000000000019884624838656})"))
            .status() == Status::kOk);
  const Error error = loader::failure_of(loader::file_with(
      "truncation", R"({"max_length":18446744073709551616,"strategy":"OnlyFirst","stride":0})"));
  CHECK(std::string(error.what()) ==
        "$.truncation.max_length: expected an unsigned integer, found 1.8446744073709552e+19");
}

TEST_CASE("the last of repeated keys") {
  const Parsed p(R"({"a":1,"b":2,"a":3})");
  CHECK(p.root.at("a").unsigned_number() == 3);
}

TEST_CASE("malformed texts are refused with the place") {
  for (const std::string_view text : {
           "",
           "  ",
           "{",
           "{\"a\":1,}",
           "{\"a\" 1}",
           "{\"version\":\"1.0\"} x",
           "{\"version\":nul}",
           "{\"version\":\"1.0\\u12\"}",
           "{\"version\":\"a\nb\"}",
           "{\"version\":01}",
           "{\"model\":\"\\ud800\"}",
           "[1,2",
           "{\"version\":1.}",
           "// x\n{}",
           "{'a':1}",
           "{\"version\":\"1.0\",\n\"padding\":nope}",
       }) {
    CAPTURE(text);
    const std::string what = complaint(text);
    CHECK_FALSE(what.empty());
    const Error error = loader::failure_of(text);
    CHECK(error.status() == Status::kParse);
  }
}

TEST_CASE("byte, line and column of what is malformed") {
  const Error error = loader::failure_of("{\"version\":\"1.0\",\n \"padding\":nope}");
  CHECK(error.byte() == 29);
  CHECK(std::string(error.what()).find("byte 29 (line 2, column 12)") != std::string::npos);
  const Error truncated = loader::failure_of("{\"version\":");
  CHECK(truncated.byte() == 11);
  const Error bad = loader::failure_of("{\"version\":\"\xFF\"}");
  CHECK(bad.byte() == 12);
  CHECK(bad.status() == Status::kParse);
  const Error mark = loader::failure_of("\xEF\xBB\xBF{}");
  CHECK(mark.byte() == 0);
  CHECK(std::string(mark.what()).find("byte order mark") != std::string::npos);
}

TEST_CASE("an unpaired surrogate is no text, wherever it stands") {
  for (const std::string& text :
       {loader::file_with("model", R"({"type":"WordLevel","vocab":{"\ud800":1},"unk_token":"u"})"),
        loader::file_with("model", R"({"type":"WordLevel","vocab":{"a":1},"unk_token":"\udc00"})"),
        loader::file_with("decoder", R"({"type":"WordPiece","prefix":"\ud800\ud800","cleanup":true})")}) {
    CAPTURE(text);
    CHECK(loader::failure_of(text).status() == Status::kParse);
  }
}

TEST_CASE("what was found is shown short") {
  const Parsed p(R"({"none":null,"real":1.5,"list":[1,2],"empty":{},"long":")" + std::string(50, 'x') +
                 R"(","component":{"type":"Foo","a":1,"b":2,"c":3,"d":4,"e":5,"f":6}})");
  const auto found = [&](const char* key) {
    try {
      p.root.at(key).boolean();
    } catch (const Error& error) {
      return std::string(error.what()).substr(2 + std::string(key).size());
    }
    return std::string();
  };
  CHECK(found("none") == ": expected a boolean, found null");
  CHECK(found("real") == ": expected a boolean, found 1.5");
  CHECK(found("list") == ": expected a boolean, found an array of 2 elements");
  CHECK(found("empty") == ": expected a boolean, found an empty object");
  CHECK(found("long") == ": expected a boolean, found the string \"" + std::string(40, 'x') + "\"...");
  CHECK(found("component") ==
        R"(: expected a boolean, found an object with the keys "type":"Foo", "a", "b", "c", "d", "e", ...)");
}

// The reference's limit, in a part of the file that it reads.
TEST_CASE("nesting up to 127 levels") {
  const auto nested = [](std::size_t levels, const std::string& middle) {
    return loader::file_with("decoder", R"({"type":"Fuse","x":)" + std::string(levels - 2, '[') + middle +
                                            std::string(levels - 2, ']') + "}");
  };
  for (const std::string middle : {"", "1", "\"\"", "100000000000000000000000"}) {
    CAPTURE(middle);
    CHECK(loader::failure_of(nested(127, middle)).status() == Status::kOk);
    CHECK(loader::failure_of(nested(128, middle)).status() == Status::kParse);
  }
}

TEST_CASE("deep nesting ends in a complaint") {
  const std::string deep(100000, '[');
  CHECK(loader::failure_of(deep).status() == Status::kParse);
  CHECK(loader::failure_of(deep + std::string(100000, ']')).status() == Status::kParse);
}
