// CharDelimiterSplit: splits on one character, which goes, as the reference's
// pre_tokenizers::CharDelimiterSplit.
#pragma once

#include "pretokenize/pre_tokenizer.hpp"
#include "pretokenize/split_behavior.hpp"

namespace btt::pretokenize {

class CharDelimiterSplit final : public PreTokenizer {
 public:
  explicit CharDelimiterSplit(char32_t delimiter) : delimiter_(delimiter) {}

  void apply(text::Pieces& pieces) const override {
    pieces.split_each([this](std::string_view piece, auto&& emit) {
      split_characters(
          piece, SplitBehavior::kRemoved, [this](char32_t c) { return c == delimiter_; }, emit);
    });
  }

 private:
  char32_t delimiter_;
};

}  // namespace btt::pretokenize
