#include "fused/word_steps.hpp"

#include <algorithm>

#include "normalize/lowercase.hpp"
#include "normalize/precompiled.hpp"
#include "normalize/replace.hpp"
#include "normalize/sequence.hpp"
#include "normalize/strip.hpp"
#include "normalize/strip_accents.hpp"
#include "normalize/unicode_form.hpp"
#include "regex/literal.hpp"

namespace btt::fused {
namespace {

void flatten(const normalize::Normalizer& normalizer, std::vector<const normalize::Normalizer*>& out) {
  if (const auto* sequence = dynamic_cast<const normalize::Sequence*>(&normalizer)) {
    for (const auto& member : sequence->members()) flatten(*member, out);
  } else if (dynamic_cast<const normalize::Passthrough*>(&normalizer) == nullptr) {
    out.push_back(&normalizer);
  }
}

}  // namespace

std::string WordSteps::literal_of(const normalize::Normalizer& step) {
  const auto* replace = dynamic_cast<const normalize::Replace*>(&step);
  const auto* literal =
      replace != nullptr ? dynamic_cast<const regex::Literal*>(&replace->pattern()) : nullptr;
  if (literal == nullptr) return std::string();
  const bool is_plain =
      std::all_of(literal->text().begin(), literal->text().end(), [](char c) { return c > ' ' && c < 0x7F; });
  return is_plain ? literal->text() : std::string();
}

bool WordSteps::is_unicode_step(const normalize::Normalizer& step) {
  return dynamic_cast<const normalize::UnicodeNormalizer*>(&step) != nullptr ||
         dynamic_cast<const normalize::StripAccents*>(&step) != nullptr ||
         dynamic_cast<const normalize::Lowercase*>(&step) != nullptr;
}

std::optional<WordSteps> WordSteps::of(const normalize::Normalizer& normalizer, std::string_view mark) {
  std::vector<const normalize::Normalizer*> all;
  flatten(normalizer, all);
  WordSteps steps;
  auto step = all.begin();
  while (step != all.end() && !literal_of(**step).empty()) ++step;
  while (step != all.end() && is_unicode_step(**step)) ++step;
  if (step != all.end() && dynamic_cast<const normalize::Precompiled*>(*step) != nullptr) ++step;
  steps.inside.assign(all.begin(), step);
  if (step != all.end()) {
    if (const auto* strip = dynamic_cast<const normalize::Strip*>(*step)) {
      steps.strips_left = strip->strips_left();
      steps.strips_right = strip->strips_right();
      ++step;
    }
  }
  if (step != all.end()) {
    const auto* replace = dynamic_cast<const normalize::Replace*>(*step);
    if (replace == nullptr || replace->pattern().known_text() != " {2,}") return std::nullopt;
    if (replace->content() != " " && replace->content() != mark) return std::nullopt;
    steps.runs = replace->content() == " " ? Runs::kSpace : Runs::kMark;
    ++step;
  }
  if (step != all.end()) return std::nullopt;
  return steps;
}

std::string WordSteps::made_of(std::string_view input) const {
  text::AlignedText text;
  text.reset(input, 0, false);
  apply(text);
  return std::string(text.text());
}

}  // namespace btt::fused
