// ByteLevel as a normalizer: every byte becomes its printable character, as the reference's
// normalizers::ByteLevel.
//
// "é" -> "Ã©"; both carry the range of the é.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class ByteLevel final : public Normalizer {
 public:
  void apply(text::AlignedText& text) const override;
  // U+FFFD, which may stand for one ill-formed byte, has three bytes.
  std::size_t max_chars(std::size_t bytes) const noexcept override { return 3 * bytes; }
};

}  // namespace btt::normalize
