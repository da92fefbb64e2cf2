// Prepend: a text before any text that is not empty, as the reference's normalizers::Prepend.
//
// "ab" with "▁" -> "▁ab": the mark and the a both carry the range of the a.
#pragma once

#include <string>

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}

  void apply(text::AlignedText& text) const override {
    const std::size_t size = text.text().size();
    if (size == 0 || prefix_.empty()) return;
    text.begin_rewrite();
    text.put(prefix_, text.range_at(0));
    text.copy(0, size);
    text.end_rewrite();
  }
  std::size_t max_bytes(std::size_t bytes) const noexcept override { return bytes + prefix_.size(); }

 private:
  std::string prefix_;
};

}  // namespace btt::normalize
