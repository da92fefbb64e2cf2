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
  // Room for so many merges of a vocabulary of so many tokens. A power of two is not worth any size: two
  // thirds full are 24 bytes a merge, and beyond that the table gets one slot for each token at most.
  void reserve(std::size_t merges, std::size_t tokens);
  // Gives back what was reserved for more merges than there are.
  void fit(std::size_t tokens);
  // The same pair again replaces rank and result, as in the reference.
  void insert(std::int32_t left, std::int32_t right, Merge merge);

  // nullptr where the pair does not merge.
  const Merge* find(std::int32_t left, std::int32_t right) const noexcept {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t slot = slot_of(key);; slot = next_slot(slot)) {
      if (slots_[slot].key == key) return &slots_[slot].merge;
      if (slots_[slot].key == kFree) return nullptr;
    }
  }

  // Asks for the memory that a look-up or an insertion of the pair reads.
  void prefetch(std::int32_t left, std::int32_t right) const noexcept {
    __builtin_prefetch(&slots_[slot_of(key_of(left, right))]);
  }

  std::size_t size() const noexcept { return size_; }

  // Pairs by rank, ascending.
  struct Pair {
    std::int32_t left;
    std::int32_t right;
    Merge merge;
  };
  std::vector<Pair> by_rank() const;

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
  // Any number of slots, not a power of two.
  std::size_t slot_of(std::uint64_t key) const noexcept {
    return static_cast<std::size_t>(((key * 0x9E3779B97F4A7C15ULL) >> 32) * slots_.size() >> 32);
  }
  std::size_t next_slot(std::size_t slot) const noexcept { return slot + 1 == slots_.size() ? 0 : slot + 1; }
  static std::size_t slots_for(std::size_t merges, std::size_t tokens) noexcept;
  void rebuild(std::size_t slots);

  GrownArray<Slot> slots_ = GrownArray<Slot>::zeros(2);  // at most two thirds full
  std::size_t size_ = 0;
};

}  // namespace btt::vocab
