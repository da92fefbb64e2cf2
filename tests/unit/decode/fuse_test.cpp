// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/fuse.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("one string") {
  check_decoded(decode::Fuse(), {
                                    {{"a", "b ", " c"}, "ab  c"},
                                    {{}, ""},
                                });
}
