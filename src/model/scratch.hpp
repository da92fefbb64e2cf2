// Scratch memory of the models that need some, kept warm in the worker's TokenBuffer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace btt::model {

// One symbol of a BPE piece in a doubly linked list over an array.
struct BpeSymbol {
  std::int32_t id;
  std::uint32_t size;  // bytes of the piece that it stands for, 0 = merged into the one before
  std::int32_t previous;
  std::int32_t next;
};

// A merge that may be done: the symbol at `position` with the one behind it.
struct BpeCandidate {
  std::uint32_t rank;
  std::int32_t position;
  std::int32_t id;  // of the result
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
  std::vector<BpeCandidate> heap;
  std::vector<BpeCandidate> skipped;
  std::vector<UnigramNode> nodes;
  std::vector<std::uint32_t> path;
  std::string key;

  std::size_t capacity_bytes() const noexcept {
    return symbols.capacity() * sizeof(BpeSymbol) +
           (heap.capacity() + skipped.capacity()) * sizeof(BpeCandidate) +
           nodes.capacity() * sizeof(UnigramNode) + path.capacity() * sizeof(std::uint32_t) + key.capacity();
  }
};

}  // namespace btt::model
