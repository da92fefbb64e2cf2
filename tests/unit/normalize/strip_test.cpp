// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/strip.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::Strip;

TEST_CASE("both ends") {
  normalize::check_cases(Strip(true, true), {
                                                {"", "", ""},
                                                {" a ", "a", "1-2"},
                                                {"\u3000a\302\205", "a", "3-4"},
                                                {"  ", "", ""},
                                                {"a\u00E9 ", "a\u00E9", "0-1 1-3"},
                                                {"\u200Ba", "\u200Ba", "0-3 3-4"},
                                                {"a b", "a b", "0-1 1-2 2-3"},
                                            });
}

TEST_CASE("one end") {
  normalize::check_cases(Strip(true, false), {
                                                 {"  a ", "a ", "2-3 3-4"},
                                                 {" ", "", ""},
                                                 {"\u00E9", "\u00E9", "0-2"},
                                             });
  normalize::check_cases(Strip(false, true), {
                                                 {"  a \n", "  a", "0-1 1-2 2-3"},
                                                 {" ", "", ""},
                                                 {"\u00E9", "\u00E9", "0-2"},
                                             });
}

TEST_CASE("no end") {
  normalize::check_cases(Strip(false, false), {
                                                  {" a ", " a ", "0-1 1-2 2-3"},
                                                  {"", "", ""},
                                              });
}
