// Digits: numbers (Nd, Nl, No of Unicode 17.0) apart from the rest, as the reference's
// pre_tokenizers::Digits.
//
// "a12³b" -> "a" "12³" "b", or with individual digits "a" "1" "2" "³" "b".
#pragma once

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

class Digits final : public PreTokenizer {
 public:
  explicit Digits(bool individual_digits) : individual_(individual_digits) {}
  void apply(text::Pieces& pieces) const override;
  bool is_individual() const noexcept { return individual_; }

 private:
  bool individual_;
};

}  // namespace btt::pretokenize
