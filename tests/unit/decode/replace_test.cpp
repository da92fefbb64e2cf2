// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/replace.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("literal") {
  check_decoded(decode::Replace(regex::compile_literal("\u2581"), " "),
                {
                    {{}, ""},
                    {{"a"}, "a"},
                    {{"\u2581a\u2581b", "\u2581a\u2581b"}, " a b a b"},
                    {{"Hey", "\u2581friend", "!"}, "Hey friend!"},
                });
}

TEST_CASE("pattern") {
  check_decoded(decode::Replace(regex::compile("[ab]+"), "-"), {
                                                                   {{"aab c", "b"}, "- c-"},
                                                                   {{"x", ""}, "x"},
                                                               });
}

TEST_CASE("an empty token has no match, not even an empty one") {
  check_decoded(decode::Replace(regex::compile("x*"), "-"), {
                                                                {{"", "b", "x"}, "-b--"},
                                                            });
  check_decoded(decode::Replace(regex::compile_literal(""), "-"), {
                                                                      {{"", "ab"}, "-a-b-"},
                                                                  });
  check_decoded(decode::Replace(regex::compile("^"), "-"), {
                                                               {{"", ""}, ""},
                                                           });
}
