#include "regex/rewrite.hpp"

#include <doctest/doctest.h>

#include <string>

#include "base/error.hpp"

using btt::regex::rewrite;
using std::string;

namespace {

bool is_kept(const string& pattern) {
  const auto result = rewrite(pattern);
  return result.pattern == pattern && result.check == pattern && result.unsupported.empty();
}

}  // namespace

TEST_CASE("what means the same everywhere is kept") {
  for (const char* const pattern : {"a|b(c)*+",
                                    "\\s+(?!\\S)",
                                    "[^\\s\\h]",
                                    "(?#\\d [)x",
                                    "(?x) a # \\d [\n b",
                                    "(?<name>a)\\k<name>",
                                    "(?'b'x)",
                                    "\\x{61 62}",
                                    "[\\x{61-63 70}]",
                                    "\\c\\\\[a]",
                                    "\\M-\\C-a",
                                    "a{2,3}\\{",
                                    "(?(1)a|b)",
                                    "(?~|a)",
                                    "[]a]",
                                    "\\\\d",
                                    "\\.\\N\\O\\K\\G\\A",
                                    "(?<=\\Z)[\\z]",
                                    "(?i:stra\xC3\x9F"
                                    "e)",
                                    "[a&&[^b]]",
                                    "\xE4\xB8\xAD",
                                    ""}) {
    CAPTURE(pattern);
    CHECK(is_kept(pattern));
  }
}

TEST_CASE("shorthands are written out, in brackets as nested classes") {
  CHECK(rewrite("\\p{In_Arrows}").pattern == "[\\x{2190}-\\x{21FF}]");
  CHECK(rewrite("\\P{In_Arrows}").pattern == "[^\\x{2190}-\\x{21FF}]");
  CHECK(rewrite("\\p{^In_Arrows}").pattern == "[^\\x{2190}-\\x{21FF}]");
  CHECK(rewrite("[a\\p{In_Arrows}]").pattern == "[a[\\x{2190}-\\x{21FF}]]");
  CHECK(rewrite("[[:^ascii:]x]").pattern == "[[^\\x{0}-\\x{7F}]x]");
  CHECK(rewrite("(?D:\\d)\\d").pattern.substr(0, 22) == "(?D:[\\x{30}-\\x{39}])[\\");
  CHECK(rewrite("\\p{Cs}").pattern == "[\\x{0}&&\\x{1}]");
  CHECK(rewrite("\\P{Any}").pattern == "[\\x{0}&&\\x{1}]");
  CHECK(rewrite("\\P{Cs}").pattern == "[\\x{0}-\\x{10FFFF}]");
}

TEST_CASE("the check keeps shorthands and has no name that an engine may lack") {
  CHECK(rewrite("[\\p{Garay}-z]\\d\\X").check == "[\\p{L}-z]\\d\\X");
  CHECK(rewrite("\\pL").check == "pL");
}

TEST_CASE("(?i) does not touch bare classes, and ends with its group") {
  CHECK(rewrite("(?i)\\p{In_Arrows}").pattern == "(?i)(?-i:[\\x{2190}-\\x{21FF}])");
  CHECK(rewrite("((?i)a)\\p{In_Arrows}").pattern == "((?i)a)[\\x{2190}-\\x{21FF}]");
  CHECK(rewrite("(?i:(?-i:\\p{In_Arrows}))").pattern == "(?i:(?-i:[\\x{2190}-\\x{21FF}]))");
  CHECK(rewrite("(?i)[\\p{In_Arrows}]").pattern == "(?i)[[\\x{2190}-\\x{21FF}]]");
}

TEST_CASE("(?i) gains the case pairs that engines may lack") {
  CHECK(rewrite("(?i:\\x{10D50})").pattern == "(?i:[\\x{10D50}\\x{10D70}])");
  CHECK(rewrite("(?i:[a\\x{10D50}])").pattern == "(?i:[[a\\x{10D50}]\\x{10D70}])");
  CHECK(rewrite("(?i:[^a\\x{10D50}])").pattern == "(?i:[^[a\\x{10D50}]\\x{10D70}])");
  CHECK(rewrite("(?i:[\\x{10D50}\\x{10D70}])").pattern == "(?i:[\\x{10D50}\\x{10D70}])");
  CHECK(rewrite("\\x{10D50}").pattern == "\\x{10D50}");
}

TEST_CASE("unknown names are errors, unreproduced constructs are named") {
  CHECK_THROWS_AS(rewrite("\\p{Nope}"), btt::Error);
  CHECK_THROWS_AS(rewrite("[\\p{}]"), btt::Error);
  CHECK(rewrite("(?{x})").unsupported == "a callout");
  CHECK(rewrite("(?L)a").unsupported == "the option L");
  CHECK(rewrite("[[:what:]]").unsupported == "an unknown POSIX bracket");
  CHECK(rewrite("(?<=a\\B)").unsupported == "\\B inside of look-behind");
  CHECK(rewrite("(?<=a)\\B").unsupported == "");
}

TEST_CASE("patterns that grow or nest without measure are refused") {
  const auto status = [](const string& pattern) {
    try {
      rewrite(pattern);
    } catch (const btt::Error& error) {
      return error.status();
    }
    return btt::Status::kOk;
  };
  string words;
  for (int i = 0; i < 20000; ++i) words += "\\w";
  CHECK(status(words) == btt::Status::kLimit);
  CHECK(status(string(300, '[')) == btt::Status::kLimit);
  string controls;
  for (int i = 0; i < 300; ++i) controls += "\\c";
  CHECK(status(controls) == btt::Status::kLimit);
}

TEST_CASE("patterns that end too early are left to the engine") {
  for (const char* const pattern : {"\\", "[", "[^", "[]", "[a\\", "[[:", "(?", "(?#", "(?<", "(?i", "(?y{",
                                    "\\x{", "\\k<", "\\p{L", "\\c", "\\M-", "(?#\\", "\\c\\"}) {
    CAPTURE(pattern);
    CHECK(rewrite(pattern).check == pattern);
  }
}
