// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/byte_fallback.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("runs") {
  check_decoded(decode::ByteFallback(), {
                                            {{"<0xE4>", "<0xBB>", "<0x8A>", "x"}, "\u4ECAx"},
                                            {{"<0xE5>", "<0x8f>", "a"}, "\uFFFD\uFFFDa"},
                                            {{"<0x61>"}, "a"},
                                            {{"<0x+1>", "<0x1>"}, "\001<0x1>"},
                                            {{"<0xZZ>", "b"}, "<0xZZ>b"},
                                            {{}, ""},
                                        });
}
