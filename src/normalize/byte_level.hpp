// ByteLevel as a normalizer: every byte becomes its printable character, as the reference's normalizers::ByteLevel.
//
// "é" -> "Ã©"; both carry the range of the é.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class ByteLevel final : public Normalizer {
 public:
  void apply(text::AlignedText& text) const override;
  std::size_t max_bytes(std::size_t bytes) const noexcept override { return bytes * 2; }
};

}  // namespace btt::normalize
