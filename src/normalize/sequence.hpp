// Sequence: normalizers one after another, as the reference's normalizers::Sequence.
#pragma once

#include <algorithm>
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

  bool leaves_unanchored() const noexcept override {
    return std::any_of(normalizers_.begin(), normalizers_.end(),
                       [](const auto& normalizer) { return normalizer->leaves_unanchored(); });
  }

  std::size_t max_chars(std::size_t bytes) const noexcept override {
    // Members multiply: a bound beyond any memory is worth as little as none, and the next member would
    // overflow it.
    constexpr std::size_t kLargestBound = std::size_t{1} << 40;
    std::size_t chars = bytes;
    for (std::size_t i = 0; i < normalizers_.size(); ++i) {
      // What a member before has made has up to four bytes a character.
      chars = normalizers_[i]->max_chars(i == 0 ? bytes : 4 * chars);
      if (chars > kLargestBound || (chars == 0 && bytes != 0)) return 0;
    }
    return chars;
  }

  std::size_t memory_bytes() const noexcept override {
    std::size_t bytes = 0;
    for (const auto& normalizer : normalizers_) bytes += normalizer->memory_bytes();
    return bytes;
  }
  void append_blobs(std::vector<std::string>& blobs) const override {
    for (const auto& normalizer : normalizers_) normalizer->append_blobs(blobs);
  }

  const std::vector<std::unique_ptr<Normalizer>>& members() const noexcept { return normalizers_; }

 private:
  std::vector<std::unique_ptr<Normalizer>> normalizers_;
};

}  // namespace btt::normalize
