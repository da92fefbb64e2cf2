// WordSteps: what a SentencePiece tokenizer's normalizer does inside of words, and what it does to the white
// space between them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/normalizer.hpp"

namespace btt::fused {

struct WordSteps {
  // What runs of spaces become: Replace of " {2,}".
  enum class Runs { kStay, kSpace, kMark };

  // Replace of ASCII literals, Unicode forms with StripAccents and Lowercase, Precompiled; in this order,
  // each of them optional.
  std::vector<const normalize::Normalizer*> inside;
  // Behind them: Strip, which takes white space off the ends, then the runs.
  bool strips_left = false;
  bool strips_right = false;
  Runs runs = Runs::kStay;

  // None where the normalizer is of another shape. The parts must outlive the answer.
  static std::optional<WordSteps> of(const normalize::Normalizer& normalizer, std::string_view mark);

  // Printable ASCII that a Replace looks for; empty where the step is another one.
  static std::string literal_of(const normalize::Normalizer& step);
  static bool is_unicode_step(const normalize::Normalizer& step);

  void apply(text::AlignedText& text) const {
    for (const normalize::Normalizer* step : inside) step->apply(text);
  }
  std::string made_of(std::string_view input) const;
};

}  // namespace btt::fused
