// PairTable: the merges of a MergeTable as kernels read them, half as large and a cache line a look-up.
// Immutable.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/grown_array.hpp"
#include "simd/merge_pairs.hpp"
#include "vocab/merge_table.hpp"

namespace btt::vocab {

class PairTable {
 public:
  // Whether a slot has room for what it must tell: any number of merges of half a million tokens. All ids are
  // at most `max_id`.
  static bool fits(const MergeTable& merges, std::int64_t max_id);

  // Of merges that fit.
  PairTable(const MergeTable& merges, std::int64_t max_id);

  const simd::MergePairs& pairs() const noexcept { return pairs_; }
  std::size_t memory_bytes() const noexcept { return slots_.capacity() * sizeof(std::uint64_t); }

 private:
  static simd::MergePairs fields(const MergeTable& merges, std::int64_t max_id);
  void insert(const MergeTable::Pair& pair) noexcept;

  GrownArray<std::uint64_t> slots_;
  std::uint64_t* lines_ = nullptr;  // in slots_, at the begin of a cache line
  simd::MergePairs pairs_;
};

}  // namespace btt::vocab
