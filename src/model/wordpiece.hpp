// WordPiece: greedy longest match from the left, as the reference's models::wordpiece.
//
// "unwanted" -> "un", "##want", "##ed". Pieces behind the start of a word are looked up with the prefix
// before them. A word of more than max_input_chars_per_word characters, or one with a rest that no entry
// starts, is the unknown token as a whole. The limit counts characters, not bytes.
#pragma once

#include "model/model.hpp"

namespace btt::model {

class WordPiece final : public Model {
 public:
  WordPiece(vocab::Vocab vocab, std::string unk_token, std::string continuing_subword_prefix,
            std::size_t max_input_chars_per_word);

  ModelKind kind() const noexcept override { return ModelKind::kWordPiece; }
  void tokenize(std::string_view text, const text::Span* pieces, std::size_t count, std::int32_t first_word,
                TokenBuffer& out) const override;
  std::size_t max_tokens(std::size_t chars) const noexcept override { return chars; }
  std::string_view unk_token() const noexcept override { return unk_token_; }
  std::size_t memory_bytes() const noexcept override;

  const std::string& continuing_subword_prefix() const noexcept { return prefix_; }
  std::size_t max_input_chars_per_word() const noexcept { return max_chars_; }

 private:
  void tokenize_piece(std::string_view text, text::Span piece, std::int32_t word, TokenBuffer& out) const;
  void add_unknown(text::Span piece, std::int32_t word, TokenBuffer& out) const;

  std::string unk_token_;
  std::string prefix_;
  std::size_t max_chars_;
  std::int32_t unk_id_;
  // The entries that start with the prefix, without it: a look-up needs no concatenation.
  vocab::Vocab continuations_;
};

}  // namespace btt::model
