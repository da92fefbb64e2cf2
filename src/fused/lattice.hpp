// Lattice: the best cut of one word by a Unigram model.
//
// "tokenizers" with the mark "▁" -> [0, 8) "▁token", [8, 13) "izers", as bytes of mark and word. The sums are
// those of model::Unigram bit for bit: f64, the same order of additions, the first of equal sums stays. What
// is behind a place that no piece reaches over, and is long enough, is dealt with while the word goes on, so
// that memory does not grow with the word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/unigram.hpp"
#include "vocab/trie.hpp"

namespace btt::fused {

// What all workers share.
struct LatticeModel {
  LatticeModel(const model::Unigram& unigram, std::string mark);

  const vocab::Trie* trie;
  const double* scores;
  double unk_score;
  std::int32_t unk_id;
  std::size_t max_piece_bytes;
  std::string mark;
  bool has_mark = true;           // some piece begins with the mark
  vocab::Trie::Place mark_place;  // behind it
};

class Lattice {
 public:
  struct Token {
    std::uint32_t begin;
    std::uint32_t end;
    std::int32_t id;
  };

  // Cuts the mark with `word` behind it.
  void cut(const LatticeModel& model, std::string_view word);

  // In order. Neighbouring unknowns are not joined yet.
  const std::vector<Token>& tokens() const noexcept { return tokens_; }
  bool has_unknown() const noexcept { return has_unknown_; }

  std::size_t capacity_bytes() const noexcept {
    return nodes_.capacity() * sizeof(Node) + tokens_.capacity() * sizeof(Token);
  }

 private:
  struct Node {
    double score;
    std::uint32_t begin;
    std::int32_t id;
  };

  void take_path(const LatticeModel& model, std::size_t base, std::size_t end);

  std::vector<Node> nodes_;
  std::vector<Token> tokens_;
  bool has_unknown_ = false;
};

}  // namespace btt::fused
