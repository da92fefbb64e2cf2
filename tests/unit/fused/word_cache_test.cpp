#include "fused/word_cache.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <numeric>
#include <string>
#include <vector>

#include "fused/seed_words.hpp"

using namespace btt::fused;

namespace {

PackedKey key(const std::string& word) {
  char bytes[kKeyPadding] = {};
  std::memcpy(bytes, word.data(), word.size());
  return key_of(bytes, word.size());
}

std::vector<PackedKey> words(std::size_t count) {
  std::vector<PackedKey> found;
  for (std::size_t i = 0; i < count; ++i) found.push_back(key(" w" + std::to_string(i)));
  return found;
}

// The words as tokens, each with its place as id.
SeedWords seeds_of(const std::vector<PackedKey>& words) {
  std::vector<std::int32_t> ids(words.size());
  std::iota(ids.begin(), ids.end(), 0);
  return SeedWords(ids, [words](std::int32_t id) { return words[static_cast<std::size_t>(id)]; });
}

// How many of the words the cache knows; each as its one token.
std::size_t known(const WordCache& cache, const std::vector<PackedKey>& words) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const WordCache::Entry* const entry = cache.find(cache.set_of(words[i]), words[i]);
    if (entry == nullptr) continue;
    ++count;
    const WordCache::Tokens tokens = cache.tokens(*entry);
    CHECK(tokens.count == 1);
    CHECK(tokens.ids[0] == static_cast<std::int32_t>(i));
  }
  return count;
}

}  // namespace

TEST_CASE("a cache knows its seeds, but for those whose set another one has") {
  const std::vector<PackedKey> given = words(SeedWords::kMost);
  const SeedWords seeds = seeds_of(given);
  const WordCache cache(WordCache::kSpilledCapacity, 0, &seeds);
  const std::size_t count = known(cache, given);
  // The first one of all is never in another's way.
  CHECK(known(cache, {given[0]}) == 1);
  CHECK(count > given.size() / 2);
  CHECK(count < given.size());
  CHECK(known(WordCache(), given) == 0);
  // A new word beside a seed stands in the same set.
  for (const PackedKey& word : given) CHECK_FALSE(cache.may_have_moved(cache.set_of(word)));
}

TEST_CASE("a cache that is too small for its seeds has none, a large one has them too") {
  const std::vector<PackedKey> given = words(1000);
  const SeedWords seeds = seeds_of(given);
  const std::size_t usual = WordCache().capacity_bytes();
  CHECK(known(WordCache(WordCache::kSpilledCapacity, usual - 1, &seeds), given) == 0);
  CHECK(known(WordCache(WordCache::kSpilledCapacity, 2 * usual, &seeds), given) > given.size() * 9 / 10);
}

TEST_CASE("a cache that forgets knows its seeds afterwards, and nothing else") {
  const std::vector<PackedKey> given = words(1000);
  const SeedWords seeds = seeds_of(given);
  WordCache cache(600, 0, &seeds);
  const std::size_t before = known(cache, given);
  const std::vector<std::int32_t> ids(400, 7);
  const PackedKey first = key("first");
  const PackedKey second = key("second");
  cache.insert(cache.set_of(first), first, ids.data(), ids.size());
  CHECK(cache.find(cache.set_of(first), first) != nullptr);
  cache.insert(cache.set_of(second), second, ids.data(), ids.size());  // has no room beside the first
  CHECK(cache.find(cache.set_of(first), first) == nullptr);
  CHECK(cache.find(cache.set_of(second), second) != nullptr);
  CHECK(known(cache, given) == before);
}
