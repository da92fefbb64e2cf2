// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/bpe.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("suffix") {
  check_decoded(decode::Bpe("</w>"), {
                                         {{"x</w>", "y</w>"}, "x y"},
                                         {{"a", "b</w>"}, "ab"},
                                         {{"</w></w>"}, ""},
                                         {{}, ""},
                                     });
}

TEST_CASE("empty suffix") {
  check_decoded(decode::Bpe(""), {
                                     {{"ab", "c\u00E9"}, " a b c\u00E9"},
                                     {{"", "a"}, " a"},
                                 });
}
