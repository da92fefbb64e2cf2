// NFC, NFD, NFKC and NFKD of Unicode 9.0, as the reference's normalizers of these names.
//
// NFD "é" -> "e" + U+0301, both carrying the range of the é. NFC "e" + U+0301 -> "é", which carries the range
// of the "e" alone. Ranges follow the order of the output: where marks are reordered they are not sorted
// back.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

enum class UnicodeForm { kNfc, kNfd, kNfkc, kNfkd };

// Also a step of BertNormalizer.
void apply_unicode_form(text::AlignedText& text, UnicodeForm form);

class UnicodeNormalizer final : public Normalizer {
 public:
  explicit UnicodeNormalizer(UnicodeForm form) : form_(form) {}

  void apply(text::AlignedText& text) const override { apply_unicode_form(text, form_); }
  std::size_t max_chars(std::size_t bytes) const noexcept override;
  UnicodeForm form() const noexcept { return form_; }

 private:
  UnicodeForm form_;
};

}  // namespace btt::normalize
