#include "vocab/vocab.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>
#include <string>
#include <unordered_map>

#include "vocab/hash.hpp"

using namespace btt;
using vocab::kNoId;
using vocab::Vocab;

namespace {

Vocab vocab_of(const std::vector<std::pair<std::string, std::int32_t>>& entries) {
  Vocab vocab;
  for (const auto& entry : entries) vocab.insert(entry.first, entry.second);
  vocab.finish();
  return vocab;
}

std::vector<std::int32_t> ids_in_order(const Vocab& vocab) {
  std::vector<std::int32_t> ids;
  for (const Vocab::Entry& entry : vocab.entries_by_id()) ids.push_back(entry.id);
  return ids;
}

}  // namespace

TEST_CASE("both ways") {
  const Vocab vocab = vocab_of({{"b", 1}, {"a", 0}, {"", 2}, {"\u4E2D", 3}});
  CHECK(vocab.size() == 4);
  CHECK(vocab.max_id() == 3);
  CHECK(vocab.max_token_bytes() == 3);
  CHECK(vocab.find("a") == 0);
  CHECK(vocab.find("b") == 1);
  CHECK(vocab.find("") == 2);
  CHECK(vocab.find("\u4E2D") == 3);
  CHECK(vocab.find("ab") == kNoId);
  CHECK(vocab.token(0) == "a");
  CHECK(vocab.token(3) == "\u4E2D");
  CHECK(vocab.token(2).empty());
  CHECK(vocab.has_id(2));
  CHECK(ids_in_order(vocab) == std::vector<std::int32_t>{0, 1, 2, 3});
}

TEST_CASE("an empty vocabulary") {
  const Vocab never_finished;
  CHECK(never_finished.find("a") == kNoId);
  const Vocab vocab = vocab_of({});
  CHECK(vocab.size() == 0);
  CHECK(vocab.max_id() == -1);
  CHECK(vocab.find("") == kNoId);
  CHECK_FALSE(vocab.has_id(0));
  CHECK(vocab.token(0).empty());
  CHECK(vocab.entries_by_id().empty());
}

TEST_CASE("ids that no token can have") {
  const Vocab vocab = vocab_of({{"a", 0}});
  for (const std::int64_t id :
       {std::int64_t{-1}, std::int64_t{1}, std::int64_t{1} << 32, INT64_MIN, INT64_MAX}) {
    CHECK_FALSE(vocab.has_id(id));
    CHECK(vocab.token(id).empty());
  }
}

TEST_CASE("a token given twice has its later id") {
  const Vocab vocab = vocab_of({{"a", 0}, {"b", 1}, {"a", 5}});
  CHECK(vocab.size() == 2);
  CHECK(vocab.find("a") == 5);
  CHECK(vocab.token(5) == "a");
  CHECK_FALSE(vocab.has_id(0));
}

TEST_CASE("an id given twice stands for its later token") {
  const Vocab vocab = vocab_of({{"a", 3}, {"b", 3}});
  CHECK(vocab.size() == 2);
  CHECK(vocab.find("a") == 3);
  CHECK(vocab.find("b") == 3);
  CHECK(vocab.token(3) == "b");
  // Saved once, like the reference, whose table of ids holds one token each.
  CHECK(ids_in_order(vocab) == std::vector<std::int32_t>{3});
  const Vocab sparse = vocab_of({{"a", 2000000000}, {"b", 2000000000}});
  CHECK(sparse.token(2000000000) == "b");
  CHECK(ids_in_order(sparse) == std::vector<std::int32_t>{2000000000});
}

TEST_CASE("ids with gaps") {
  const Vocab vocab = vocab_of({{"z", 90}, {"a", 0}, {"m", 17}});
  CHECK(vocab.size() == 3);
  CHECK(vocab.max_id() == 90);
  CHECK(vocab.token(17) == "m");
  CHECK_FALSE(vocab.has_id(16));
  CHECK_FALSE(vocab.has_id(18));
  CHECK(vocab.token(16).empty());
  CHECK(ids_in_order(vocab) == std::vector<std::int32_t>{0, 17, 90});
}

TEST_CASE("one huge id costs no huge table") {
  const Vocab vocab = vocab_of({{"huge", 2147483647}, {"a", 0}, {"b", 2147483646}, {"c", 7}});
  CHECK(vocab.memory_bytes() < 10000);
  CHECK(vocab.max_id() == 2147483647);
  CHECK(vocab.token(2147483647) == "huge");
  CHECK(vocab.token(2147483646) == "b");
  CHECK(vocab.token(0) == "a");
  CHECK(vocab.token(7) == "c");
  CHECK_FALSE(vocab.has_id(1));
  CHECK_FALSE(vocab.has_id(2147483645));
  CHECK(ids_in_order(vocab) == std::vector<std::int32_t>{0, 7, 2147483646, 2147483647});
}

TEST_CASE("growing from nothing and with room reserved at any time") {
  for (const bool reserve_first : {false, true}) {
    Vocab vocab;
    if (reserve_first) vocab.reserve(100, 1000);
    std::unordered_map<std::string, std::int32_t> expected;
    for (std::int32_t id = 0; id < 20000; ++id) {
      const std::string token = "t" + std::to_string(id * 7919 % 20011);
      vocab.insert(token, id);
      expected[token] = id;
      if (id == 300) vocab.reserve(5000, 1 << 16);
    }
    vocab.finish();
    REQUIRE(vocab.size() == expected.size());
    std::size_t wrong = 0;
    for (const auto& entry : expected) {
      if (vocab.find(entry.first) != entry.second || vocab.token(entry.second) != entry.first) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(vocab.find("t20011") == kNoId);
    CHECK(vocab.find("t") == kNoId);
  }
}

TEST_CASE("the hash takes length and every byte") {
  std::set<std::uint64_t> seen;
  std::mt19937 random(3);
  std::size_t count = 0;
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
    seen.insert(vocab::hash_bytes(bytes));
    ++count;
    for (std::size_t i = 0; i < size; ++i) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      seen.insert(vocab::hash_bytes(changed));
      ++count;
    }
    // Runs of zero bytes differ by their length alone.
    if (size > 0) {
      seen.insert(vocab::hash_bytes(std::string(size, '\0')));
      ++count;
    }
    CHECK(vocab::hash_bytes(std::string_view(bytes)) == vocab::hash_bytes(std::string(bytes)));
  }
  CHECK(seen.size() == count);
}
