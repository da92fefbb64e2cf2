// StageWord: one word through the real stages, where the word alone does not tell what they make of it.
//
// The word is normalized with the white space around it, as it stands in the text or between two spaces; what
// comes out must still begin and end with white space where that was, or the whole text is left to the
// stages. "a\u0600 b" is one word here: the prepended mark joins the space, so the words on both sides of it
// go through the stages together.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "added/matcher.hpp"
#include "fused/word_steps.hpp"
#include "model/model.hpp"
#include "model/token_buffer.hpp"
#include "pretokenize/pre_tokenizer.hpp"
#include "text/aligned_text.hpp"
#include "text/pieces.hpp"

namespace btt::fused {

struct StageSet {
  WordSteps steps;
  const pretokenize::PreTokenizer* pre_tokenizer;
  const model::Model* model;
  // Where a separator before a word becomes the word's mark, its id alone; else vocab::kNoId.
  std::int32_t mark_id;
  // Whether runs of separators are one: then a word with white space at its ends is none by itself.
  bool joins_separators;
  std::string_view mark;
};

class StageWord {
 public:
  enum class Answer {
    kEverywhere,  // these are the tokens of the word between any white space, and at the start of a text
    kHere,
    kStages,  // the text must go through the stages
  };

  // Whether the word has a mark that may join the white space behind it.
  static bool has_prepended(std::string_view word) noexcept;

  // The word at [begin, end) of `text`, between white space of ASCII or the ends of the text. `is_one`: no
  // white space in it, and no prepended mark. kStages too where one of `added_tokens` is in what is
  // normalized; null: there are none.
  Answer tokenize(const StageSet& stages, std::string_view text, const added::Matcher* added_tokens,
                  std::size_t begin, std::size_t end, bool is_one);

  // Spans count from the word's first byte, words from 0; a mark stands for the first character. A span may
  // begin before the word: as if unsigned.
  const model::TokenBuffer& tokens() const noexcept { return tokens_; }
  std::size_t piece_count() const noexcept { return pieces_.spans.size(); }

  std::size_t capacity_bytes() const noexcept;

 private:
  bool normalize(const StageSet& stages, std::string_view slice, std::size_t begin, std::size_t end);
  bool has_lone_separators(std::string_view mark) const;
  void finish(const StageSet& stages, std::size_t begin);

  std::string padded_;
  text::AlignedText text_;
  text::Pieces pieces_;
  model::TokenBuffer tokens_;
};

}  // namespace btt::fused
