// BPE: byte pair encoding, as the reference's models::bpe.
//
// A piece starts as one symbol per character; the adjacent pair with the lowest rank, the leftmost of them,
// is merged until none merges. "hug" with merges (u, g), (h, ug) -> "hug".
#pragma once

#include <optional>

#include "model/model.hpp"
#include "vocab/merge_table.hpp"

namespace btt::model {

struct BpeOptions {
  std::optional<float> dropout;
  std::optional<std::string> unk_token;
  std::string continuing_subword_prefix;  // empty = none
  std::string end_of_word_suffix;         // empty = none
  bool fuse_unk = false;
  bool byte_fallback = false;
  bool ignore_merges = false;
};

class Bpe final : public Model {
 public:
  Bpe(vocab::Vocab vocab, vocab::MergeTable merges, BpeOptions options);

  ModelKind kind() const noexcept override { return ModelKind::kBpe; }
  void tokenize(std::string_view text, const text::Span* pieces, std::size_t count, std::int32_t first_word,
                TokenBuffer& out) const override;
  // Symbols of a character: itself, or one per byte with the bytes of prefix and suffix.
  std::size_t max_tokens(std::size_t chars) const noexcept override;
  std::string_view unk_token() const noexcept override {
    return options_.unk_token ? std::string_view(*options_.unk_token) : std::string_view();
  }
  std::size_t memory_bytes() const noexcept override {
    return Model::memory_bytes() + merges_.memory_bytes();
  }

  const BpeOptions& options() const noexcept { return options_; }
  const vocab::MergeTable& merges() const noexcept { return merges_; }

 private:
  void tokenize_piece(std::string_view text, text::Span piece, std::int32_t word, TokenBuffer& out) const;
  void make_symbols(std::string_view piece, Scratch& scratch) const;
  void merge_symbols(Scratch& scratch) const;
  bool add_bytes(std::string_view key, Scratch& scratch) const;
  // False where the symbol at `position` does not merge with the one behind it.
  bool find_merge(std::int32_t position, Scratch& scratch, BpeCandidate& candidate) const;

  BpeOptions options_;
  vocab::MergeTable merges_;
  std::int32_t unk_id_;
  std::int32_t byte_ids_[256];   // of <0xHH>, kNoId where the vocabulary lacks it
  std::int32_t ascii_ids_[128];  // of characters
};

}  // namespace btt::model
