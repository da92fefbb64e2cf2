#include "vocab/merge_table.hpp"

#include <doctest/doctest.h>

using namespace btt;

TEST_CASE("pairs are found in their order only, the last of equal pairs holds") {
  vocab::MergeTable table;
  CHECK(table.find(0, 0) == nullptr);
  for (std::int32_t i = 0; i < 5000; ++i)
    table.insert(i, i / 2, vocab::Merge{static_cast<std::uint32_t>(i), i + 1});
  table.insert(7, 3, vocab::Merge{9000, 42});
  CHECK(table.size() == 5000);
  for (std::int32_t i = 0; i < 5000; ++i) {
    const vocab::Merge* merge = table.find(i, i / 2);
    REQUIRE(merge != nullptr);
    CHECK(merge->id == (i == 7 ? 42 : i + 1));
    CHECK(table.find(i, i / 2 + 5000) == nullptr);
  }
  const std::vector<vocab::MergeTable::Pair> pairs = table.by_rank();
  REQUIRE(pairs.size() == 5000);
  CHECK(pairs.front().left == 0);
  CHECK(pairs.back().left == 7);
  CHECK(pairs.back().right == 3);
}
