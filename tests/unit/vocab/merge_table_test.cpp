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

TEST_CASE(
    "room for any number of merges stays below 24 bytes each, a slot for each token and three cache lines") {
  for (const std::size_t merges : {0u, 1u, 2u, 3u, 100u, 1365u, 1366u, 5000u}) {
    for (const std::size_t tokens : {0u, 50u, 4000u}) {
      vocab::MergeTable table;
      table.reserve(merges, tokens);
      const std::size_t reserved = table.memory_bytes();
      for (std::size_t i = 0; i < merges; ++i) {
        const auto id = static_cast<std::int32_t>(i);
        table.insert(id, 3 * id, vocab::Merge{static_cast<std::uint32_t>(i), id});
      }
      CHECK(table.memory_bytes() == reserved);
      CHECK(reserved <= 24 * merges + 16 * tokens + 3 * 64);
      CHECK(table.size() == merges);
      CHECK(table.by_rank().size() == merges);
      CHECK(table.find(1, 2) == nullptr);
    }
  }
  vocab::MergeTable table;
  table.reserve(10000, 10);
  table.insert(1, 2, vocab::Merge{0, 3});
  table.fit(10);
  CHECK(table.memory_bytes() < 1000);
  REQUIRE(table.find(1, 2) != nullptr);
  CHECK(table.find(1, 2)->id == 3);
}
