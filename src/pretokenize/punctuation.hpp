// Punctuation: splits on punctuation with a chosen behaviour, as the reference's pre_tokenizers::Punctuation.
//
// The test is BertPreTokenizer's: ASCII punctuation and P* of Unicode 8.0.
#pragma once

#include "pretokenize/pre_tokenizer.hpp"
#include "pretokenize/split_behavior.hpp"

namespace btt::pretokenize {

class Punctuation final : public PreTokenizer {
 public:
  explicit Punctuation(SplitBehavior behavior) : behavior_(behavior) {}
  void apply(text::Pieces& pieces) const override;
  SplitBehavior behavior() const noexcept { return behavior_; }

 private:
  SplitBehavior behavior_;
};

}  // namespace btt::pretokenize
