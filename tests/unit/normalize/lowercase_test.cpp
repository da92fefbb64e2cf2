// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/lowercase.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;

TEST_CASE("each character becomes its full lower case by itself") {
  normalize::check_cases(normalize::Lowercase(), {
                                                     {"", "", ""},
                                                     {"AZ[`", "az[`", "0-1 1-2 2-3 3-4"},
                                                     {"\u0130", "i\u0307", "0-2 0-2"},
                                                     {"\u0391\u03A3", "\u03B1\u03C3", "0-2 2-4"},
                                                     {"a\u00C0b", "a\u00E0b", "0-1 1-3 3-4"},
                                                     {"\u1E9E", "\u00DF", "0-3"},
                                                     {"\u023Ax", "\u2C65x", "0-2 2-3"},
                                                     {"\U00010400", "\U00010428", "0-4"},
                                                     {"\u01C4", "\u01C6", "0-2"},
                                                     {"\u0130\u0130", "i\u0307i\u0307", "0-2 0-2 2-4 2-4"},
                                                     {"x\u0130y", "xi\u0307y", "0-1 1-3 1-3 3-4"},
                                                 });
}
