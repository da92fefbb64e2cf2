#include "fused/stage_word.hpp"

#include "unicode/graphemes.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using text::Span;

// Marks that join the white space before them.
bool joins_space(char32_t c) {
  switch (unicode::grapheme_class(c)) {
    case unicode::GraphemeClass::kExtend:
    case unicode::GraphemeClass::kExtendConjunct:
    case unicode::GraphemeClass::kExtendLinker:
    case unicode::GraphemeClass::kZwj:
    case unicode::GraphemeClass::kSpacingMark:
      return true;
    default:
      return false;
  }
}

bool is_space_at(std::string_view text, std::size_t at) {
  const char* p = text.data() + at;
  return unicode::is_white_space(unicode::decode(p));
}

}  // namespace

bool StageWord::has_prepended(std::string_view word) noexcept {
  const char* p = word.data();
  for (const char* const end = p + word.size(); p < end;) {
    if (unicode::grapheme_class(unicode::decode(p)) == unicode::GraphemeClass::kPrepend) return true;
  }
  return false;
}

StageWord::Answer StageWord::tokenize(const StageSet& stages, std::string_view text,
                                      const added::Matcher* added_tokens, std::size_t begin, std::size_t end,
                                      bool is_one) {
  const auto has_added = [&] { return added_tokens != nullptr && added_tokens->is_in(text_.text()); };
  const std::string_view word = text.substr(begin, end - begin);
  const char* p = word.data();
  if (is_one && !joins_space(unicode::decode(p))) {
    padded_.assign(1, ' ');
    padded_.append(word);
    padded_.push_back(' ');
    if (!normalize(stages, padded_, 1, 1 + word.size()) || has_added()) return Answer::kStages;
    if (stages.joins_separators && !has_lone_separators(stages.mark)) return Answer::kStages;
    // Nothing of the word's beginning is lost, so that no mark behind it joins the space, and the ranges do
    // not shift where the text begins with the word.
    if (text_.text().size() > 1 && text_.to_original(Span{1, 2}).begin == 1) {
      finish(stages, 1);
      return Answer::kEverywhere;
    }
  }
  if (stages.joins_separators) return Answer::kStages;
  const std::size_t before = begin != 0 ? 1 : 0;
  const std::size_t behind = end < text.size() ? 1 : 0;
  const std::string_view slice = text.substr(begin - before, before + word.size() + behind);
  if (!normalize(stages, slice, before, before + word.size()) || has_added()) return Answer::kStages;
  finish(stages, before);
  return Answer::kHere;
}

// False where the white space around the word does not stay what and where it is. Characters that are lost
// where a text begins shift the ranges of all behind them: of the white space behind the word too.
bool StageWord::normalize(const StageSet& stages, std::string_view slice, std::size_t begin,
                          std::size_t end) {
  text_.reset(slice, 0, true);
  stages.steps.apply(text_);
  const std::string_view made = text_.text();
  if (made.empty()) return false;
  if (begin != 0 && (!is_space_at(made, 0) || text_.to_original(Span{0, 1}).begin != begin - 1)) return false;
  if (end == slice.size()) return true;
  if (made.size() <= begin || static_cast<unsigned char>(made.back()) >= 0x80) return false;
  const auto size = static_cast<std::uint32_t>(made.size());
  const Span last = text_.to_original(Span{size - 1, size});
  return is_space_at(made, made.size() - 1) && last.begin == end && last.end == end + 1;
}

// Whether the spaces at both ends are no part of a run, and there is none between. Other white space at the
// word's ends makes a piece of the mark before it, and Strip takes it where the text ends. A mark in the text
// counts as a separator.
bool StageWord::has_lone_separators(std::string_view mark) const {
  const std::string_view made = text_.text();
  if (made.size() < 3 || made.find("  ") != std::string_view::npos) return false;
  if (made.find(mark) != std::string_view::npos) return false;
  const char* end = made.data() + made.size() - 1;
  return !is_space_at(made, 1) && !unicode::is_white_space(unicode::decode_last(made.data(), end));
}

// Pieces and tokens of what was normalized.
void StageWord::finish(const StageSet& stages, std::size_t begin) {
  const std::string_view made = text_.text();
  const bool has_mark = stages.mark_id != vocab::kNoId;
  pieces_.text = &text_;
  // The separator behind is the mark of the next word.
  pieces_.spans.assign(1, Span{0, static_cast<std::uint32_t>(made.size() - (has_mark ? 1 : 0))});
  Span first{0, 0};
  if (has_mark) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(made[1]));
    first = text_.to_original(Span{1, static_cast<std::uint32_t>(1 + size)});
  }
  stages.pre_tokenizer->apply(pieces_);
  tokens_.start(true, true, true);
  stages.model->tokenize(text_.text(), pieces_.spans.data(), pieces_.spans.size(), 0, tokens_);
  for (Span& span : tokens_.spans) {
    span = text_.to_original(span);
    span.begin -= static_cast<std::uint32_t>(begin);
    span.end -= static_cast<std::uint32_t>(begin);
  }
  if (!has_mark || tokens_.size() == 0) return;
  tokens_.spans[0].begin = 0;
  if (tokens_.ids[0] == stages.mark_id) tokens_.spans[0].end = first.end - static_cast<std::uint32_t>(begin);
}

std::size_t StageWord::capacity_bytes() const noexcept {
  return padded_.capacity() + text_.capacity_bytes() + tokens_.capacity_bytes() +
         (pieces_.spans.capacity() + pieces_.next.capacity()) * sizeof(Span);
}

}  // namespace btt::fused
