#include "fused/compile.hpp"

#include "fused/bert_wordpiece.hpp"
#include "fused/byte_level_bpe.hpp"
#include "fused/metaspace_unigram.hpp"
#include "fused/sentencepiece_bpe.hpp"
#include "pretokenize/bert.hpp"

namespace btt::fused {

std::unique_ptr<const Encoder> compile(const normalize::Normalizer& normalizer,
                                       const pretokenize::PreTokenizer& pre_tokenizer,
                                       const model::Model& model) {
  const auto* bert = dynamic_cast<const normalize::Bert*>(&normalizer);
  const auto* word_piece = dynamic_cast<const model::WordPiece*>(&model);
  if (bert != nullptr && word_piece != nullptr &&
      dynamic_cast<const pretokenize::Bert*>(&pre_tokenizer) != nullptr &&
      BertWordPiece::serves(*word_piece)) {
    return std::make_unique<BertWordPiece>(bert->options(), *word_piece);
  }
  if (auto made = ByteLevelBpe::make(normalizer, pre_tokenizer, model)) return made;
  if (auto made = SentencePieceBpe::make(normalizer, pre_tokenizer, model)) return made;
  return MetaspaceUnigram::make(normalizer, pre_tokenizer, model);
}

}  // namespace btt::fused
