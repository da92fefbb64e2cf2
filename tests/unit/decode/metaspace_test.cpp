// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/metaspace.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("always") {
  check_decoded(decode::Metaspace("\u2581", false), {
                                                        {{}, ""},
                                                        {{"a"}, "a"},
                                                        {{"\u2581a\u2581b", "\u2581a\u2581b"}, "ab a b"},
                                                        {{"Hey", "\u2581friend", "!"}, "Hey friend!"},
                                                    });
}

TEST_CASE("first") {
  check_decoded(decode::Metaspace("\u2581", false), {
                                                        {{}, ""},
                                                        {{"a"}, "a"},
                                                        {{"\u2581a\u2581b", "\u2581a\u2581b"}, "ab a b"},
                                                        {{"Hey", "\u2581friend", "!"}, "Hey friend!"},
                                                    });
}

TEST_CASE("never") {
  check_decoded(decode::Metaspace("\u2581", true), {
                                                       {{}, ""},
                                                       {{"a"}, "a"},
                                                       {{"\u2581a\u2581b", "\u2581a\u2581b"}, " a b a b"},
                                                       {{"Hey", "\u2581friend", "!"}, "Hey friend!"},
                                                   });
}
