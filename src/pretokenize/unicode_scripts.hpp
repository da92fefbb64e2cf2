// UnicodeScripts: a new piece where the script changes, as the reference's pre_tokenizers::UnicodeScripts
// (Unicode 9.0).
//
// "りんご林檎a" -> "りんご林檎" "a": kana and Han are one script. A piece begins at a character with a
// script, so leading spaces are dropped and a text of spaces has no piece at all.
#pragma once

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

class UnicodeScripts final : public PreTokenizer {
 public:
  void apply(text::Pieces& pieces) const override;
};

}  // namespace btt::pretokenize
