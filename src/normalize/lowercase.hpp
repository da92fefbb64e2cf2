// Lowercase: full lower-casing of each character by itself, as the reference's normalizers::Lowercase.
//
// "İ" -> "i" + U+0307, both carrying the range of the İ; "ΑΣ" -> "ασ" (no final sigma, no locale).
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

// Also a step of BertNormalizer.
void lowercase(text::AlignedText& text);

class Lowercase final : public Normalizer {
 public:
  void apply(text::AlignedText& text) const override { lowercase(text); }
  // Only İ (2 bytes) becomes two characters.
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes; }
};

}  // namespace btt::normalize
