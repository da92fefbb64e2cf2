#include "vocab/pair_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include "simd/kernels.hpp"
#include "simd/levels.hpp"

using namespace btt;
using simd::MergePairs;

namespace {

constexpr std::int32_t kMostTokens = (1 << 18) - 1;

// `merges` of them between ids below `ids`, some pairs twice.
vocab::MergeTable random_merges(std::size_t merges, std::int32_t ids, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<std::int32_t> id(0, ids - 1);
  vocab::MergeTable table;
  for (std::size_t i = 0; i < merges; ++i)
    table.insert(id(random), id(random), vocab::Merge{static_cast<std::uint32_t>(i), id(random)});
  return table;
}

// Whether a pair table says of all pairs of ids below `ids` what the merge table says.
bool says_the_same(const vocab::PairTable& pairs, const vocab::MergeTable& table, std::int32_t ids) {
  for (std::int32_t left = 0; left < ids; ++left) {
    for (std::int32_t right = 0; right < ids; ++right) {
      const vocab::Merge* const expected = table.find(left, right);
      const std::uint64_t value = pairs.pairs().look(left, right);
      if (expected == nullptr ? value != MergePairs::kNone
                              : pairs.pairs().rank_of(value) != expected->rank ||
                                    pairs.pairs().made_of(value) != expected->id)
        return false;
    }
  }
  return true;
}

// The pair that has a hash.
std::pair<std::int32_t, std::int32_t> pair_of(const MergePairs& fields, std::uint64_t hash) {
  std::uint64_t inverse = 1;
  for (int i = 0; i < 6; ++i) inverse *= 2 - fields.multiplier * inverse;
  const std::uint64_t key = (hash & fields.hash_mask) * inverse & fields.hash_mask;
  return {static_cast<std::int32_t>(key >> fields.id_bits),
          static_cast<std::int32_t>(key & ((std::uint64_t{1} << fields.id_bits) - 1))};
}

// The pair of the lowest rank, the leftmost of equal ones, again and again.
std::vector<std::int32_t> merged(const vocab::MergeTable& merges, std::vector<std::int32_t> word) {
  for (;;) {
    const vocab::Merge* best = nullptr;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < word.size(); ++i) {
      const vocab::Merge* const merge = merges.find(word[i], word[i + 1]);
      if (merge == nullptr || (best != nullptr && merge->rank >= best->rank)) continue;
      best = merge;
      at = i;
    }
    if (best == nullptr) return word;
    word[at] = best->id;
    word.erase(word.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
}

}  // namespace

TEST_CASE("a pair table finds what the merge table finds, and nothing else") {
  for (const std::size_t merges : {0u, 1u, 5u, 300u, 2000u}) {
    const vocab::MergeTable table = random_merges(merges, 60, static_cast<unsigned>(merges) + 1);
    for (const std::int64_t max_id : {59, 62, kMostTokens - 1}) {
      const vocab::PairTable pairs(table, max_id);
      REQUIRE(pairs.is_complete());
      bool same = says_the_same(pairs, table, 60);
      for (std::int32_t id = 0; id < 60; ++id) {
        same = same && pairs.pairs().look(id, pairs.pairs().no_id()) == MergePairs::kNone &&
               pairs.pairs().look(pairs.pairs().no_id(), id) == MergePairs::kNone;
      }
      CAPTURE(merges);
      CAPTURE(max_id);
      CHECK(same);
    }
  }
  CHECK(vocab::PairTable(random_merges(0, 1, 1), 0).pairs().rank_of(MergePairs::kNone) == UINT32_MAX);
}

TEST_CASE("a pair table of many merges takes 16 bytes each, and lines overflow") {
  const vocab::MergeTable table = random_merges(100000, kMostTokens, 7);
  const vocab::PairTable pairs(table, kMostTokens - 1);
  CHECK(pairs.memory_bytes() <= 16 * table.size() + 3 * 64);
  std::size_t overflows = 0;
  for (std::size_t line = 0; line < pairs.pairs().line_count; ++line)
    overflows += pairs.pairs().lines[line * MergePairs::kLineSlots] >> 63;
  CHECK(overflows > 0);
  CHECK(overflows * 20 < pairs.pairs().line_count);
  bool same = true;
  for (const vocab::MergeTable::Pair& pair : table.by_rank()) {
    const std::uint64_t value = pairs.pairs().look(pair.left, pair.right);
    same = same && value != MergePairs::kNone && pairs.pairs().rank_of(value) == pair.merge.rank &&
           pairs.pairs().made_of(value) == pair.merge.id;
    same = same && (table.find(pair.right, pair.left) != nullptr ||
                    pairs.pairs().look(pair.right, pair.left) == MergePairs::kNone);
  }
  CHECK(same);
}

TEST_CASE("pairs that want one line get more lines, and tags of neighbours differ") {
  vocab::MergeTable table;
  for (std::int32_t left = 0; left < 42; ++left) {
    for (std::int32_t right = 0; right < 42; ++right) {
      if ((left + right) % 3 != 0)
        table.insert(left, right, vocab::Merge{static_cast<std::uint32_t>(64 * left + right), left});
    }
  }
  const vocab::PairTable pairs(table, 62);
  CHECK(says_the_same(pairs, table, 63));
}

TEST_CASE("a table is not complete where slots are too small or one line is wanted by too many") {
  const auto is_complete = [](const vocab::MergeTable& table, std::int64_t max_id) {
    return vocab::PairTable(table, max_id).is_complete();
  };
  vocab::MergeTable table;
  CHECK(is_complete(table, kMostTokens - 1));
  CHECK_FALSE(is_complete(table, 4 * kMostTokens + 4));
  CHECK_FALSE(is_complete(table, -1));
  // A pair that stood in the file many times has a rank beyond the number of pairs.
  table.insert(1, 2, vocab::Merge{(1U << 31) - 1, 3});
  CHECK(is_complete(table, 30));
  CHECK_FALSE(is_complete(table, kMostTokens - 1));
  // Pairs of one hash after the other: made by running the hash backwards.
  const simd::MergePairs fields = vocab::PairTable(vocab::MergeTable(), kMostTokens - 1).pairs();
  vocab::MergeTable crowd;
  for (std::uint64_t hash = 0; hash < 1000; ++hash) {
    const auto [left, right] = pair_of(fields, hash);
    REQUIRE(fields.hash_of(left, right) == hash);
    crowd.insert(left, right, vocab::Merge{static_cast<std::uint32_t>(hash), 1});
  }
  CHECK_FALSE(is_complete(crowd, kMostTokens - 1));
}

TEST_CASE("lines that overflow one behind the other do not lead to pairs with the same tag") {
  // Nine hashes for each of twelve lines, made by running the hash backwards.
  constexpr std::int64_t kMaxId = 1000;
  const simd::MergePairs fields = vocab::PairTable(vocab::MergeTable(), kMaxId).pairs();
  constexpr std::size_t kLines = 12;
  constexpr std::size_t kInLine = 9;
  const std::uint64_t lines = kLines * kInLine / 4 + 1;
  const std::uint64_t width = fields.hash_mask / lines + 1;
  vocab::MergeTable table;
  for (std::uint64_t line = 0; line < kLines; ++line) {
    for (std::uint64_t i = 0; i < kInLine; ++i) {
      const auto [left, right] = pair_of(fields, line * width + 100 + 11 * i);
      table.insert(left, right, vocab::Merge{static_cast<std::uint32_t>(table.size()), 1});
    }
  }
  REQUIRE(table.size() == kLines * kInLine);
  const vocab::PairTable pairs(table, kMaxId);
  REQUIRE(pairs.is_complete());
  CHECK(pairs.pairs().line_count > lines);
  bool same = true;
  for (std::uint64_t hash = 0; hash <= fields.hash_mask; ++hash) {
    const auto [left, right] = pair_of(fields, hash);
    const bool is_found = pairs.pairs().look(left, right) != MergePairs::kNone;
    same = same && is_found == (table.find(left, right) != nullptr);
  }
  CHECK(same);
}

TEST_CASE("every level merges a pair that a word has many times, in whatever block of registers it stands") {
  vocab::MergeTable table;
  table.insert(1, 2, vocab::Merge{0, 3});
  table.insert(3, 3, vocab::Merge{1, 4});
  const vocab::PairTable pairs(table, 1000);
  for (const simd::Level level :
       {simd::Level::kScalar, simd::Level::kAvx2, simd::Level::kAvx512, simd::Level::kNeon}) {
    const simd::KernelTable* const kernels = simd::table_of(level);
    if (kernels == nullptr) continue;
    for (std::size_t between = 0; between < 4; ++between) {
      for (std::size_t times = 1; times * (between + 2) <= kernels->most_merged; ++times) {
        std::vector<std::int32_t> word;
        for (std::size_t i = 0; i < times; ++i) {
          word.insert(word.end(), {1, 2});
          for (std::size_t j = 0; j < between; ++j) word.push_back(static_cast<std::int32_t>(100 + i));
        }
        const std::vector<std::int32_t> expected = merged(table, word);
        simd::MergeWord given{word.data(), word.size()};
        kernels->merge_words(pairs.pairs(), &given, 1);
        CAPTURE(static_cast<int>(level));
        CAPTURE(times);
        CHECK(std::vector<std::int32_t>(given.symbols, given.symbols + given.count) == expected);
      }
    }
  }
}

TEST_CASE("every level merges words of any length, many at once") {
  // Few symbols: the same pair stands in a word more than once.
  for (const std::int32_t ids : {3, 12, 200}) {
    const vocab::MergeTable table = random_merges(static_cast<std::size_t>(ids) * 8, ids, 11);
    const vocab::PairTable pairs(table, ids - 1);
    std::mt19937 random(static_cast<unsigned>(ids));
    std::uniform_int_distribution<std::int32_t> id(0, ids - 1);
    for (const std::size_t count : {0u, 1u, 2u, 7u, 8u, 9u, 40u, 200u}) {
      std::vector<std::vector<std::int32_t>> words(count);
      for (std::size_t i = 0; i < count; ++i) {
        // All lengths, the short ones most.
        const std::size_t size = i % 4 == 0 ? 1 + random() % 128 : 1 + random() % 20;
        for (std::size_t symbol = 0; symbol < size; ++symbol) words[i].push_back(id(random));
      }
      for (const simd::Level level :
           {simd::Level::kAvx512, simd::Level::kScalar, simd::Level::kAvx2, simd::Level::kNeon}) {
        const simd::KernelTable* const kernels = simd::table_of(level);
        if (kernels == nullptr) continue;
        // Not longer than the level takes; the one that takes the longest comes first.
        for (std::vector<std::int32_t>& word : words)
          word.resize(std::min(word.size(), kernels->most_merged));
        // One behind the other: a word must not write where the next one stands.
        std::vector<std::int32_t> symbols;
        for (const std::vector<std::int32_t>& word : words)
          symbols.insert(symbols.end(), word.begin(), word.end());
        symbols.push_back(-7);
        std::vector<simd::MergeWord> given;
        std::int32_t* at = symbols.data();
        for (const std::vector<std::int32_t>& word : words) {
          given.push_back({at, word.size()});
          at += word.size();
        }
        kernels->merge_words(pairs.pairs(), given.data(), count);
        bool same = symbols.back() == -7;
        for (std::size_t i = 0; i < count; ++i) {
          same = same && std::vector<std::int32_t>(given[i].symbols, given[i].symbols + given[i].count) ==
                             merged(table, words[i]);
        }
        CAPTURE(ids);
        CAPTURE(count);
        CAPTURE(static_cast<int>(level));
        CHECK(same);
      }
    }
  }
}
