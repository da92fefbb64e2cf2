// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/prepend.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::check_cases;

TEST_CASE("in front") {
  check_cases(normalize::Prepend("\u2581x"), {
                                                 {"ab", "\u2581xab", "0-1 0-1 0-1 1-2"},
                                                 {"\u4F60", "\u2581x\u4F60", "0-3 0-3 0-3"},
                                                 {"", "", ""},
                                             });
}

TEST_CASE("nothing") {
  check_cases(normalize::Prepend(""), {
                                          {"ab", "ab", "0-0 1-2"},
                                      });
}
