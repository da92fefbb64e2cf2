// MetaspaceUnigram: the tokenizers of SentencePiece's Unigram models (T5, ALBERT, XLM-R, Pegasus) in one
// walk.
//
// "Hello world" -> masks say where words end; each word, as it stands in the text, is looked up in the
// worker's cache; a new one is normalized (WordNormalizer, else StageWord) and cut (Lattice), and kept where
// its neighbours have no say in what it becomes. Must give what the normalizer, Metaspace with or without
// WhitespaceSplit, and model::Unigram give.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "fused/encoder.hpp"
#include "fused/seed_words.hpp"
#include "fused/token_sizes.hpp"
#include "fused/word_maker.hpp"
#include "pretokenize/metaspace.hpp"

namespace btt::fused {

class MetaspaceUnigram final : public Encoder {
 public:
  // The stages where this encoder can stand for them, else null. They must outlive it.
  static std::unique_ptr<const MetaspaceUnigram> make(const normalize::Normalizer& normalizer,
                                                      const pretokenize::PreTokenizer& pre_tokenizer,
                                                      const model::Model& model);

  // Whose range the mark in front of a word has.
  enum class Marks {
    kCharacter,  // that of the word's first character: WhitespaceSplit and Metaspace
    kSeparator,  // that of the last separator before the word, where there is one: Metaspace alone
    kRun,        // the same where there are two or more: runs have become marks before WhitespaceSplit
  };
  struct Shape {
    Marks marks;
    bool keeps_end;   // white space at the end is a piece by itself
    bool first_only;  // a word gets a mark of its own where the whole text begins, not behind an added token
  };

  MetaspaceUnigram(StageSet stages, const pretokenize::Metaspace& metaspace, const model::Unigram& unigram,
                   const Shape& shape, std::int32_t mark_id);

  const char* name() const noexcept override { return "metaspace-unigram"; }
  std::unique_ptr<Scratch> make_scratch(std::size_t cache_bytes,
                                        const added::Matcher* added_tokens) const override;
  bool encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
              Scratch& scratch, model::TokenBuffer& out) const override;
  bool splits_at_spaces() const noexcept override {
    return shape_.marks == Marks::kCharacter && parts_.normalizer.cuts_at_separators();
  }
  bool keeps_inside_words(std::string_view pattern) const override;
  const SeedWords* seeds() const noexcept override { return &seeds_; }
  std::size_t memory_bytes() const noexcept override {
    return sizeof(MetaspaceUnigram) + parts_.normalizer.memory_bytes() + token_bytes_.memory_bytes() +
           seeds_.memory_bytes();
  }

 private:
  class Walk;

  UnigramParts parts_;
  Shape shape_;
  std::int32_t mark_id_;  // kNoId where marks have the range of a character
  bool looks_ahead_;
  TokenSizes token_bytes_;
  SeedWords seeds_;
};

}  // namespace btt::fused
