// Scratch memory of the models that need some, kept warm in the worker's TokenBuffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/merge_queue.hpp"

namespace btt::model {

// One symbol of a BPE piece in a doubly linked list over an array.
struct BpeSymbol {
  std::int32_t id;
  std::uint32_t size;  // bytes of the piece that it stands for, 0 = merged into the one before
  std::int32_t previous;
  std::int32_t next;
  std::int32_t made;  // what it makes with the next one, -1 = they do not merge
};

// A merge that may be done: the symbol at a position with the one behind it.
struct BpeCandidate {
  std::uint64_t order;  // rank, position: the lowest rank first, of equal ranks the leftmost
  std::int32_t id;      // of the result

  friend bool operator<(const BpeCandidate& a, const BpeCandidate& b) noexcept { return a.order < b.order; }
  friend bool operator>(const BpeCandidate& a, const BpeCandidate& b) noexcept { return a.order > b.order; }
};

// The best way to a position of a Unigram piece.
struct UnigramNode {
  double score;
  std::uint32_t begin;
  std::int32_t id;
  bool reached;
};

struct Scratch {
  std::vector<BpeSymbol> symbols;
  MergeQueue<BpeCandidate> merges;
  std::vector<BpeCandidate> skipped;
  std::vector<UnigramNode> nodes;
  std::vector<std::uint32_t> path;
  std::string key;

  std::size_t capacity_bytes() const noexcept {
    return symbols.capacity() * sizeof(BpeSymbol) + merges.capacity_bytes() +
           skipped.capacity() * sizeof(BpeCandidate) + nodes.capacity() * sizeof(UnigramNode) +
           path.capacity() * sizeof(std::uint32_t) + key.capacity();
  }
};

}  // namespace btt::model
