// WordGroup: the words of a text that an encoder looks up together, so that their cache lines are asked for
// before the first of them is needed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "fused/packed_key.hpp"
#include "fused/word_cache.hpp"
#include "text/span.hpp"

namespace btt::fused {

class WordGroup {
 public:
  static constexpr std::size_t kWords = 64;

  struct Item {
    PackedKey key;
    std::uint32_t at;  // in the text
    std::uint32_t size;
    std::uint32_t set;
  };

  // Where the words end: what a scan fills in; or where they are, if something may lie between them.
  std::uint32_t ends[kWords];
  text::Span spans[kWords];

  // Makes the keys of `count` words, the first of which begins at `begin`, and asks for their cache lines.
  void prepare(std::string_view text, std::uint32_t begin, std::size_t count,
               const WordCache& cache) noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      prepare_word(items_[i], text, begin, ends[i], cache);
      begin = ends[i];
    }
  }

  // The same of `words`, an array of `count`.
  void prepare(std::string_view text, const text::Span* words, std::size_t count,
               const WordCache& cache) noexcept {
    for (std::size_t i = 0; i < count; ++i)
      prepare_word(items_[i], text, words[i].begin, words[i].end, cache);
  }

  // Appends the tokens of these words to `out`. `resolve(item)` answers those of a word that the cache does
  // not know, at most `most` in all; `details(index, item, ids, count)` sees each word's.
  template <typename Resolve, typename Details>
  void look_up(std::string_view text, std::size_t words, std::size_t most, const WordCache& cache,
               std::vector<std::int32_t>& out, Resolve&& resolve, Details&& details) {
    // The four that are stored at a time.
    if (ids_.size() < most + WordCache::kInlineIds) ids_.resize(2 * (most + WordCache::kInlineIds));
    std::int32_t* const ids = ids_.data();
    std::int32_t* end = ids;
    for (std::size_t i = 0; i < words; ++i) {
      const Item& item = items_[i];
      const WordCache::Entry* entry = nullptr;
      if (item.size <= kMaxKeyBytes) {
        entry = cache.find(item.set, item.key);
      } else if (item.size <= WordCache::kMaxWordBytes) {
        entry = cache.find_long(item.set, item.key, text.substr(item.at, item.size));
      }
      std::size_t count = 0;
      if (entry != nullptr && !WordCache::is_spilled(*entry)) {
        std::memcpy(end, entry->ids, sizeof(entry->ids));
        count = WordCache::count_of(*entry);
      } else {
        const WordCache::Tokens tokens = entry != nullptr ? cache.spilled(*entry) : resolve(item);
        std::memcpy(end, tokens.ids, tokens.count * sizeof(std::int32_t));
        count = tokens.count;
      }
      details(i, item, end, count);
      end += count;
    }
    out.insert(out.end(), ids, end);
  }

  // Lets the cache know a word.
  static void keep(const Item& item, std::string_view word, const std::vector<std::int32_t>& ids,
                   WordCache& cache) noexcept {
    if (word.size() <= kMaxKeyBytes) {
      cache.insert(item.set, item.key, ids.data(), ids.size());
    } else if (word.size() <= WordCache::kMaxWordBytes) {
      cache.insert_long(item.set, item.key, word, ids.data(), ids.size());
    }
  }

  std::size_t capacity_bytes() const noexcept { return ids_.capacity() * sizeof(std::int32_t); }

 private:
  static void prepare_word(Item& item, std::string_view text, std::uint32_t begin, std::uint32_t end,
                           const WordCache& cache) noexcept {
    const std::size_t size = end - begin;
    const char* const word = text.data() + begin;
    item.at = begin;
    item.size = static_cast<std::uint32_t>(size);
    if (size > kMaxKeyBytes) {
      // A word beyond the cache has the hash of its beginning, which is never looked for.
      item.key = WordCache::long_key(std::string_view(word, std::min(size, WordCache::kMaxWordBytes)));
    } else if (item.at + kKeyPadding <= text.size()) {
      item.key = key_of(word, size);
    } else {
      char padded[kKeyPadding] = {};
      std::memcpy(padded, word, size);
      item.key = key_of(padded, size);
    }
    item.set = static_cast<std::uint32_t>(WordCache::set_of(item.key));
    cache.prefetch(item.set);
  }

  Item items_[kWords];
  std::vector<std::int32_t> ids_;
};

}  // namespace btt::fused
