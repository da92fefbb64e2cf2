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
  // Up to here the quadratic way is the faster one. Places fit into a mask.
  static constexpr std::size_t kShort = 64;
  // A short word that is being merged. Symbols stay where they are.
  struct Lane {
    std::uint64_t left;  // which of them are left
    std::size_t count;
    // Of the last merge: its place, and those behind and before it, with which it is to be looked up; none
    // where there is no such symbol.
    std::size_t at;
    std::size_t behind;
    std::size_t before;
    std::int32_t id[kShort];      // of a symbol
    std::int32_t made[kShort];    // what it makes with the next one
    std::uint64_t order[kShort];  // of that: by rank, then by place
  };
  // Words that are merged side by side: while one waits for memory the others go on. (gpt2, English that is
  // new: 25 % more bytes a second than one after the other, 12 no better than 8.)
  static constexpr std::size_t kLanes = 8;
  struct Scratch {
    SymbolWords words;  // for callers
    Lane lanes[kLanes];
    std::vector<Symbol> symbols;
    model::MergeQueue<std::uint64_t> merges;  // rank, position

    std::size_t capacity_bytes() const noexcept {
      return words.capacity_bytes() + symbols.capacity() * sizeof(Symbol) + merges.capacity_bytes();
    }
  };

  // False where words are not what merges alone make of their symbols: dropout, prefix or suffix (with
  // `has_suffixes` the caller's symbols have it), an id that two tokens share (the reference then goes by the
  // id of a merge's result).
  static bool serves(const model::Bpe& model, bool has_suffixes = false);

  // The table must outlive it.
  explicit PairMerges(const vocab::MergeTable& merges) : merges_(merges) {}

  // Appends the ids of all words to `ids`; ends[i] is where those of word i end.
  void merge(const SymbolWords& words, Scratch& scratch, std::vector<std::int32_t>& ids,
             std::uint32_t* ends) const;

 private:
  void look(Lane& lane, std::size_t at, std::size_t next) const;
  void start(const std::int32_t* symbols, std::size_t count, Lane& lane) const;
  bool step(Lane& lane) const;
  void merge_long(const std::int32_t* symbols, std::size_t count, Scratch& scratch,
                  std::vector<std::int32_t>& ids) const;

  const vocab::MergeTable& merges_;
};

}  // namespace btt::fused
