#include "vocab/trie.hpp"

#include <doctest/doctest.h>

using namespace btt;

namespace {

using Found = std::vector<std::pair<std::size_t, std::int32_t>>;

Found found_in(const vocab::Trie& trie, std::string_view text) {
  Found found;
  trie.prefixes(text, [&](std::size_t size, std::int32_t value) { found.emplace_back(size, value); });
  return found;
}

}  // namespace

TEST_CASE("prefixes, shortest first; empty entries never; the last of equal entries holds") {
  const vocab::Trie trie(
      {{"ab", 1}, {"a", 2}, {"", 3}, {"abcd", 4}, {"b", 5}, {"a", 6}, {"\xE4\xBD\xA0", 7}});
  CHECK(found_in(trie, "abcde") == Found{{1, 6}, {2, 1}, {4, 4}});
  CHECK(found_in(trie, "abc") == Found{{1, 6}, {2, 1}});
  CHECK(found_in(trie, "ba") == Found{{1, 5}});
  CHECK(found_in(trie, "\xE4\xBD\xA0x") == Found{{3, 7}});
  CHECK(found_in(trie, "x").empty());
  CHECK(found_in(trie, "").empty());
  CHECK(found_in(vocab::Trie({}), "a").empty());
}
