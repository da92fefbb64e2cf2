// Strip: removes White_Space at the chosen ends, as the reference's normalizers::Strip.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  void apply(text::AlignedText& text) const override;
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes; }

  bool strips_left() const noexcept { return left_; }
  bool strips_right() const noexcept { return right_; }

 private:
  bool left_;
  bool right_;
};

}  // namespace btt::normalize
