// Vocab: tokens and their ids, both ways. Immutable once built.
//
// Ids need not be contiguous. Where a file gives a token twice the later id holds; where it gives one id to
// two tokens id -> token answers the later one (undefined in the reference, which asks a hash map).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/grown_array.hpp"
#include "vocab/hash.hpp"

namespace btt::vocab {

constexpr std::int32_t kNoId = -1;

class Vocab {
 public:
  struct Entry {
    std::uint32_t offset;
    std::uint32_t size;
    std::int32_t id;
  };

  Vocab() = default;

  // Room for `tokens` entries of together `bytes` bytes.
  void reserve(std::size_t tokens, std::size_t bytes);
  // Adds a token, or gives a known one a new id. It can be found after finish().
  void insert(std::string_view token, std::int32_t id) {
    entries_.push_back(
        Entry{static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(token.size()), id});
    pool_.append(token.data(), token.size());
  }
  // Ends building: makes the tables, each in one go with its size known. `replaced` receives the ids that
  // tokens had before they were given again.
  struct Replaced {
    std::int32_t id;
    std::string text;
  };
  void finish(std::vector<Replaced>* replaced = nullptr);

  // The token's id, or kNoId.
  std::int32_t find(std::string_view token) const noexcept { return find(token, hash_bytes(token)); }

  // The same in steps, for callers that look many tokens up: with the hash known, the memory that a look-up
  // reads can be asked for ahead of it, first the slots of some tokens and then their entries.
  std::int32_t find(std::string_view token, std::uint64_t hash) const noexcept {
    const std::size_t entry = find_entry(token, hash);
    return entry == kNoEntry ? kNoId : entries_[entry].id;
  }
  void prefetch_slot(std::uint64_t hash) const noexcept {
    if (!slots_.empty()) __builtin_prefetch(&slots_[first_slot(hash)]);
  }
  void prefetch_entry(std::uint64_t hash) const noexcept {
    if (slots_.empty()) return;
    const std::uint32_t entry = slots_[first_slot(hash)].entry;
    if (entry != 0) __builtin_prefetch(&entries_[entry - 1]);
  }
  void prefetch_text(std::uint64_t hash) const noexcept {
    if (slots_.empty()) return;
    const std::uint32_t entry = slots_[first_slot(hash)].entry;
    if (entry != 0) __builtin_prefetch(pool_.data() + entries_[entry - 1].offset);
  }
  // Where in entries() the token is; kNoEntry where it is not.
  static constexpr std::size_t kNoEntry = static_cast<std::size_t>(-1);
  std::size_t find_entry(std::string_view token, std::uint64_t hash) const noexcept {
    if (slots_.empty()) return kNoEntry;
    const Slot& slot = slots_[slot_of(token, hash)];
    return slot.entry == 0 ? kNoEntry : slot.entry - 1;
  }
  bool has_id(std::int64_t id) const noexcept;
  // Text of an id; empty where has_id is false.
  std::string_view token(std::int64_t id) const noexcept;

  // Number of distinct tokens.
  std::size_t size() const noexcept { return entries_.size(); }
  // Largest id, -1 for an empty vocabulary.
  std::int64_t max_id() const noexcept { return max_id_; }
  std::size_t max_token_bytes() const noexcept { return max_token_bytes_; }

  const GrownArray<Entry>& entries() const noexcept { return entries_; }
  // kPadding bytes behind a text are readable once the vocabulary is finished.
  static constexpr std::size_t kPadding = 16;
  std::string_view text(const Entry& entry) const noexcept {
    return std::string_view(pool_.data() + entry.offset, entry.size);
  }
  // Entries in ascending order of id, holes skipped, as the reference saves them.
  std::vector<Entry> entries_by_id() const;

  std::size_t memory_bytes() const noexcept;

 private:
  void make_slots(std::vector<Replaced>* replaced);
  const Entry* entry_of(std::int64_t id) const noexcept;
  std::size_t first_slot(std::uint64_t hash) const noexcept {
    return static_cast<std::size_t>(hash) & (slots_.size() - 1);
  }
  // The token's slot, or the free one where it would stand.
  std::size_t slot_of(std::string_view token, std::uint64_t hash) const noexcept {
    const auto tag = static_cast<std::uint32_t>(hash >> 32);
    for (std::size_t slot = first_slot(hash);; slot = (slot + 1) & (slots_.size() - 1)) {
      if (slots_[slot].entry == 0) return slot;
      if (slots_[slot].tag != tag) continue;
      const Entry& entry = entries_[slots_[slot].entry - 1];
      if (entry.size == token.size() && equal_bytes(pool_.data() + entry.offset, token.data(), token.size()))
        return slot;
    }
  }

  GrownArray<char> pool_;
  GrownArray<Entry> entries_;
  struct Slot {
    std::uint32_t entry;  // index + 1, 0 = free
    std::uint32_t tag;    // upper half of the hash, to skip most text comparisons
  };
  GrownArray<Slot> slots_;  // size is a power of two, at most half full; none for an empty vocabulary
  // How an id finds its entry: by being its index, by a table, or, where ids are sparse, by binary search.
  bool ids_are_indexes_ = true;
  std::vector<std::uint32_t> by_id_;   // entry index + 1 per id, 0 = hole
  std::vector<std::uint32_t> sorted_;  // entry indexes in ascending order of id
  std::int64_t max_id_ = -1;
  std::size_t max_token_bytes_ = 0;
};

}  // namespace btt::vocab
