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
  // The largest growth of one character: U+023A, 2 bytes, becomes U+2C65, 3 bytes; İ goes from 2 to 3.
  std::size_t max_bytes(std::size_t bytes) const noexcept override { return bytes + bytes / 2; }
};

}  // namespace btt::normalize
