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
  // All ids are at most `max_id`. Not complete, and of no use, where a slot has no room for what it must tell
  // (it has for any number of merges of a quarter of a million tokens, and many of twice as many), or where
  // too many pairs want the same line.
  PairTable(const MergeTable& merges, std::int64_t max_id);
  bool is_complete() const noexcept { return is_complete_; }

  const simd::MergePairs& pairs() const noexcept { return pairs_; }
  std::size_t memory_bytes() const noexcept { return slots_.capacity() * sizeof(std::uint64_t); }

 private:
  bool set_fields(const MergeTable& merges, std::int64_t max_id);
  bool fill(const MergeTable& merges);
  bool has_long_run() const noexcept;
  bool insert(const MergeTable::Pair& pair) noexcept;

  GrownArray<std::uint64_t> slots_;
  std::uint64_t* lines_ = nullptr;  // in slots_, at the begin of a cache line
  simd::MergePairs pairs_;
  bool is_complete_ = false;
};

}  // namespace btt::vocab
