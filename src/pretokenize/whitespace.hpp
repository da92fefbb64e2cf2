// Whitespace and WhitespaceSplit, as the reference's pre_tokenizers of these names.
//
// "don't go!" -> Whitespace "don" "'" "t" "go" "!", WhitespaceSplit "don't" "go!". Whitespace keeps maximal
// runs of \w+ or
// [^\w\s]+ in the classes of the Rust regex crate (Unicode 16.0), where a zero width joiner belongs to a
// word.
#pragma once

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

class Whitespace final : public PreTokenizer {
 public:
  void apply(text::Pieces& pieces) const override;
};

class WhitespaceSplit final : public PreTokenizer {
 public:
  void apply(text::Pieces& pieces) const override;
};

}  // namespace btt::pretokenize
