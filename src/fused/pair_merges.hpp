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
#include "simd/kernels.hpp"
#include "vocab/pair_table.hpp"

namespace btt::fused {

// Words as the symbols that merging starts from.
struct SymbolWords {
  std::vector<std::int32_t> symbols;
  std::vector<std::uint32_t> ends;

  void clear() noexcept {
    symbols.clear();
    ends.clear();
  }
  // The word that has the symbols behind the last one's.
  void end_word() { ends.push_back(static_cast<std::uint32_t>(symbols.size())); }
  std::size_t begin_of(std::size_t word) const noexcept { return word == 0 ? 0 : ends[word - 1]; }
  std::size_t size_of(std::size_t word) const noexcept { return ends[word] - begin_of(word); }
  std::size_t capacity_bytes() const noexcept {
    return symbols.capacity() * sizeof(std::int32_t) + ends.capacity() * sizeof(std::uint32_t);
  }
};

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
    SymbolWords words;  // for callers
    std::vector<simd::MergeWord> short_words;
    std::vector<Symbol> symbols;
    model::MergeQueue<std::uint64_t> merges;  // rank, position

    std::size_t capacity_bytes() const noexcept {
      return words.capacity_bytes() + short_words.capacity() * sizeof(simd::MergeWord) +
             symbols.capacity() * sizeof(Symbol) + merges.capacity_bytes();
    }
  };

  // False where words are not what merges alone make of their symbols: dropout, prefix or suffix (with
  // `has_suffixes` the caller's symbols have it), an id that two tokens share (the reference then goes by the
  // id of a merge's result).
  static bool serves(const model::Bpe& model, bool has_suffixes = false);

  explicit PairMerges(const model::Bpe& model);
  // False where the merges do not fit into a PairTable; then merge() must not be called.
  bool is_complete() const noexcept { return table_.is_complete(); }
  const simd::MergePairs& pairs() const noexcept { return table_.pairs(); }

  // Appends the ids of all words to `ids`; ends[i] is where those of word i end. The symbols of the words are
  // lost.
  void merge(SymbolWords& words, Scratch& scratch, std::vector<std::int32_t>& ids, std::uint32_t* ends) const;

  std::size_t memory_bytes() const noexcept { return table_.memory_bytes(); }

 private:
  void merge_long(const std::int32_t* symbols, std::size_t count, Scratch& scratch,
                  std::vector<std::int32_t>& ids) const;

  vocab::PairTable table_;
};

}  // namespace btt::fused
