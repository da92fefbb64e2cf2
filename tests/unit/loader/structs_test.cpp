// Which spellings the reference takes: live runs of tokenizers 0.22.2 (tests/python/test_bad_files.py
// compares thousands of them).
#include "loader/structs.hpp"

#include "unit/loader/cases.hpp"
#include "unit/loader/parsed.hpp"

using namespace btt;
using loader::Fields;
using loader::Json;
using loader::Parsed;
using loader::Repeated;
using loader::UnitContent;

TEST_CASE("fields by name and by position") {
  for (const char* text : {R"({"b":true,"a":"x","c":1})", R"(["x",true])"}) {
    CAPTURE(text);
    const Parsed p(text);
    const Fields fields(p.root, {"a", "b"});
    CHECK(fields.at("a").string() == "x");
    CHECK(fields.at("b").boolean());
  }
  const Parsed partial(R"({"a":"x"})");
  CHECK_FALSE(Fields(partial.root, {"a", "b"}).find("b"));
  CHECK_THROWS_WITH_AS(Fields(partial.root, {"a", "b"}).at("b"), "$: missing field `b`", Error);
  for (const char* text : {"[1]", "[1,2,3]", "5", "null", "\"x\""}) {
    CAPTURE(text);
    const Parsed p(text);
    CHECK_THROWS_AS(Fields(p.root, {"a", "b"}), Error);
  }
}

TEST_CASE("fields that stand twice") {
  const Parsed p(R"({"a":1,"a":2,"x":1,"x":2})");
  CHECK(Fields(p.root, {"a"}).at("a").unsigned_number() == 2);
  CHECK_THROWS_WITH_AS(Fields(p.root, {"a"}, Repeated::kRefused),
                       "$: found the field `a` twice, expected it once", Error);
  const Parsed unknown(R"({"a":1,"x":1,"x":2})");
  CHECK_NOTHROW(Fields(unknown.root, {"a"}, Repeated::kRefused));
}

TEST_CASE("variants without content") {
  for (const char* text : {"\"Left\"", R"({"Left":null})"}) {
    CAPTURE(text);
    CHECK(loader::unit_variant(Parsed(text).root) == "Left");
  }
  const Parsed empty(R"({"Left":{}})");
  CHECK_FALSE(loader::unit_variant(empty.root));
  CHECK(loader::unit_variant(empty.root, UnitContent::kNullOrEmptyObject) == "Left");
  for (const char* text : {R"({"Left":1})", R"({"Left":[]})", R"({"Left":{"a":1}})",
                           R"({"Left":null,"x":null})", "{}", "[]", "5", "null"}) {
    CAPTURE(text);
    CHECK_FALSE(loader::unit_variant(Parsed(text).root, UnitContent::kNullOrEmptyObject));
  }
}

TEST_CASE("variants with content") {
  const Parsed p(R"({"Fixed":7})");
  CHECK(loader::variant_content(p.root, "Fixed")->unsigned_number() == 7);
  CHECK_FALSE(loader::variant_content(p.root, "Other"));
  for (const char* text : {R"({"Fixed":7,"x":1})", R"({"Fixed":7,"Fixed":7})", "\"Fixed\"", "[7]"}) {
    CAPTURE(text);
    CHECK_FALSE(loader::variant_content(Parsed(text).root, "Fixed"));
  }
}
