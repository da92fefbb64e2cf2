#include "vocab/trie.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

using namespace btt;

namespace {

using Found = std::vector<std::pair<std::size_t, std::int32_t>>;

Found found_in(const vocab::Trie& trie, std::string_view text) {
  Found found;
  trie.prefixes(text, [&](std::size_t size, std::int32_t value) { found.emplace_back(size, value); });
  return found;
}

vocab::Trie trie_of(const std::vector<std::pair<std::string, std::int32_t>>& entries) {
  vocab::Vocab vocab;
  for (const auto& entry : entries) vocab.insert(entry.first, entry.second);
  vocab.finish();
  return vocab::Trie(vocab);
}

}  // namespace

TEST_CASE("prefixes, shortest first; empty entries never; the last of equal entries holds") {
  const vocab::Trie trie =
      trie_of({{"ab", 1}, {"a", 2}, {"", 3}, {"abcd", 4}, {"b", 5}, {"a", 6}, {"\xE4\xBD\xA0", 7}});
  CHECK(found_in(trie, "abcde") == Found{{1, 6}, {2, 1}, {4, 4}});
  CHECK(found_in(trie, "abc") == Found{{1, 6}, {2, 1}});
  CHECK(found_in(trie, "ba") == Found{{1, 5}});
  CHECK(found_in(trie, "\xE4\xBD\xA0x") == Found{{3, 7}});
  CHECK(found_in(trie, "x").empty());
  CHECK(found_in(trie, "").empty());
  CHECK(found_in(trie_of({}), "a").empty());
}

TEST_CASE("long texts, shared beginnings, zeros, every byte") {
  std::mt19937 random(5);
  std::map<std::string, std::int32_t> entries;
  const std::string letters[] = {"a",        "b",        std::string(1, '\0'), "\xFF",
                                 "abcdefgh", "abcdefgi", std::string(300, 'z')};
  while (entries.size() < 4000) {
    std::string text;
    for (auto parts = 1 + random() % 9; parts > 0; --parts) text += letters[random() % 7];
    entries.emplace(text, static_cast<std::int32_t>(entries.size()));
  }
  for (int byte = 0; byte < 256; ++byte) {
    for (const char* before : {"", "q", "qq"}) {
      entries.emplace(before + std::string(1, static_cast<char>(byte)),
                      static_cast<std::int32_t>(entries.size()));
    }
  }
  const vocab::Trie trie = trie_of({entries.begin(), entries.end()});
  std::size_t wrong = 0;
  for (const auto& [text, value] : entries) {
    Found expected;
    for (std::size_t size = 1; size <= text.size(); ++size) {
      const auto entry = entries.find(text.substr(0, size));
      if (entry != entries.end()) expected.emplace_back(size, entry->second);
    }
    if (found_in(trie, text) != expected) ++wrong;
    (void)value;
  }
  CHECK(wrong == 0);
}

TEST_CASE("a step ahead is a step, and behind a text that is in no entry there is nothing") {
  const vocab::Trie trie = trie_of({{"ab", 1}, {"abcd", 4}, {"b", 5}, {std::string(1, '\0'), 6}});
  std::mt19937 random(3);
  std::size_t found = 0;
  for (int round = 0; round < 2000; ++round) {
    vocab::Trie::Place place = trie.root();
    vocab::Trie::Place ahead = trie.root();
    bool is_in = true;
    for (int i = 0; i < 6; ++i) {
      const auto byte = static_cast<unsigned char>("abcd\0x"[random() % 6]);
      is_in = is_in && trie.step(place, byte);
      trie.step_ahead(ahead, byte);
      if (is_in) {
        ++found;
        REQUIRE(ahead.children == place.children);
        REQUIRE(ahead.value == place.value);
      } else {
        REQUIRE(ahead.children == 0);
        REQUIRE(ahead.value == -1);
      }
    }
  }
  CHECK(found > 100);
}
