// ByteMerges: the merges of a byte-level BPE model over the bytes of one word.
//
// "hug" with merges (u, g), (h, ug): the pairs of neighbours have ranks, the lowest is merged, the leftmost
// of equal ones, until none merges. Short words are an array that is searched and closed up, long ones a
// linked list with a heap, so that n bytes take O(n log n). Must give what model::Bpe gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/bpe.hpp"

namespace btt::fused {

class ByteMerges {
 public:
  struct Symbol {
    std::int32_t id;
    std::int32_t rank;  // of the merge with the next one, kNoRank = none
    std::int32_t made;  // what that gives
    std::int32_t previous;
    std::int32_t next;
  };
  struct Scratch {
    std::vector<Symbol> symbols;
    // Merges that may be done: rank, position.
    std::vector<std::uint64_t> heap;
    std::vector<std::uint64_t> ordered;

    std::size_t capacity_bytes() const noexcept {
      return symbols.capacity() * sizeof(Symbol) +
             (heap.capacity() + ordered.capacity()) * sizeof(std::uint64_t);
    }
  };

  // False where words are not what merges alone make of bytes: a byte of UTF-8 that the vocabulary lacks,
  // dropout, prefix or suffix, an id that two tokens share (the reference then goes by the id of a merge's
  // result).
  static bool serves(const model::Bpe& model);

  // The model must outlive it.
  explicit ByteMerges(const model::Bpe& model);

  // The ids of a word of at least one byte.
  void merge(std::string_view word, Scratch& scratch, std::vector<std::int32_t>& ids) const;

 private:
  void merge_short(std::string_view word, std::vector<std::int32_t>& ids) const;
  void merge_long(std::string_view word, Scratch& scratch, std::vector<std::int32_t>& ids) const;

  const vocab::MergeTable& merges_;
  std::int32_t byte_ids_[256];
};

}  // namespace btt::fused
