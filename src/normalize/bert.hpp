// BertNormalizer, as the reference's normalizers::BertNormalizer: cleaning, spaces around Chinese characters,
// removal of accents, lower case, in this order.
//
// "Éa中\u200b" -> "ea 中 ": the zero width space goes, 中 is spaced out, É loses its accent and its case.
// Removal of accents leaves the text decomposed (Hangul becomes Jamo), as in the reference.
#pragma once

#include "normalize/normalizer.hpp"

namespace btt::normalize {

struct BertOptions {
  bool clean_text = true;
  bool handle_chinese_chars = true;
  bool strip_accents = true;  // the file's null is `lowercase`: the loader resolves it
  bool lowercase = true;
};

class Bert final : public Normalizer {
 public:
  explicit Bert(const BertOptions& options) : options_(options) {}

  void apply(text::AlignedText& text) const override;
  // No character becomes more characters than it has bytes: a Chinese one becomes three with its spaces, a
  // Hangul syllable three Jamo; marks go. (The unit test walks all code points.)
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes; }

  const BertOptions& options() const noexcept { return options_; }

 private:
  bool apply_ascii(text::AlignedText& text) const;

  BertOptions options_;
};

}  // namespace btt::normalize
