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
  // A text of 500 bytes is one group: the more of its words are not known, the more are merged side by side.
  static constexpr std::size_t kWords = 128;

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

  // The tokens of words that the cache does not know: those of word i end at ends[i] of ids.
  struct Resolved {
    std::vector<std::int32_t> ids;
    std::uint32_t ends[kWords];
  };

  // Appends the tokens of these words to `out`. `resolve(items, count, resolved)` adds those of the words
  // that the cache does not know, which it then knows; all words have at most `most`. `details(index, item,
  // ids, count)` sees each word's.
  template <typename Resolve, typename Details>
  void look_up(std::string_view text, std::size_t words, std::size_t most, WordCache& cache,
               std::vector<std::int32_t>& out, Resolve&& resolve, Details&& details) {
    // The four that are stored at a time.
    if (ids_.size() < most + WordCache::kInlineIds) ids_.resize(2 * (most + WordCache::kInlineIds));
    std::int32_t* end = ids_.data();
    const auto add_known = [&](std::size_t i, const WordCache::Entry& entry) {
      std::size_t count = WordCache::count_of(entry);
      if (WordCache::is_spilled(entry)) {
        const WordCache::Tokens tokens = cache.spilled(entry);
        count = tokens.count;
        std::memcpy(end, tokens.ids, count * sizeof(std::int32_t));
      } else {
        std::memcpy(end, entry.ids, sizeof(entry.ids));
      }
      details(i, items_[i], end, count);
      end += count;
    };
    std::size_t known = 0;
    for (; known < words; ++known) {
      const WordCache::Entry* const entry = find_first(items_[known], text, cache);
      if (entry == nullptr) break;
      add_known(known, *entry);
    }
    if (known < words) {
      // Those that are not known are found out together; first, whether they stand in their second sets.
      const WordCache::Entry* entries[kWords];
      for (std::size_t i = known; i < words; ++i) {
        entries[i] = find_first(items_[i], text, cache);
        if (entries[i] == nullptr) cache.prefetch(cache.second_set_of(items_[i].key));
      }
      const Item* unknown[kWords];
      std::size_t count = 0;
      for (std::size_t i = known; i < words; ++i) {
        if (entries[i] == nullptr) entries[i] = find(items_[i], text, cache);
        if (entries[i] == nullptr) unknown[count++] = &items_[i];
      }
      resolved_.ids.clear();
      resolve(static_cast<const Item* const*>(unknown), count, resolved_);
      std::size_t begin = 0;
      const std::uint32_t* behind = resolved_.ends;
      for (std::size_t i = known; i < words; ++i) {
        if (entries[i] != nullptr) {
          add_known(i, *entries[i]);
          continue;
        }
        const std::size_t tokens = *behind - begin;
        std::memcpy(end, resolved_.ids.data() + begin, tokens * sizeof(std::int32_t));
        details(i, items_[i], end, tokens);
        end += tokens;
        begin = *behind++;
      }
      // Not before all are read: what is new moves what is there.
      begin = 0;
      for (std::size_t i = 0; i < count; ++i) {
        keep(*unknown[i], text, resolved_.ids.data() + begin, resolved_.ends[i] - begin, cache);
        begin = resolved_.ends[i];
      }
    }
    out.insert(out.end(), ids_.data(), end);
  }

  std::size_t capacity_bytes() const noexcept {
    return (ids_.capacity() + resolved_.ids.capacity()) * sizeof(std::int32_t);
  }

 private:
  // Without the second set of a short word.
  static const WordCache::Entry* find_first(const Item& item, std::string_view text,
                                            const WordCache& cache) noexcept {
    return item.size <= kMaxKeyBytes ? cache.find_in(item.set, item.key) : find(item, text, cache);
  }

  static const WordCache::Entry* find(const Item& item, std::string_view text,
                                      const WordCache& cache) noexcept {
    if (item.size <= kMaxKeyBytes) return cache.find(item.set, item.key);
    if (item.size > WordCache::kMaxWordBytes) return nullptr;
    return cache.find_long(item.set, item.key, text.substr(item.at, item.size));
  }

  // Lets the cache know a word.
  static void keep(const Item& item, std::string_view text, const std::int32_t* ids, std::size_t count,
                   WordCache& cache) noexcept {
    // It may have been there twice in the group.
    if (item.size > WordCache::kMaxWordBytes || find(item, text, cache) != nullptr) return;
    if (item.size <= kMaxKeyBytes) {
      cache.insert(item.set, item.key, ids, count);
    } else {
      cache.insert_long(item.set, item.key, text.substr(item.at, item.size), ids, count);
    }
  }

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
    item.set = static_cast<std::uint32_t>(cache.set_of(item.key));
    cache.prefetch(item.set);
  }

  Item items_[kWords];
  std::vector<std::int32_t> ids_;
  Resolved resolved_;
};

}  // namespace btt::fused
