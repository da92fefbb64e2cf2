#include "fused/bert_chars.hpp"

#include <algorithm>

#include "unicode/normal_forms.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using unicode::Property;

bool has(std::uint32_t bits, Property property) noexcept {
  return (bits & property) != 0;
}

}  // namespace

BertChars::BertChars(const normalize::BertOptions& options) : options_(options) {
  for (std::size_t i = 0; i < unicode::detail::kPropertyClassCount; ++i)
    actions_[i] = choose(unicode::detail::kPropertyClasses[i].bits);
  replacement_ = options_.clean_text ? CharAction::kDrop : CharAction::kSame;
  for (const Range range : kPrepared) {
    for (char32_t c = range.first; c < range.first + range.count; ++c)
      prepared_.push_back(action(c) == CharAction::kMapped ? expand_slow(c) : Expansion{});
  }
  prepared_.shrink_to_fit();
}

// The steps in the order of the normalizer, then the pre-tokenizer.
CharAction BertChars::choose(std::uint32_t bits) const noexcept {
  if (options_.clean_text && has(bits, unicode::kOther8)) return CharAction::kDrop;
  if (options_.clean_text && has(bits, unicode::kWhiteSpace)) return CharAction::kSpace;
  if (options_.strip_accents) {
    if (has(bits, unicode::kDecomposesCanonical9)) return CharAction::kMapped;
    if (has(bits, unicode::kNonspacingMark8)) return CharAction::kDrop;
    // Marks that stay may be reordered by the normal form: expand() asks for their class.
    if (has(bits, unicode::kMark9)) return CharAction::kMapped;
  }
  if (options_.lowercase && has(bits, unicode::kLowers17)) return CharAction::kMapped;
  if (options_.handle_chinese_chars && has(bits, unicode::kBertCjk)) return CharAction::kIsolated;
  if (has(bits, unicode::kWhiteSpace)) return CharAction::kSpace;
  if (has(bits, unicode::kBertPunctuation)) return CharAction::kIsolated;
  return CharAction::kSame;
}

BertChars::Expansion BertChars::expand_slow(char32_t c) const noexcept {
  const Expansion stages{Kind::kStages, 0, 0, 0, {}};
  Expansion out{Kind::kWord, 0, 0, 0, {}};
  char32_t decomposed[unicode::kMaxDecomposition] = {c};
  const unsigned count = options_.strip_accents ? unicode::decompose(c, false, decomposed) : 1;
  if (options_.strip_accents) {
    out.first_class = unicode::combining_class(decomposed[0]);
    out.last_class = unicode::combining_class(decomposed[count - 1]);
  }
  std::size_t characters = 0;
  for (unsigned i = 0; i < count; ++i) {
    if (options_.strip_accents) {
      if (unicode::is_nonspacing_mark_8(decomposed[i])) continue;
      if (unicode::combining_class(decomposed[i]) != 0) {
        if (count != 1) return stages;
        out.kind = Kind::kMark;
      }
    }
    unicode::CaseMapping result{{decomposed[i], 0, 0}, 1};
    if (options_.lowercase) result = unicode::to_lower_17(decomposed[i]);
    for (std::uint8_t k = 0; k < result.count; ++k) {
      const char32_t made = result.code_points[k];
      if ((out.kind != Kind::kWord && out.kind != Kind::kMark) || out.size + 4u > sizeof(out.bytes))
        return stages;
      if (unicode::is_white_space(made)) {
        out.kind = Kind::kSpace;
      } else if (unicode::is_bert_punctuation(made)) {
        out.kind = Kind::kIsolated;
      }
      if (out.kind != Kind::kWord && characters != 0) return stages;  // several characters that are no word
      ++characters;
      out.size = static_cast<std::uint8_t>(out.size + unicode::encode(made, out.bytes + out.size));
    }
  }
  if (options_.handle_chinese_chars && unicode::is_bert_cjk(c)) {
    if (out.kind != Kind::kWord) return stages;
    out.kind = Kind::kIsolated;
  }
  return out;
}

}  // namespace btt::fused
