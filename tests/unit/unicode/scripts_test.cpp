#include "unicode/scripts.hpp"

#include <doctest/doctest.h>

namespace unicode = btt::unicode;
using unicode::Script;

TEST_CASE("scripts that are asked for by name") {
  CHECK(unicode::script_9(0x6797) == Script::kHan);
  CHECK(unicode::script_9(0x3005) == Script::kHan);
  CHECK(unicode::script_9(0x308A) == Script::kHiragana);
  CHECK(unicode::script_9(0x30C9) == Script::kKatakana);
  CHECK(unicode::script_9(',') == Script::kCommon);
  CHECK(unicode::script_9(' ') == Script::kCommon);
  CHECK(unicode::script_9(0x30FC) == Script::kCommon);
  CHECK(unicode::script_9(0x0301) == Script::kInherited);
}

TEST_CASE("the other scripts differ from each other") {
  CHECK(unicode::script_9('a') == unicode::script_9(0xE9));
  CHECK(unicode::script_9('a') != unicode::script_9(0x0430));
  CHECK(unicode::script_9(0x0430) != unicode::script_9(0x03B1));
  CHECK(unicode::script_9('a') > Script::kKatakana);
}

TEST_CASE("what 9.0 does not assign has none") {
  CHECK(unicode::script_9(0x0378) == Script::kAny);
  CHECK(unicode::script_9(0x10D50) == Script::kAny);
  CHECK(unicode::script_9(0x32FF) == Script::kAny);  // assigned by 12.1
  CHECK(unicode::script_9(0xE000) == Script::kAny);
  CHECK(unicode::script_9(0x10FFFF) == Script::kAny);
}
