// BertWordPiece: BertNormalizer, BertPreTokenizer and WordPiece in one walk.
//
// "Héllo, tokenizers" -> blocks of masks say where words end (ASCII); a word with other bytes is rebuilt
// character by character ("hello"); each word is looked up in the worker's cache, then in the vocabulary, and
// only then matched piece by piece. The text is walked in windows that end between words, so that nothing is
// as large as the text. Must give what normalize::Bert, pretokenize::Bert and model::WordPiece give.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "fused/bert_chars.hpp"
#include "fused/encoder.hpp"
#include "fused/seed_words.hpp"
#include "fused/word_table.hpp"
#include "model/wordpiece.hpp"
#include "normalize/bert.hpp"

namespace btt::fused {

class BertWordPiece final : public Encoder {
 public:
  // False where the model needs the stages: no unknown token, ids that two tokens share or that lie far
  // apart.
  static bool serves(const model::WordPiece& model);

  BertWordPiece(const normalize::BertOptions& options, const model::WordPiece& model);

  const char* name() const noexcept override { return "bert-wordpiece"; }
  std::unique_ptr<Scratch> make_scratch(std::size_t cache_bytes,
                                        const added::Matcher* added_tokens) const override;
  bool encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
              Scratch& scratch, model::TokenBuffer& out) const override;
  bool splits_at_spaces() const noexcept override { return true; }
  bool normalize(std::string_view text, std::string& out) const override;
  bool keeps_inside_words(std::string_view pattern) const override;
  const SeedWords* seeds() const noexcept override { return &seeds_; }
  std::size_t memory_bytes() const noexcept override;

 private:
  class Walk;

  normalize::BertOptions options_;
  BertChars chars_;
  WordTable table_;
  std::size_t max_chars_;
  std::int32_t unk_id_;
  bool dashes_stand_alone_ = true;  // U+2010 to U+2027
  SeedWords seeds_;
  std::size_t prefix_bytes_;
  // Bytes of a token by id, with the prefix of continuations. For spans.
  std::vector<std::uint16_t> piece_bytes_;
};

}  // namespace btt::fused
