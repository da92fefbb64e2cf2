// FixedLength: chunks of a number of characters, as the reference's pre_tokenizers::FixedLength.
//
// "abcdefgh" with 5 -> "abcde" "fgh".
#pragma once

#include <cstddef>

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

class FixedLength final : public PreTokenizer {
 public:
  // A length of 0 is taken, as the reference takes it, and fails on the first text.
  explicit FixedLength(std::size_t length) : length_(length) {}
  void apply(text::Pieces& pieces) const override;

 private:
  std::size_t length_;
};

}  // namespace btt::pretokenize
