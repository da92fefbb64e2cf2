#include "fused/own_tokens.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "vocab/pair_table.hpp"
#include "vocab/vocab.hpp"

using namespace btt;

namespace {

// Ids below `symbols` are symbols, each merge makes the next id.
struct Model {
  std::int32_t symbols;
  vocab::MergeTable merges;
  std::vector<std::vector<std::int32_t>> texts;  // of all ids, in symbols

  explicit Model(std::int32_t count) : symbols(count) {
    for (std::int32_t id = 0; id < count; ++id) texts.push_back({id});
  }

  void add(std::int32_t left, std::int32_t right) {
    if (merges.find(left, right) != nullptr) return;
    const auto made = static_cast<std::int32_t>(texts.size());
    merges.insert(left, right, vocab::Merge{static_cast<std::uint32_t>(made - symbols), made});
    std::vector<std::int32_t> text = texts[static_cast<std::size_t>(left)];
    const std::vector<std::int32_t>& rest = texts[static_cast<std::size_t>(right)];
    text.insert(text.end(), rest.begin(), rest.end());
    texts.push_back(text);
  }

  std::vector<std::int32_t> own(std::size_t most = 100000) const {
    std::vector<std::int32_t> starts(static_cast<std::size_t>(symbols));
    std::iota(starts.begin(), starts.end(), 0);
    starts.push_back(vocab::kNoId);
    const auto max_id = static_cast<std::int64_t>(texts.size()) - 1;
    const vocab::PairTable pairs(merges, max_id);
    REQUIRE(pairs.is_complete());
    return fused::own_tokens(merges, pairs.pairs(), starts, max_id, most);
  }

  // What merging the text of a token comes to: the pair of the lowest rank, the leftmost of equal ones, again
  // and again.
  std::vector<std::int32_t> merged(std::int32_t id) const {
    std::vector<std::int32_t> word = texts[static_cast<std::size_t>(id)];
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
};

}  // namespace

TEST_CASE("own tokens are those that merging makes of their text, and no others") {
  std::mt19937 random(7);
  std::size_t own = 0;
  std::size_t foreign = 0;
  for (int round = 0; round < 400; ++round) {
    // With few symbols the same ones meet in all ways: "aa" and "a" make "aaa", whose text comes to "aa" "a".
    Model model(1 + round % 4);
    for (int i = 0; i < 40; ++i) {
      const auto last = static_cast<std::int32_t>(model.texts.size()) - 1;
      const auto pick = [&] {
        const auto id = static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(last + 1));
        return model.texts[static_cast<std::size_t>(id)].size() > 12 ? 0 : id;
      };
      model.add(pick(), pick());
    }
    const std::vector<std::int32_t> found = model.own();
    for (std::int32_t id = 0; id < static_cast<std::int32_t>(model.texts.size()); ++id) {
      CAPTURE(round);
      CAPTURE(id);
      const bool is_own = model.merged(id) == std::vector<std::int32_t>{id};
      CHECK((std::find(found.begin(), found.end(), id) != found.end()) == is_own);
      ++(is_own ? own : foreign);
    }
  }
  CHECK(own > 3000);
  CHECK(foreign > 3000);
}

TEST_CASE(
    "own tokens come in the order of their merges, behind the symbols, and no more than are asked for") {
  Model model(3);
  model.add(0, 1);
  model.add(3, 2);
  model.add(1, 2);  // never what "12" of "012" comes to, but its own
  CHECK(model.own() == std::vector<std::int32_t>{0, 1, 2, 3, 4, 5});
  CHECK(model.own(4) == std::vector<std::int32_t>{0, 1, 2, 3});
  CHECK(model.own(2) == std::vector<std::int32_t>{0, 1});
}

TEST_CASE("nothing is known of tokens whose merges do not come in order") {
  const std::vector<std::int32_t> symbols = {0, 1, 2};
  const auto own = [&](const std::vector<vocab::MergeTable::Pair>& pairs) {
    vocab::MergeTable merges;
    for (const vocab::MergeTable::Pair& pair : pairs) merges.insert(pair.left, pair.right, pair.merge);
    return fused::own_tokens(merges, vocab::PairTable(merges, 5).pairs(), symbols, 5, 100);
  };
  CHECK(own({{0, 1, {0, 3}}, {3, 2, {1, 4}}}) == std::vector<std::int32_t>{0, 1, 2, 3, 4});
  CHECK(own({{0, 1, {1, 3}}, {3, 2, {0, 4}}}).empty());                  // a part comes behind the whole
  CHECK(own({{0, 1, {0, 3}}, {1, 2, {1, 4}}, {0, 4, {2, 3}}}).empty());  // two ways to one token
  CHECK(own({{0, 1, {0, 2}}}).empty());                                  // a symbol that is made
  CHECK(own({{5, 1, {0, 3}}}) == symbols);                               // of what no text has
}
