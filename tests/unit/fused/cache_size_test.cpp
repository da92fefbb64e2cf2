#include "fused/cache_size.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "fused/word_cache.hpp"
#include "unit/fused/unigram_tokenizer.hpp"

using namespace btt::fused;

TEST_CASE("a bound is a number of bytes within the limits, or none") {
  std::size_t bytes = 5;
  std::string error;
  CHECK(parse_cache_bytes("65536", bytes, error));
  CHECK(bytes == 65536);
  CHECK(parse_cache_bytes("1073741824", bytes, error));
  CHECK(parse_cache_bytes("0", bytes, error));
  CHECK(bytes == 0);
  CHECK(parse_cache_bytes("", bytes, error));
  bytes = 5;
  for (const char* const text :
       {"65535", "1073741825", "-1", "1e6", "4 MiB", " 70000", "99999999999999999999"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_cache_bytes(text, bytes, error));
    CHECK(error.find("expected bytes, 65536 to 1073741824, or 0") != std::string::npos);
    CHECK(bytes == 5);
  }
  CHECK(cache_bytes_error(0).empty());
  CHECK(cache_bytes_error(kLeastCacheBytes).empty());
  CHECK(cache_bytes_error(kLeastCacheBytes - 1).find("65535; expected") == 0);
  CHECK_FALSE(cache_bytes_error(kMostCacheBytes + 1).empty());
}

TEST_CASE("a cache takes more than half of its bound, and never more") {
  const std::size_t usual = WordCache().capacity_bytes();
  CHECK(usual == std::size_t{5} << 20);
  CHECK(WordCache(WordCache::kSpilledCapacity, usual).capacity_bytes() == usual);
  for (const std::size_t spilled :
       {WordCache::kSpilledCapacity, std::size_t{320} << 10, std::size_t{512} << 10}) {
    for (const std::size_t bound :
         {kLeastCacheBytes, std::size_t{100000}, usual - 1, usual, usual + 1, 3 * usual}) {
      CAPTURE(bound);
      const std::size_t bytes = WordCache(spilled, bound).capacity_bytes();
      CHECK(bytes <= bound);
      CHECK(2 * bytes > bound);
    }
  }
}

TEST_CASE("a small cache and a large one know what they were told last") {
  for (const std::size_t bound : {kLeastCacheBytes, std::size_t{32} << 20}) {
    WordCache cache(WordCache::kSpilledCapacity, bound);
    const std::size_t before = cache.capacity_bytes();
    const std::int32_t ids[] = {1, 2, 3, 4, 5, 6};
    std::size_t known = 0;
    for (std::uint32_t i = 0; i < 100000; ++i) {
      std::string word = std::to_string(i) + "word that is a long one";
      const std::size_t count = 1 + i % 6;
      if (i % 2 == 0) {
        word.resize(kKeyPadding);
        const PackedKey key = key_of(word.data(), 12);
        cache.insert(cache.set_of(key), key, ids, count);
        REQUIRE(cache.find(cache.set_of(key), key) != nullptr);
      } else {
        const PackedKey key = WordCache::long_key(word);
        cache.insert_long(cache.set_of(key), key, word, ids, count);
        const WordCache::Entry* const entry = cache.find_long(cache.set_of(key), key, word);
        REQUIRE(entry != nullptr);
        REQUIRE((WordCache::is_spilled(*entry) ? cache.spilled(*entry).count : WordCache::count_of(*entry)) ==
                count);
      }
    }
    for (std::uint32_t i = 0; i < 100000; i += 2) {
      std::string word = std::to_string(i) + "word that is a long one";
      word.resize(kKeyPadding);
      const PackedKey key = key_of(word.data(), 12);
      known += cache.find(cache.set_of(key), key) != nullptr;
    }
    CHECK(cache.capacity_bytes() == before);
    CHECK((bound == kLeastCacheBytes ? known < 1000 : known > 10000));
  }
}

TEST_CASE("an encoder's scratch follows the bound") {
  const auto tokenizer = load_unigram({precompiled(usual_rules()), split_first(metaspace("always"))});
  const Encoder& encoder = *tokenizer->stages().encoder;
  const std::size_t usual = encoder.make_scratch()->capacity_bytes();
  const std::size_t small = encoder.make_scratch(kLeastCacheBytes, nullptr)->capacity_bytes();
  CHECK(usual < std::size_t{8} << 20);
  CHECK(usual - small > std::size_t{5} << 20);
}
