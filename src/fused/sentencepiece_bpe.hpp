// SentencePieceBpe: BPE over whole texts whose spaces are marks (Llama 2, Mistral, Phi-3, Gemma), unit by
// unit.
//
// "Hello there" -> "▁Hello", "▁there": the text is cut where no merge can reach over (unit_cuts.hpp). A unit
// is a packed key of the text's own bytes that is looked up in the worker's cache; what it does not know is
// merged (pair_merges.hpp). Must give what normalize::Prepend and Replace, or pretokenize::Metaspace without
// split, and model::Bpe give.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "fused/char_ids.hpp"
#include "fused/encoder.hpp"
#include "fused/pair_merges.hpp"
#include "fused/token_sizes.hpp"
#include "fused/unit_cuts.hpp"
#include "normalize/normalizer.hpp"
#include "pretokenize/pre_tokenizer.hpp"

namespace btt::fused {

class SentencePieceBpe final : public Encoder {
 public:
  // Null where the stages are not of this family.
  static std::unique_ptr<const Encoder> make(const normalize::Normalizer& normalizer,
                                             const pretokenize::PreTokenizer& pre_tokenizer,
                                             const model::Model& model);

  const char* name() const noexcept override { return "sentencepiece-bpe"; }
  std::unique_ptr<Scratch> make_scratch(std::size_t cache_bytes,
                                        const added::Matcher* added_tokens) const override;
  bool encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
              Scratch& scratch, model::TokenBuffer& out) const override;
  // No: the whole text is one word.
  bool splits_at_spaces() const noexcept override { return false; }
  // A part that begins with a space gets no mark of its own, unless each text gets one.
  bool splits_between_words() const noexcept override {
    return marks_ != Marks::kEachText && cuts_in_front_of_spaces_;
  }
  bool words_end_at_spaces() const noexcept override { return false; }
  bool leaves_text(std::string_view) const override { return normalizes_nothing_; }
  std::size_t memory_bytes() const noexcept override;

 private:
  class Walk;
  // Which texts get a mark in front.
  enum class Marks {
    kNone,
    kEachText,         // normalize::Prepend
    kUnlessThere,      // Metaspace, always: those that do not begin with one
    kFirstUnlessThere  // Metaspace, first: of these the one that begins the input
  };

  SentencePieceBpe(const model::Bpe& model, Marks marks, bool normalizes_nothing, std::int32_t mark_id);
  bool has_mark(std::string_view text, std::uint32_t shift) const noexcept;

  Marks marks_;
  bool normalizes_nothing_;
  bool cuts_in_front_of_spaces_;
  UnitCuts cuts_;
  PairMerges merges_;
  CharIds char_ids_;  // the mark's in the place of the space's
  std::int32_t byte_ids_[256];
  bool has_all_bytes_;
  // Characters of a token by id, 0 for one that stands for a byte. For spans.
  TokenSizes token_chars_;
};

}  // namespace btt::fused
