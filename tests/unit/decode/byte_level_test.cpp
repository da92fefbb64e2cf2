// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/byte_level.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("characters to bytes") {
  check_decoded(decode::ByteLevel(), {
                                         {{"\u0120a", "\u00C3", "\u00A9"}, " a\u00E9"},
                                         {{"\u00E2"}, "\uFFFD"},
                                         {{" <mask>", "\u0120x"}, " <mask> x"},
                                         {{"\u00E4\u00B8"}, "\uFFFD"},
                                         {{"caf\u00C3\u00A9", "\u4F60"}, "caf\u00E9\u4F60"},
                                     });
}
