// StripAccents: removes every mark (Mn, Mc, Me of Unicode 9.0), as the reference's normalizers::StripAccents.
//
// Nothing is decomposed first: "é" as one character stays, "e" + U+0301 loses the accent.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class StripAccents final : public Normalizer {
 public:
  void apply(text::AlignedText& text) const override;
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes; }
};

}  // namespace btt::normalize
