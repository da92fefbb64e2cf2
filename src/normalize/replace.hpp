// Replace: every match of a pattern becomes the content, as the reference's normalizers::Replace.
//
// "``" -> "\"": the quote carries the range of the second backtick (the last byte of the match). The content
// is literal. Where a match is empty the content carries the range of the byte before it.
#pragma once

#include <memory>
#include <string>

#include "normalize/normalizer.hpp"
#include "regex/regex.hpp"

namespace btt::normalize {

class Replace final : public Normalizer {
 public:
  Replace(std::shared_ptr<const regex::Regex> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(text::AlignedText& text) const override;
  std::size_t max_chars(std::size_t bytes) const noexcept override;

  const regex::Regex& pattern() const noexcept { return *pattern_; }
  const std::string& content() const noexcept { return content_; }

 private:
  std::shared_ptr<const regex::Regex> pattern_;
  std::string content_;
};

}  // namespace btt::normalize
