// Sequence: normalizers one after another, as the reference's normalizers::Sequence.
#pragma once

#include <memory>
#include <vector>

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class Sequence final : public Normalizer {
 public:
  explicit Sequence(std::vector<std::unique_ptr<Normalizer>> normalizers)
      : normalizers_(std::move(normalizers)) {}

  void apply(text::AlignedText& text) const override {
    for (const auto& normalizer : normalizers_) normalizer->apply(text);
  }

  std::size_t max_bytes(std::size_t bytes) const noexcept override {
    // Members multiply: a bound beyond any memory is worth as little as none, and the next member would
    // overflow it.
    constexpr std::size_t kLargestBound = std::size_t{1} << 40;
    for (const auto& normalizer : normalizers_) {
      const std::size_t bound = normalizer->max_bytes(bytes);
      if (bound > kLargestBound || (bound == 0 && bytes != 0)) return 0;
      bytes = bound;
    }
    return bytes;
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> normalizers_;
};

}  // namespace btt::normalize
