// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/nmt.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::check_cases;

TEST_CASE("controls and spaces") {
  check_cases(normalize::Nmt(), {
                                    {"a\001b\011c", "ab c", "0-1 2-3 3-4 4-5"},
                                    {"\u2581x\u200B\u00A0", " x \u00A0", "0-3 3-4 4-7 7-9"},
                                    {"\302\205\uFEFF", "\302\205 ", "0-2 2-5"},
                                    {"plain", "plain", "0-1 1-2 2-3 3-4 4-5"},
                                    {"", "", ""},
                                });
}
