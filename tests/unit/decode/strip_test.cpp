// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/strip.hpp"

#include "unit/decode/cases.hpp"

#include "base/error.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("left and right") {
  check_decoded(decode::Strip(" ", 1, 1), {
                                              {{"  a  ", " b"}, " a b"},
                                              {{"a"}, "a"},
                                              {{"ab "}, "ab"},
                                          });
}

TEST_CASE("left") {
  check_decoded(decode::Strip("\u2581", 2, 0), {
                                                   {{"\u2581\u2581\u2581a"}, "\u2581a"},
                                                   {{"", "b"}, "b"},
                                               });
}

TEST_CASE("where the reference panics") {
  std::string out;
  CHECK_THROWS_AS(decode::Strip(" ", 1, 1).decode({" "}, false, out), Error);
  CHECK_THROWS_AS(decode::Strip(" ", 0, 1).decode({""}, false, out), Error);
}
