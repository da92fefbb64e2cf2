// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/digits.hpp"

#include "unit/pretokenize/cases.hpp"

using namespace btt;
using pretokenize::check_cases;
using pretokenize::Digits;

TEST_CASE("runs of numbers apart from the rest") {
  check_cases(Digits(false), {
                                 {"", {}},
                                 {"a12\u00B3b", {{"a", 0}, {"12\u00B3", 1}, {"b", 5}}},
                                 {"12", {{"12", 0}}},
                                 {"ab", {{"ab", 0}}},
                                 {"1a1", {{"1", 0}, {"a", 1}, {"1", 2}}},
                                 {"\u2167\u00BD x", {{"\u2167\u00BD", 0}, {" x", 5}}},
                                 {"\u0663\u0664", {{"\u0663\u0664", 0}}},
                                 {"\U00010D40a", {{"\U00010D40", 0}, {"a", 4}}},
                                 {"\u00BC\u4E00", {{"\u00BC", 0}, {"\u4E00", 2}}},
                             });
}

TEST_CASE("each number by itself") {
  check_cases(Digits(true), {
                                {"", {}},
                                {"a12\u00B3b", {{"a", 0}, {"1", 1}, {"2", 2}, {"\u00B3", 3}, {"b", 5}}},
                                {"12", {{"1", 0}, {"2", 1}}},
                                {"ab", {{"ab", 0}}},
                                {"1 2", {{"1", 0}, {" ", 1}, {"2", 2}}},
                            });
}
