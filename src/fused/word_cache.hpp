// WordCache: words that a worker has seen, with their tokens. Bounded; one worker's own, so without a lock.
//
// A set is one cache line of two entries; what finds no room in its set may stand in another one. A
// word of up to 15 bytes is its own key, longer ones (to 255 bytes) are known by a hash and compared byte by
// byte. Up to four ids stand in the entry, more in a side array, and so do numbers that an encoder keeps
// beside the ids. Where there is no room in both sets, what is new takes the first place of its own and
// pushes the older entry to the second; when a side array is full everything but the seeds is forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/grown_array.hpp"
#include "fused/packed_key.hpp"
#include "fused/seed_words.hpp"
#include "vocab/hash.hpp"

namespace btt::fused {

class WordCache {
 public:
  // 4 MiB of entries, unless a bound asks for another size. With half of it a process that reads a few MB of
  // many kinds of text encodes new text 5 to 30 % slower, with twice as much 2 to 4 % faster (a Zen 4).
  static constexpr unsigned kSetBits = 16;
  static constexpr std::size_t kSets = std::size_t{1} << kSetBits;
  static constexpr std::size_t kMaxWordBytes = 255;
  static constexpr std::size_t kInlineIds = 4;

  struct Entry {
    PackedKey key;  // hi == 0: free
    // Fewer than four end with how many are missing, as a negative number; {kSpilled, count, begin, extra}
    // where they are in spilled_.
    std::int32_t ids[kInlineIds];
  };

  struct Tokens {
    const std::int32_t* ids;
    std::size_t count;
    const std::int32_t* extra = nullptr;  // null: none
  };

  // How many ids and numbers the side array holds.
  static constexpr std::size_t kSpilledCapacity = std::size_t{128} << 10;
  // With `most_bytes` everything is halved or doubled until that is just enough for it; 0 = as it is. The
  // cache knows `seeds`, which must outlive it, unless it is too small for them.
  explicit WordCache(std::size_t spilled_capacity = kSpilledCapacity, std::size_t most_bytes = 0,
                     const SeedWords* seeds = nullptr);

  // The key of a word of 16 to kMaxWordBytes bytes; never equal to that of a short one.
  static PackedKey long_key(std::string_view word) noexcept {
    return PackedKey{vocab::hash_bytes(word), kLong | static_cast<std::uint64_t>(word.size()) << 32};
  }

  // Where words stand, by value: a loop that writes numbers keeps it in registers.
  struct Places {
    const Entry* entries;
    std::size_t mask;
    std::size_t set_of(const PackedKey& key) const noexcept { return hash_of(key) & mask; }
    void prefetch(std::size_t set) const noexcept { __builtin_prefetch(entries + 2 * set); }
  };
  Places places() const noexcept { return Places{entries_.data(), sets_ - 1}; }
  std::size_t set_of(const PackedKey& key) const noexcept { return places().set_of(key); }
  void prefetch(std::size_t set) const noexcept { places().prefetch(set); }

  // Null where the short word is not known.
  const Entry* find(std::size_t set, const PackedKey& key) const noexcept {
    const Entry* const entry = find_in(set, key);
    // No word stands in its second set where the first one has room, and the second is another cache line.
    if (entry != nullptr || entries_[2 * set + 1].key.hi == 0) return entry;
    return find_in(second_set_of(key), key);
  }
  // Whether a word that does not stand in its first set may stand in the second.
  bool may_have_moved(std::size_t set) const noexcept { return entries_[2 * set + 1].key.hi != 0; }
  // Null where the short word does not stand in this one of its two sets.
  const Entry* find_in(std::size_t set, const PackedKey& key) const noexcept {
    // The place is chosen without a branch: which of the two it is cannot be foretold. By half of the key: of
    // two words that begin alike and have one set the first is not found, which hardly any two have.
    const Entry* entry = &entries_[2 * set];
    entry += entry[1].key.lo == key.lo ? 1 : 0;
    return entry->key == key ? entry : nullptr;
  }
  // The other set that a word may stand in: of long words by the part of the key that they are looked for by.
  std::size_t second_set_of(const PackedKey& key) const noexcept { return hash_of(key) >> 32 & (sets_ - 1); }

  // Asks for the second set of a word that does not stand in its first one, whose memory is there. Where most
  // sets are full that is a wait for every new word. Answers whether it does not stand in the first.
  bool prefetch_second(std::size_t set, const PackedKey& key) const noexcept {
    if (find_in(set, key) != nullptr) return false;
    if (may_have_moved(set)) prefetch(second_set_of(key));
    return true;
  }

  const Entry* find_long(std::size_t set, const PackedKey& key, std::string_view word) const noexcept {
    for (const std::size_t one : {set, second_set_of(key)}) {
      const Entry* pair = &entries_[2 * one];
      for (std::size_t i = 0; i < 2; ++i) {
        // The lower half of hi says where the bytes stand.
        if (pair[i].key.lo == key.lo && pair[i].key.hi >> 32 == key.hi >> 32 &&
            std::memcmp(bytes_.data() + static_cast<std::uint32_t>(pair[i].key.hi), word.data(),
                        word.size()) == 0) {
          return &pair[i];
        }
      }
    }
    return nullptr;
  }

  // The same of any word, whose key is that of its size; those beyond the cache are not known, nor kept.
  const Entry* find(std::size_t set, const PackedKey& key, std::string_view word) const noexcept {
    if (word.size() <= kMaxKeyBytes) return find(set, key);
    return word.size() <= kMaxWordBytes ? find_long(set, key, word) : nullptr;
  }
  void insert(std::size_t set, const PackedKey& key, std::string_view word, const std::int32_t* ids,
              std::size_t count, std::size_t extra = 0) noexcept {
    if (word.size() <= kMaxKeyBytes) {
      insert(set, key, ids, count, extra);
    } else if (word.size() <= kMaxWordBytes) {
      insert_long(set, key, word, ids, count, extra);
    }
  }

  // `extra` more numbers stand behind the ids. Without them a word without tokens is not kept.
  void insert(std::size_t set, const PackedKey& key, const std::int32_t* ids, std::size_t count,
              std::size_t extra = 0) noexcept;
  void insert_long(std::size_t set, PackedKey key, std::string_view word, const std::int32_t* ids,
                   std::size_t count, std::size_t extra = 0) noexcept;

  static bool is_spilled(const Entry& entry) noexcept { return entry.ids[0] == kSpilled; }
  Tokens spilled(const Entry& entry) const noexcept {
    const std::int32_t* ids = spilled_.data() + entry.ids[2];
    const auto count = static_cast<std::size_t>(entry.ids[1]);
    return Tokens{ids, count, entry.ids[3] != 0 ? ids + count : nullptr};
  }
  Tokens tokens(const Entry& entry) const noexcept {
    return is_spilled(entry) ? spilled(entry) : Tokens{entry.ids, count_of(entry)};
  }
  // Answers how many there are; four numbers are written at least.
  std::size_t copy_tokens(const Entry& entry, std::int32_t* out) const noexcept {
    if (is_spilled(entry)) {
      const Tokens tokens = spilled(entry);
      std::memcpy(out, tokens.ids, tokens.count * sizeof(std::int32_t));
      return tokens.count;
    }
    std::memcpy(out, entry.ids, sizeof(entry.ids));
    return count_of(entry);
  }
  // Of an entry that is not spilled.
  static std::size_t count_of(const Entry& entry) noexcept {
    const std::int32_t last = entry.ids[kInlineIds - 1];
    return static_cast<std::size_t>(static_cast<std::int32_t>(kInlineIds) + (last < 0 ? last : 0));
  }

  std::size_t capacity_bytes() const noexcept {
    return 2 * sets_ * sizeof(Entry) + bytes_.capacity() + spilled_.capacity() * sizeof(std::int32_t);
  }

 private:
  static constexpr std::uint64_t kLong = std::uint64_t{1} << 62;
  static constexpr std::int32_t kSpilled = -2;
  // With the entries and the side array of the usual size 5 MiB in all.
  static constexpr std::size_t kBytesCapacity = std::size_t{512} << 10;

  static constexpr std::size_t kLine = 64;

  Entry& place_in(std::size_t set, std::size_t second) noexcept;
  void put(std::size_t set, std::size_t second, const PackedKey& key, const std::int32_t* ids,
           std::size_t count, std::size_t extra) noexcept;
  void forget() noexcept;
  void lay_seeds() noexcept;
  // What count_of() answers, kInlineIds at most; before the ids, the last of which may stand in its place.
  static void set_count(Entry& entry, std::size_t count) noexcept {
    entry.ids[kInlineIds - 1] = static_cast<std::int32_t>(count) - static_cast<std::int32_t>(kInlineIds);
  }

  const SeedWords* seeds_;
  GrownArray<Entry> entries_;
  std::vector<char> bytes_;
  std::vector<std::int32_t> spilled_;
  std::size_t sets_ = kSets;
  std::size_t bytes_capacity_ = kBytesCapacity;
  std::size_t spilled_capacity_;
};

}  // namespace btt::fused
