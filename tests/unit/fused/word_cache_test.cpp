#include "fused/word_cache.hpp"

#include <doctest/doctest.h>

#include <cstring>
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

std::vector<SeedWords::Word> words(std::size_t count) {
  std::vector<SeedWords::Word> found;
  for (std::size_t i = 0; i < count; ++i)
    found.push_back({key(" w" + std::to_string(i)), static_cast<std::int32_t>(i)});
  return found;
}

// How many of the words the cache knows; each as its one token.
std::size_t known(const WordCache& cache, const std::vector<SeedWords::Word>& words) {
  std::size_t count = 0;
  for (const SeedWords::Word& word : words) {
    const WordCache::Entry* const entry = cache.find(cache.set_of(word.key), word.key);
    if (entry == nullptr) continue;
    ++count;
    const WordCache::Tokens tokens = cache.tokens(*entry);
    CHECK(tokens.count == 1);
    CHECK(tokens.ids[0] == word.id);
  }
  return count;
}

}  // namespace

TEST_CASE("seeds are all words that are given, in the order of their sets") {
  const std::vector<SeedWords::Word> given = words(5000);
  const SeedWords seeds(given);
  REQUIRE(seeds.words().size() == given.size());
  std::vector<bool> found(given.size());
  std::uint64_t last = 0;
  for (const SeedWords::Word& word : seeds.words()) {
    const auto id = static_cast<std::size_t>(word.id);
    CHECK(word.key == given[id].key);
    CHECK_FALSE(found[id]);
    found[id] = true;
    const std::uint64_t place = hash_of(word.key) >> 52;
    CHECK(place >= last);
    last = place;
  }
}

TEST_CASE("a cache knows its seeds, but for those whose set another one has") {
  const std::vector<SeedWords::Word> given = words(SeedWords::kMost);
  const SeedWords seeds(given);
  const WordCache cache(WordCache::kSpilledCapacity, 0, &seeds);
  const std::size_t count = known(cache, given);
  CHECK(count > given.size() / 2);
  CHECK(count < given.size());
  CHECK(known(WordCache(), given) == 0);
  // A new word beside a seed stands in the same set.
  for (const SeedWords::Word& word : given) CHECK_FALSE(cache.may_have_moved(cache.set_of(word.key)));
}

TEST_CASE("a cache that is too small for its seeds has none, a large one has them too") {
  const std::vector<SeedWords::Word> given = words(1000);
  const SeedWords seeds(given);
  const std::size_t usual = WordCache().capacity_bytes();
  CHECK(known(WordCache(WordCache::kSpilledCapacity, usual - 1, &seeds), given) == 0);
  CHECK(known(WordCache(WordCache::kSpilledCapacity, 2 * usual, &seeds), given) > given.size() * 9 / 10);
}

TEST_CASE("a cache that forgets knows its seeds afterwards, and nothing else") {
  const std::vector<SeedWords::Word> given = words(1000);
  const SeedWords seeds(given);
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
