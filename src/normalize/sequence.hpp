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
    for (const auto& normalizer : normalizers_) bytes = normalizer->max_bytes(bytes);
    return bytes;
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> normalizers_;
};

}  // namespace btt::normalize
