// WordGroup: the words of a text that an encoder looks up together, so that their cache lines are asked for
// before the first of them is needed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/grown_array.hpp"
#include "fused/gaps.hpp"
#include "fused/packed_key.hpp"
#include "fused/word_cache.hpp"
#include "text/span.hpp"

namespace btt::fused {

class WordGroup {
 public:
  // The more words of a group are not known, the more are merged side by side: texts of 500 bytes have a
  // handful.
  static constexpr std::size_t kWords = 1024;
  // So many are asked for before the first of them is looked up; more would push each other out of the
  // nearest cache.
  static constexpr std::size_t kAhead = 256;
  // So many missing words are found out without waiting for more: one that comes twice meanwhile is found out
  // twice.
  static constexpr std::size_t kEnough = 32;
  static constexpr std::size_t kMostMissing = kEnough - 1 + kAhead;

  struct Item {
    PackedKey key;
    std::uint32_t at;  // in the text
    std::uint32_t size;
    std::uint32_t set;
  };

  // Where the words end: what a scan fills in; or where they are, if something may lie between them.
  std::uint32_t ends[kWords];
  text::Span spans[kAhead];

  // Makes the keys of words [first, count), the first of which begins at `begin`, and asks for their cache
  // lines.
  void prepare(std::string_view text, std::uint32_t begin, std::size_t first, std::size_t count,
               const WordCache& cache) noexcept {
    const WordCache::Places places = cache.places();
    for (std::size_t i = first; i < count; ++i) {
      prepare_word(items_[i], text, begin, ends[i], places);
      begin = ends[i];
    }
  }

  // The same of `words`, an array of those.
  void prepare(std::string_view text, const text::Span* words, std::size_t first, std::size_t count,
               const WordCache& cache) noexcept {
    const WordCache::Places places = cache.places();
    for (std::size_t i = first; i < count; ++i)
      prepare_word(items_[i], text, words[i - first].begin, words[i - first].end, places);
  }

  // The tokens of words that the cache does not know: those of word i end at ends[i] of ids.
  struct Resolved {
    std::vector<std::int32_t> ids;
    std::uint32_t ends[kMostMissing];
  };

  // For callers that want ids only.
  struct NoDetails {};

  // Appends the tokens of the first `words` words, kAhead at most, to `out`. `resolve(items, count,
  // resolved)` adds those of the words that the cache does not know, which it then knows; all words have at
  // most `most`. `details(index, item, ids, count)` sees each word's, unless it is NoDetails.
  template <typename Resolve, typename Details>
  void look_up(std::string_view text, std::size_t words, std::size_t most, WordCache& cache,
               GrownArray<std::int32_t>& out, Resolve&& resolve, Details&& details) {
    start();
    find_known(text, 0, words, most, cache, details);
    if constexpr (has_details<Details>()) {
      const std::size_t missing = missing_count_;
      const std::int32_t* const to = add_ids(text, most, cache, out, resolve);
      if (missing == 0) return;
      for (std::size_t i = 0; i < missing; ++i) counts_[missing_[i].word] = missing_counts_[i];
      const std::int32_t* ids = to + missing_[0].at;
      for (std::size_t i = missing_[0].word; i < words; ++i) {
        details(i, items_[i], ids, counts_[i]);
        ids += counts_[i];
      }
    } else {
      add_ids(text, most, cache, out, resolve);
    }
  }

  // The same in steps: start(), then find_words() for words [first, last), kAhead at most, as long as the
  // group is not ready; then all tokens are appended to `out`.
  void start() noexcept { known_ = missing_count_ = 0; }
  void find_words(std::string_view text, std::size_t first, std::size_t last, std::size_t most,
                  const WordCache& cache) {
    find_known(text, first, last, most, cache, NoDetails());
  }
  template <typename Resolve>
  void add_words(std::string_view text, std::size_t most, WordCache& cache, GrownArray<std::int32_t>& out,
                 Resolve&& resolve) {
    add_ids(text, most, cache, out, resolve);
  }

  // The same for several texts. Of those that end among the words, the words of text i, behind those of the
  // one before it, end at word word_ends[i]; text_ends[i] is what add_texts() wants.
  void find_texts(std::string_view text, std::size_t first, std::size_t last, std::size_t most,
                  const WordCache& cache, const std::uint32_t* word_ends, std::size_t texts,
                  std::size_t* text_ends) {
    for (std::size_t i = 0; i < texts; ++i) {
      find_words(text, first, word_ends[i], most, cache);
      first = word_ends[i];
      text_ends[i] = known_;
    }
    find_words(text, first, last, most, cache);
  }
  // Then all tokens are appended to `out`, where those of text i end at text_ends[i].
  template <typename Resolve>
  void add_texts(std::string_view text, std::size_t most, WordCache& cache, GrownArray<std::int32_t>& out,
                 Resolve&& resolve, const std::uint32_t* word_ends, std::size_t texts,
                 std::size_t* text_ends) {
    const std::size_t before = out.size();
    const std::size_t missing = missing_count_;
    add_ids(text, most, cache, out, resolve);
    // What was found out stands between what was known.
    std::size_t found_out = 0;
    std::size_t gap = 0;
    for (std::size_t i = 0; i < texts; ++i) {
      for (; gap < missing && missing_[gap].word < word_ends[i]; ++gap) found_out += missing_counts_[gap];
      text_ends[i] += before + found_out;
    }
  }

  // Whether words that are missing are enough to find them out together, or no more have room.
  bool is_ready(std::size_t words) const noexcept {
    return missing_count_ >= kEnough || words + kAhead > kWords;
  }

  std::size_t capacity_bytes() const noexcept {
    return (ids_.capacity() + resolved_.ids.capacity()) * sizeof(std::int32_t);
  }

 private:
  template <typename Details>
  static constexpr bool has_details() {
    return !std::is_same_v<std::decay_t<Details>, NoDetails>;
  }

  // Adds the ids of words [first, last) that the cache knows, which have at most `most`. Details are seen up
  // to the first word that is missing.
  template <typename Details>
  void find_known(std::string_view text, std::size_t first, std::size_t last, std::size_t most,
                  const WordCache& cache, Details&& details) {
    static_assert(kCopiedIds >= WordCache::kInlineIds, "four are stored at a time");
    if (ids_.size() < known_ + most + kCopiedIds) ids_.resize(2 * (known_ + most + kCopiedIds));
    std::int32_t* const begin = ids_.data();
    std::int32_t* end = begin + known_;
    std::size_t missing = missing_count_;
    for (std::size_t i = first; i < last; ++i) {
      const Item& item = items_[i];
      const WordCache::Entry* const entry =
          item.size <= kMaxKeyBytes ? cache.find_in(item.set, item.key) : find(item, text, cache);
      if (entry == nullptr) {
        cache.prefetch(cache.second_set_of(item.key));
        missing_[missing++] = Gap{static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(end - begin)};
        continue;
      }
      const std::size_t count = cache.copy_tokens(*entry, end);
      if constexpr (has_details<Details>()) {
        counts_[i] = static_cast<std::uint32_t>(count);
        if (missing == 0) details(i, item, end, count);
      }
      end += count;
    }
    known_ = static_cast<std::size_t>(end - begin);
    missing_count_ = missing;
  }

  // Appends them and those of the missing words to `out`; answers where they stand.
  template <typename Resolve>
  std::int32_t* add_ids(std::string_view text, std::size_t most, WordCache& cache,
                        GrownArray<std::int32_t>& out, Resolve&& resolve) {
    std::int32_t* const to = out.room(most + kCopiedIds);
    const std::size_t known = std::exchange(known_, 0);
    const std::size_t missing = std::exchange(missing_count_, 0);
    if (missing == 0) {
      copy_ids(to, ids_.data(), known);
      out.add(known);
    } else {
      out.add(add_missing(text, missing, known, cache, to, resolve));
    }
    return to;
  }

  // Writes the `size` ids of the other words to `to`, the tokens of missing ones between them; answers how
  // many these are together.
  template <typename Resolve>
  std::size_t add_missing(std::string_view text, std::size_t missing, std::size_t size, WordCache& cache,
                          std::int32_t* to, Resolve&& resolve) {
    const std::int32_t* ids[kMostMissing];  // of each missing word; null: not known yet
    const Item* unknown[kMostMissing];
    std::size_t count = 0;
    for (std::size_t i = 0; i < missing; ++i) {
      const Item& item = items_[missing_[i].word];
      const WordCache::Entry* const entry = item.size <= kMaxKeyBytes && cache.may_have_moved(item.set)
                                                ? cache.find_in(cache.second_set_of(item.key), item.key)
                                                : nullptr;
      if (entry != nullptr) {
        const WordCache::Tokens known = cache.tokens(*entry);
        ids[i] = known.ids;
        missing_counts_[i] = static_cast<std::uint32_t>(known.count);
      } else {
        ids[i] = nullptr;
        unknown[count++] = &item;
      }
    }
    // These are found out together.
    resolved_.ids.clear();
    if (count != 0) resolve(static_cast<const Item* const*>(unknown), count, resolved_);
    std::uint32_t begin = 0;
    const std::uint32_t* behind = resolved_.ends;
    for (std::size_t i = 0; i < missing; ++i) {
      if (ids[i] == nullptr) {
        ids[i] = resolved_.ids.data() + begin;
        missing_counts_[i] = *behind - begin;
        begin = *behind++;
      }
    }
    const std::int32_t* const end = fill_gaps(to, ids_.data(), size, missing_, missing, [&](std::size_t i) {
      return std::pair(ids[i], ids[i] + missing_counts_[i]);
    });
    // Not before all are read: what is new moves what is there.
    begin = 0;
    for (std::size_t i = 0; i < count; ++i) {
      keep(*unknown[i], text, resolved_.ids.data() + begin, resolved_.ends[i] - begin, cache);
      begin = resolved_.ends[i];
    }
    return static_cast<std::size_t>(end - to);
  }

  static const WordCache::Entry* find(const Item& item, std::string_view text,
                                      const WordCache& cache) noexcept {
    return cache.find(item.set, item.key, text.substr(item.at, item.size));
  }

  // Lets the cache know a word.
  static void keep(const Item& item, std::string_view text, const std::int32_t* ids, std::size_t count,
                   WordCache& cache) noexcept {
    // It may have been there twice in the group.
    if (find(item, text, cache) != nullptr) return;
    cache.insert(item.set, item.key, text.substr(item.at, item.size), ids, count);
  }

  static void prepare_word(Item& item, std::string_view text, std::uint32_t begin, std::uint32_t end,
                           const WordCache::Places& places) noexcept {
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
    item.set = static_cast<std::uint32_t>(places.set_of(item.key));
    places.prefetch(item.set);
  }

  Item items_[kWords];
  // Words that do not stand in their first sets, and how many tokens they have.
  Gap missing_[kMostMissing];
  std::uint32_t missing_counts_[kMostMissing];
  std::uint32_t counts_[kAhead];   // of each word, where details are wanted
  std::vector<std::int32_t> ids_;  // of words that the cache knows
  std::size_t known_ = 0;          // how many these are
  std::size_t missing_count_ = 0;
  Resolved resolved_;
};

}  // namespace btt::fused
