// Sequence: each pre-tokenizer over all the pieces of the one before, as the reference's
// pre_tokenizers::Sequence.
#pragma once

#include <algorithm>
#include <memory>
#include <vector>

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

class Sequence final : public PreTokenizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PreTokenizer>> pre_tokenizers)
      : pre_tokenizers_(std::move(pre_tokenizers)) {}

  void apply(text::Pieces& pieces) const override {
    for (const auto& pre_tokenizer : pre_tokenizers_) pre_tokenizer->apply(pieces);
  }
  std::size_t max_chars(std::size_t chars) const noexcept override {
    for (const auto& pre_tokenizer : pre_tokenizers_) chars = pre_tokenizer->max_chars(chars);
    return chars;
  }
  bool rewrites() const noexcept override {
    return std::any_of(pre_tokenizers_.begin(), pre_tokenizers_.end(),
                       [](const auto& p) { return p->rewrites(); });
  }
  bool needs_alignment() const noexcept override {
    return std::any_of(pre_tokenizers_.begin(), pre_tokenizers_.end(),
                       [](const auto& p) { return p->needs_alignment(); });
  }

  const std::vector<std::unique_ptr<PreTokenizer>>& members() const noexcept { return pre_tokenizers_; }

 private:
  std::vector<std::unique_ptr<PreTokenizer>> pre_tokenizers_;
};

}  // namespace btt::pretokenize
