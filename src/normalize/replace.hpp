// Replace with a literal pattern: every match, left to right, becomes the content, as the reference's
// normalizers::Replace with {"String": ...}.
//
// "``" -> "\"": the quote carries the range of the second backtick (the last byte of the match). An empty
// pattern matches before, between and behind all characters of a text that is not empty.
#pragma once

#include <string>

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class Replace final : public Normalizer {
 public:
  Replace(std::string pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(text::AlignedText& text) const override;
  std::size_t max_chars(std::size_t bytes) const noexcept override;

 private:
  void insert_everywhere(text::AlignedText& text) const;

  std::string pattern_;
  std::string content_;
};

}  // namespace btt::normalize
