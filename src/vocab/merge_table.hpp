// MergeTable: which pairs of tokens BPE merges, in which order, into what. Immutable once built.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace btt::vocab {

struct Merge {
  std::uint32_t rank;
  std::int32_t id;  // of the result
};

class MergeTable {
 public:
  void reserve(std::size_t merges);
  // The same pair again replaces rank and result, as in the reference.
  void insert(std::int32_t left, std::int32_t right, Merge merge);

  // nullptr where the pair does not merge.
  const Merge* find(std::int32_t left, std::int32_t right) const noexcept {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t slot = slot_of(key);; slot = (slot + 1) & mask_) {
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

  // Ids are never negative, so this is no key.
  static constexpr std::uint64_t kFree = ~std::uint64_t{0};

  static std::uint64_t key_of(std::int32_t left, std::int32_t right) noexcept {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32 |
           static_cast<std::uint32_t>(right);
  }
  std::size_t slot_of(std::uint64_t key) const noexcept {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 20) & mask_;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(2, Slot{kFree, Merge{0, 0}});
  std::size_t mask_ = 1;
  std::size_t size_ = 0;
};

}  // namespace btt::vocab
