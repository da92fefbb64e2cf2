// Nmt: control characters go, some white space becomes a space, as the reference's normalizers::Nmt.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class Nmt final : public Normalizer {
 public:
  void apply(text::AlignedText& text) const override;
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes; }
};

}  // namespace btt::normalize
