#include "fused/byte_level_shape.hpp"

#include <algorithm>

#include "normalize/lowercase.hpp"
#include "normalize/replace.hpp"
#include "normalize/sequence.hpp"
#include "normalize/unicode_form.hpp"
#include "pretokenize/byte_level.hpp"
#include "pretokenize/digits.hpp"
#include "pretokenize/punctuation.hpp"
#include "pretokenize/sequence.hpp"
#include "regex/word_patterns.hpp"

namespace btt::fused {
namespace {

using pretokenize::PreTokenizer;
using pretokenize::SplitBehavior;
using Members = std::vector<std::unique_ptr<PreTokenizer>>;

// Whether what becomes of a text does not depend on where it is cut, in front of a space between two printed
// ASCII characters.
bool is_local(const normalize::Normalizer& normalizer) {
  if (const auto* sequence = dynamic_cast<const normalize::Sequence*>(&normalizer)) {
    return std::all_of(sequence->members().begin(), sequence->members().end(),
                       [](const auto& member) { return is_local(*member); });
  }
  if (const auto* replace = dynamic_cast<const normalize::Replace*>(&normalizer))
    return replace->pattern().known_text() == "\\s+" && replace->content() == " ";
  return dynamic_cast<const normalize::Passthrough*>(&normalizer) != nullptr ||
         dynamic_cast<const normalize::UnicodeNormalizer*>(&normalizer) != nullptr ||
         dynamic_cast<const normalize::Lowercase*>(&normalizer) != nullptr;
}

const pretokenize::Split* split_of(const PreTokenizer& member) {
  return dynamic_cast<const pretokenize::Split*>(&member);
}

// Matches and what lies between them are words.
bool isolates(const PreTokenizer& member, std::string_view pattern) {
  const pretokenize::Split* const split = split_of(member);
  return split != nullptr && split->behavior() == SplitBehavior::kIsolated &&
         split->pattern().known_text() == pattern;
}

// Only matches are words.
bool keeps_matches(const pretokenize::Split& split) {
  return split.behavior() == SplitBehavior::kRemoved && split.inverts();
}

bool is_falcon(const Members& members) {
  if (members.size() != 4) return false;
  const auto* marks = dynamic_cast<const pretokenize::Punctuation*>(members[0].get());
  const auto* bytes = dynamic_cast<const pretokenize::ByteLevel*>(members[1].get());
  const auto* digits = dynamic_cast<const pretokenize::Digits*>(members[2].get());
  return marks != nullptr && marks->behavior() == SplitBehavior::kContiguous && bytes != nullptr &&
         bytes->pattern() != nullptr && !bytes->adds_prefix_space() && digits != nullptr &&
         !digits->is_individual() && isolates(*members[3], "[0-9][0-9][0-9]");
}

bool is_deepseek(const Members& members) {
  return members.size() == 4 && isolates(*members[0], "\\p{N}{1,3}") &&
         isolates(*members[1], regex::DeepSeekCjk::kText) &&
         (isolates(*members[2], regex::DeepSeekWords::kText) ||
          isolates(*members[2], regex::DeepSeekWordsEscaped::kText));
}

// Members that cut, and ByteLevel. False: of another shape.
bool read_chain(const Members& members, ByteLevelShape& shape) {
  if (is_falcon(members)) {
    shape.scan = falcon_scan();
    shape.keeps_characters = false;
    shape.splits_between_words = true;
    return true;
  }
  const auto* bytes =
      members.empty() ? nullptr : dynamic_cast<const pretokenize::ByteLevel*>(members.back().get());
  if (bytes == nullptr || bytes->adds_prefix_space() || members.size() < 2) return false;
  const bool cuts_again = bytes->pattern() != nullptr;
  const pretokenize::Split* const split = split_of(*members.front());
  if (is_deepseek(members) && !cuts_again) {
    shape.scan = deepseek_scan();
  } else if (members.size() == 2 && split != nullptr) {
    const std::string_view pattern = split->pattern().known_text();
    // The matches of these cover the text, so nothing lies between them.
    const bool covers = isolates(*split, pattern) || keeps_matches(*split);
    if (covers && !cuts_again) shape.scan = scan_function(pattern);
    if (keeps_matches(*split)) shape.scan_spans = clip_scan(pattern, cuts_again);
  }
  shape.splits_between_words = shape.scan != nullptr || shape.scan_spans != nullptr;
  if (shape.splits_between_words) return true;
  for (std::size_t i = 0; i + 1 < members.size(); ++i) {
    if (members[i]->rewrites() || members[i]->needs_alignment()) return false;
    shape.chain.push_back(members[i].get());
  }
  if (cuts_again) {
    shape.words = std::make_shared<pretokenize::Split>(regex::compile(regex::Gpt2::kText),
                                                       SplitBehavior::kIsolated, false);
    shape.chain.push_back(shape.words.get());
  }
  return true;
}

}  // namespace

std::optional<ByteLevelShape> ByteLevelShape::of(const normalize::Normalizer& normalizer,
                                                 const PreTokenizer& pre_tokenizer) {
  ByteLevelShape shape;
  if (normalizer.leaves_unanchored()) return std::nullopt;
  if (const auto* form = dynamic_cast<const normalize::UnicodeNormalizer*>(&normalizer)) {
    shape.form = form->form() == normalize::UnicodeForm::kNfc ? Form::kNfc : Form::kOther;
  } else if (dynamic_cast<const normalize::Passthrough*>(&normalizer) == nullptr) {
    shape.form = Form::kOther;
  }
  if (const auto* bytes = dynamic_cast<const pretokenize::ByteLevel*>(&pre_tokenizer)) {
    if (bytes->pattern() == nullptr) return std::nullopt;
    shape.adds_prefix_space = bytes->adds_prefix_space();
    shape.scan = scan_function(bytes->pattern()->known_text());
    shape.splits_between_words = true;
  } else {
    const auto* sequence = dynamic_cast<const pretokenize::Sequence*>(&pre_tokenizer);
    if (sequence == nullptr || !read_chain(sequence->members(), shape)) return std::nullopt;
  }
  shape.splits_between_words = shape.splits_between_words && is_local(normalizer);
  return shape;
}

}  // namespace btt::fused
