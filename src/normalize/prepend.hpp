// Prepend: a text before any text that is not empty, as the reference's normalizers::Prepend.
//
// "ab" with "▁" -> "▁ab": the mark and the a both carry the range of the a.
#pragma once

#include <string>

#include "normalize/normalizer.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {

class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}

  void apply(text::AlignedText& text) const override {
    const std::string_view old = text.text();
    if (old.empty()) return;
    text.begin_rewrite();
    if (prefix_.empty()) {
      // The reference inserts the first character anew in front of nothing, which leaves it no range.
      const std::size_t first = unicode::length_of_lead(static_cast<unsigned char>(old[0]));
      text.put(old.substr(0, first), text::Span{0, 0});
      text.copy(first, old.size());
    } else {
      text.put(prefix_, text.range_at(0));
      text.copy(0, old.size());
    }
    text.end_rewrite();
  }
  bool leaves_unanchored() const noexcept override { return prefix_.empty(); }
  // Each piece between added tokens gets one. A character without a range may come twice, with a space each.
  std::size_t max_chars(std::size_t bytes) const noexcept override {
    return bytes * (prefix_.empty() ? 4 : 1 + prefix_.size());
  }

  const std::string& prefix() const noexcept { return prefix_; }

 private:
  std::string prefix_;
};

}  // namespace btt::normalize
