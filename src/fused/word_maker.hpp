// WordMaker: the tokens of one word of a Unigram tokenizer, made anew.
//
// "Ｔoken" -> WordNormalizer gives "Token", Lattice cuts "▁Token", each token knows the bytes of "Ｔoken"
// that it stands for. A word that needs more than itself goes to StageWord.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "added/matcher.hpp"
#include "fused/lattice.hpp"
#include "fused/stage_word.hpp"
#include "fused/word_cache.hpp"
#include "fused/word_normalizer.hpp"
#include "model/token_buffer.hpp"
#include "model/unigram.hpp"

namespace btt::fused {

// What all workers share.
struct UnigramParts {
  StageSet stages;
  const model::Unigram& unigram;
  WordNormalizer normalizer;
  LatticeModel lattice;
};

class WordMaker {
 public:
  // Numbers in tokens(): ids, and where these do not tell all, `extra`: how many pieces the word is, then per
  // token where it begins and ends in the word, and its piece.
  struct Made {
    std::size_t count = 0;
    std::size_t extra = 0;
    bool everywhere = false;  // in any text
  };

  // Makes the tokens of the word at [begin, end) of the text; moves `end` on where words behind it had to be
  // made with it. False: the stages must do the text, also where what the normalizer makes of the word has
  // one of `added_tokens` (null: there are none).
  bool make(const UnigramParts& parts, std::string_view text, const added::Matcher* added_tokens,
            std::size_t begin, std::size_t& end, Made& made);

  WordCache::Tokens tokens(const Made& made) const noexcept {
    const std::int32_t* ids = found_.data();
    return WordCache::Tokens{ids, made.count, made.extra != 0 ? ids + made.count : nullptr};
  }

  // Texts of tokens of the last word made that are not those of the vocabulary.
  const std::vector<model::TokenBuffer::Surface>& surfaces() const noexcept { return surfaces_; }

  std::size_t capacity_bytes() const noexcept;

 private:
  Made make_from_pieces(const UnigramParts& parts);
  void add_extra(text::Span span, std::int32_t number);
  void add_unknown(const UnigramParts& parts, text::Span run, std::string_view piece, std::size_t from,
                   std::int32_t number);
  text::Span origin(const UnigramParts& parts, text::Span token, std::string_view piece,
                    std::size_t from) const noexcept;
  Made make_from_stages();

  WordNormalizer::Word word_;
  Lattice lattice_;
  StageWord stage_word_;
  model::TokenBuffer unknown_;
  std::string surface_;
  std::vector<model::TokenBuffer::Surface> surfaces_;
  std::vector<std::int32_t> found_;
  std::vector<std::int32_t> extra_;
};

}  // namespace btt::fused
