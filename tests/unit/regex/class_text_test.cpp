#include "regex/class_text.hpp"

#include <doctest/doctest.h>

#include <string>

namespace regex = btt::regex;
using std::string;

namespace {

string class_of(const regex::Ranges& ranges, bool negated) {
  string out;
  regex::append_class(out, ranges, negated);
  return out;
}

}  // namespace

TEST_CASE("sets as classes") {
  CHECK(class_of({{'a', 'a'}, {'c', 0x10FFFF}}, false) == "[\\x{61}\\x{63}-\\x{10FFFF}]");
  CHECK(class_of({{'a', 'z'}}, true) == "[^\\x{61}-\\x{7A}]");
}

TEST_CASE("nothing and everything have classes too") {
  CHECK(class_of({}, false) == "[\\x{0}&&\\x{1}]");
  CHECK(class_of({}, true) == "[\\x{0}-\\x{10FFFF}]");
  CHECK(class_of({{0, 0xD7FF}, {0xE000, 0x10FFFF}}, true) == "[\\x{0}&&\\x{1}]");
}

TEST_CASE("ASCII parts, POSIX brackets and the two kinds of word characters") {
  const regex::Ranges cut = regex::only_ascii({{'a', 'z'}, {0x70, 0x90}, {0x100, 0x200}});
  REQUIRE(cut.size() == 2);
  CHECK(cut[1].last == 0x7F);
  CHECK(regex::posix_bracket("Alpha") == nullptr);
  CHECK(regex::posix_bracket("posixpunct") == nullptr);
  REQUIRE(regex::posix_bracket("xdigit") != nullptr);
  CHECK(regex::posix_bracket("xdigit")->size() == 3);
  CHECK(regex::word_outside_brackets().size() == regex::word_in_brackets().size() + 6);
}
