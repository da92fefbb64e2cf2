// PairMerges: the merges of a BPE model over the symbols of one word.
//
// "h" "u" "g" with merges (u, g), (h, ug): the pairs of neighbours have ranks, the lowest is merged, the
// leftmost of equal ones, until none merges. Short words are an array that is searched and closed up, long
// ones a linked list with a heap, so that n symbols take O(n log n). Must give what model::Bpe gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/bpe.hpp"
#include "model/merge_queue.hpp"

namespace btt::fused {

class PairMerges {
 public:
  struct Symbol {
    std::int32_t id;
    std::int32_t rank;  // of the merge with the next one, kNoRank = none
    std::int32_t made;  // what that gives
    std::int32_t previous;
    std::int32_t next;
  };
  struct Scratch {
    std::vector<std::int32_t> first;  // symbols of a word, for callers
    std::vector<Symbol> symbols;
    model::MergeQueue<std::uint64_t> merges;  // rank, position

    std::size_t capacity_bytes() const noexcept {
      return first.capacity() * sizeof(std::int32_t) + symbols.capacity() * sizeof(Symbol) +
             merges.capacity_bytes();
    }
  };

  // False where words are not what merges alone make of their symbols: dropout, prefix or suffix (with
  // `has_suffixes` the caller's symbols have it), an id that two tokens share (the reference then goes by the
  // id of a merge's result).
  static bool serves(const model::Bpe& model, bool has_suffixes = false);

  // The table must outlive it.
  explicit PairMerges(const vocab::MergeTable& merges) : merges_(merges) {}

  // The ids of a word of `count` symbols.
  void merge(const std::int32_t* symbols, std::size_t count, Scratch& scratch,
             std::vector<std::int32_t>& ids) const;

 private:
  void merge_short(const std::int32_t* symbols, std::size_t count, std::vector<std::int32_t>& ids) const;
  void merge_long(const std::int32_t* symbols, std::size_t count, Scratch& scratch,
                  std::vector<std::int32_t>& ids) const;

  const vocab::MergeTable& merges_;
};

}  // namespace btt::fused
