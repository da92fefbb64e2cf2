// MergeTable: which pairs of tokens BPE merges, in which order, into what. Immutable once built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/grown_array.hpp"

namespace btt::vocab {

struct Merge {
  std::uint32_t rank;
  std::int32_t id;  // of the result
};

class MergeTable {
 public:
  MergeTable() { rebuild(1); }

  // Room for so many merges of a vocabulary of so many tokens. A power of two is not worth any size: two
  // thirds full are 24 bytes a merge, and beyond that the table gets one slot for each token at most.
  void reserve(std::size_t merges, std::size_t tokens);
  // Gives back what was reserved for more merges than there are.
  void fit(std::size_t tokens);
  // The same pair again replaces rank and result, as in the reference.
  void insert(std::int32_t left, std::int32_t right, Merge merge);

  // Null where the pair does not merge.
  const Merge* find(std::int32_t left, std::int32_t right) const noexcept {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t bucket = bucket_of(key);; bucket = next_bucket(bucket)) {
      for (const Slot* slot = &first_[bucket * kBucket]; slot != &first_[(bucket + 1) * kBucket]; ++slot) {
        if (slot->key == key) return &slot->merge;
        if (slot->key == kFree) return nullptr;
      }
    }
  }

  // Asks for the memory that a look-up or an insertion of the pair reads.
  void prefetch(std::int32_t left, std::int32_t right) const noexcept {
    __builtin_prefetch(&first_[bucket_of(key_of(left, right)) * kBucket]);
  }

  std::size_t size() const noexcept { return size_; }

  // Pairs by rank, ascending.
  struct Pair {
    std::int32_t left;
    std::int32_t right;
    Merge merge;
  };
  std::vector<Pair> by_rank() const;
  // Calls back with each pair, in no order.
  template <typename Function>
  void for_each(Function&& function) const {
    for (const Slot& slot : slots_) {
      if (slot.key == kFree) continue;
      function(Pair{static_cast<std::int32_t>((slot.key >> 32) - 1),
                    static_cast<std::int32_t>(slot.key & 0xFFFFFFFF), slot.merge});
    }
  }

  std::size_t memory_bytes() const noexcept { return slots_.capacity() * sizeof(Slot); }

 private:
  struct Slot {
    std::uint64_t key;
    Merge merge;
  };

  // No key, since its upper half is an id + 1: a table of zeros is empty.
  static constexpr std::uint64_t kFree = 0;

  static std::uint64_t key_of(std::int32_t left, std::int32_t right) noexcept {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) + 1) << 32 |
           static_cast<std::uint32_t>(right);
  }
  // One cache line.
  static constexpr std::size_t kBucket = 4;
  static_assert(kBucket * sizeof(Slot) == 64, "a bucket is a cache line");

  // Any number of buckets, not a power of two.
  std::size_t bucket_of(std::uint64_t key) const noexcept {
    return static_cast<std::size_t>(((key * 0x9E3779B97F4A7C15ULL) >> 32) * buckets_ >> 32);
  }
  std::size_t next_bucket(std::size_t bucket) const noexcept {
    return bucket + 1 == buckets_ ? 0 : bucket + 1;
  }
  // The slot of the key, or the free one that it would get.
  Slot& slot_for(std::uint64_t key) noexcept;
  static std::size_t buckets_for(std::size_t merges, std::size_t tokens) noexcept;
  void rebuild(std::size_t buckets);

  GrownArray<Slot> slots_;  // at most two thirds full
  Slot* first_ = nullptr;   // in slots_, at the begin of a cache line
  std::size_t buckets_ = 0;
  std::size_t size_ = 0;
};

}  // namespace btt::vocab
