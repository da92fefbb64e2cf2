// BertPreTokenizer: words between White_Space, punctuation on its own, as the reference's
// pre_tokenizers::bert.
//
// "Hey, you!" -> "Hey" "," "you" "!". Punctuation is the ASCII punctuation (with symbols such as $ and +) and
// P* of Unicode 8.0.
#pragma once

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

class Bert final : public PreTokenizer {
 public:
  void apply(text::Pieces& pieces) const override;
};

}  // namespace btt::pretokenize
