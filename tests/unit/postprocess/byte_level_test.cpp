// Expected values: the definition of the reference's ByteLevel; recorded runs are compared elsewhere.
#include "postprocess/byte_level.hpp"

#include "unit/postprocess/cases.hpp"

using namespace btt;

TEST_CASE("nothing is added, the layout says the same") {
  for (const bool trims : {false, true}) {
    const postprocess::ByteLevel byte_level(true, trims);
    postprocess::check_layout(byte_level);
    CHECK(byte_level.added_tokens(true) == 0);
    const encoding::Encoding row = byte_level.process(postprocess::sequences(2, 1, true), true);
    CHECK(row.ids == std::vector<std::int32_t>{10, 11, 20});
    CHECK(row.type_ids == std::vector<std::int32_t>{0, 0, 1});
    CHECK(row.sequence_ids() == std::vector<std::int32_t>{0, 0, 1});
  }
}
