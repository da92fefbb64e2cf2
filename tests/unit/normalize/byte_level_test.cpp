// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/byte_level.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::check_cases;

TEST_CASE("bytes") {
  check_cases(normalize::ByteLevel(), {
                                          {"a \u00E9", "a\u0120\u00C3\u00A9", "0-1 1-2 2-4 2-4"},
                                          {"\u4F60", "\u00E4\u00BD\u0142", "0-3 0-3 0-3"},
                                          {"", "", ""},
                                      });
}
