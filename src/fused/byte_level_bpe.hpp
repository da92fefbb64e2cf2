// ByteLevelBpe: the pre-tokenizers of byte-level models and their merges in one walk, without the printable
// characters that stand for bytes.
//
// "Hello there" -> words "Hello", " there" (pretoken_scan.hpp), each a packed key that is looked up in the
// worker's cache; what it does not know is merged byte by byte (byte_merges.hpp). Texts come normalized. Must
// give what pretokenize::ByteLevel, alone or behind pre-tokenizers that cut, or Falcon's chain, and
// model::Bpe give.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "fused/byte_level_shape.hpp"
#include "fused/byte_merges.hpp"
#include "fused/encoder.hpp"
#include "fused/seed_words.hpp"
#include "fused/token_sizes.hpp"
#include "normalize/normalizer.hpp"
#include "pretokenize/pre_tokenizer.hpp"

namespace btt::fused {

class ByteLevelBpe final : public Encoder {
 public:
  // Null where the stages are not of this family.
  static std::unique_ptr<const Encoder> make(const normalize::Normalizer& normalizer,
                                             const pretokenize::PreTokenizer& pre_tokenizer,
                                             const model::Model& model);

  const char* name() const noexcept override { return "byte-level-bpe"; }
  std::unique_ptr<Scratch> make_scratch(std::size_t cache_bytes,
                                        const added::Matcher* added_tokens) const override;
  bool encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
              Scratch& scratch, model::TokenBuffer& out) const override;
  bool joins_texts() const noexcept override { return shape_.scan != nullptr; }
  bool encode_many(const std::string_view* texts, std::size_t count, Scratch& scratch,
                   model::TokenBuffer& out, std::size_t* ends) const override;
  // No: "a   b" has a word of two spaces.
  // Of a run of spaces the patterns leave the last one to the word behind it.
  bool splits_at_spaces() const noexcept override { return false; }
  bool splits_between_words() const noexcept override { return shape_.splits_between_words; }
  bool takes_normalized() const noexcept override { return true; }
  bool leaves_text(std::string_view text) const override;
  const SeedWords* seeds() const noexcept override { return &seeds_; }
  std::size_t memory_bytes() const noexcept override;

 private:
  class Walk;

  // Whether a text is encoded behind a space.
  bool gets_space(std::string_view text) const noexcept {
    return shape_.adds_prefix_space && !text.empty() && text.front() != ' ';
  }

  ByteLevelBpe(ByteLevelShape shape, const model::Bpe& model, const std::vector<std::uint32_t>& token_bytes);

  ByteLevelShape shape_;
  const model::Bpe& model_;
  ByteMerges merges_;
  // Bytes of a token by id. For spans.
  TokenSizes token_bytes_;
  SeedWords seeds_;
};

}  // namespace btt::fused
