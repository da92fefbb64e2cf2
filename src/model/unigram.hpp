// Unigram: the cut of a piece with the highest sum of scores, as the reference's models::unigram.
//
// Sums are f64 in the reference's order of additions; of equal sums the one found first stays, which is the
// one with the longest last piece. This file is compiled without contraction of floating point operations: a
// fused multiply-add would break ties.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/model.hpp"
#include "vocab/trie.hpp"

namespace btt::model {

class Unigram final : public Model {
 public:
  struct Piece {
    std::string_view text;
    double score;
  };

  // The id of a piece is its position. Of equal texts the last one counts.
  Unigram(const std::vector<Piece>& pieces, vocab::Vocab vocab, std::optional<std::size_t> unk_id,
          bool byte_fallback);

  ModelKind kind() const noexcept override { return ModelKind::kUnigram; }
  void tokenize(std::string_view text, const text::Span* pieces, std::size_t count, std::int32_t first_word,
                TokenBuffer& out) const override;
  std::size_t max_tokens(std::size_t chars) const noexcept override {
    return byte_fallback_ ? 4 * chars : chars;
  }
  std::string_view unk_token() const noexcept override { return unk_token_; }
  std::size_t size() const noexcept override { return scores_.size(); }
  bool has_id(std::int64_t id) const noexcept override { return id >= 0 && id <= max_id(); }
  std::int64_t max_id() const noexcept override { return static_cast<std::int64_t>(scores_.size()) - 1; }
  std::string_view token(std::int64_t id) const noexcept override;
  std::size_t memory_bytes() const noexcept override {
    return Model::memory_bytes() + trie_.memory_bytes() + scores_.capacity() * sizeof(double);
  }

  // Scores by position, as the file gave them.
  const std::vector<double>& scores() const noexcept { return scores_; }

  const vocab::Trie& trie() const noexcept { return trie_; }
  std::int32_t unk_id() const noexcept { return unk_id_; }
  double unk_score() const noexcept { return unk_score_; }

  // Adds the token or tokens of one string of the best cut.
  void add_token(std::string_view text, text::Span span, std::int32_t word, TokenBuffer& out) const;

 private:
  void tokenize_piece(std::string_view text, text::Span piece, std::int32_t word, TokenBuffer& out) const;
  void find_path(std::string_view piece, Scratch& scratch) const;

  std::vector<double> scores_;
  std::unordered_map<std::int64_t, std::string> repeated_;  // texts of ids whose text has a later id too
  vocab::Trie trie_;
  std::int32_t unk_id_;  // kNoId = none
  double unk_score_;
  std::string unk_token_;
  bool byte_fallback_;
  std::int32_t byte_ids_[256];
};

}  // namespace btt::model
