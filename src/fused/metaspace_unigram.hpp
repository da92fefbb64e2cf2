// MetaspaceUnigram: the tokenizers of SentencePiece's Unigram models (T5, ALBERT, XLM-R) in one walk.
//
// "Hello world" -> masks say where words end; each word, as it stands in the text, is looked up in the
// worker's cache; a new one is normalized (WordNormalizer, else StageWord) and cut (Lattice), and kept where
// its neighbours have no say in what it becomes. Must give what the normalizer, WhitespaceSplit with
// Metaspace, and model::Unigram give.
#pragma once

#include <memory>
#include <string_view>

#include "fused/encoder.hpp"
#include "fused/lattice.hpp"
#include "fused/stage_word.hpp"
#include "fused/word_normalizer.hpp"
#include "pretokenize/metaspace.hpp"

namespace btt::fused {

class MetaspaceUnigram final : public Encoder {
 public:
  // The stages where this encoder can stand for them, else null. They must outlive it.
  static std::unique_ptr<const MetaspaceUnigram> make(const normalize::Normalizer& normalizer,
                                                      const pretokenize::PreTokenizer& pre_tokenizer,
                                                      const model::Model& model);

  MetaspaceUnigram(const StageSet& stages, const pretokenize::Metaspace& metaspace,
                   const model::Unigram& unigram);

  const char* name() const noexcept override { return "metaspace-unigram"; }
  std::unique_ptr<Scratch> make_scratch() const override;
  bool encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
              Scratch& scratch, model::TokenBuffer& out) const override;
  bool splits_at_spaces() const noexcept override { return false; }
  std::size_t memory_bytes() const noexcept override {
    return sizeof(MetaspaceUnigram) + normalizer_.memory_bytes();
  }

 private:
  class Walk;

  StageSet stages_;
  const model::Unigram& unigram_;
  WordNormalizer normalizer_;
  LatticeModel lattice_;
};

}  // namespace btt::fused
