#include "batch/early_stop.hpp"

#include <algorithm>

namespace btt::batch {
namespace {

// Of the first part. English has 4.4 in most vocabularies; too few cost another part, too many cost more.
constexpr std::size_t kBytesPerToken = 4;
// What a part has beyond the tokens that are missing; doubled from part to part, so that there are few.
constexpr std::size_t kSlack = 16;

bool is_printed_ascii(char c) noexcept {
  return c > ' ' && c < '\x7F';
}

// Whether the text may end in white space that is no ASCII, by the first bytes of what all of that begins
// with.
bool may_end_in_wide_space(std::string_view text) noexcept {
  if (text.size() >= 2 && text[text.size() - 2] == '\xC2') return true;
  if (text.size() < 3) return false;
  const std::string_view lead = text.substr(text.size() - 3, 2);
  return lead == "\xE1\x9A" || lead == "\xE2\x80" || lead == "\xE2\x81" || lead == "\xE3\x80";
}

// Whether the text may be cut in front of the space at `at`. An added token takes white space on its left
// with it: behind white space no cut is made.
bool is_cut(std::string_view text, std::size_t at, bool any_space) noexcept {
  const char before = text[at - 1];
  if (is_printed_ascii(before)) return any_space || (at + 1 < text.size() && is_printed_ascii(text[at + 1]));
  return any_space && static_cast<signed char>(before) < 0 && !may_end_in_wide_space(text.substr(0, at));
}

// A beginning in one part, for a text that the encoder declines: what the stages do may depend on how the
// text begins. False, with `out` as it was, where only the whole text has the tokens.
bool encode_in_one(const pipeline::Tokenizer& tokenizer, std::string_view text,
                   const pipeline::SequenceOptions& wanted, pipeline::Workspace& workspace, TokenStore& out) {
  for (std::size_t size = 4 * kBytesPerToken * wanted.limit; size < text.size() / 2; size *= 4) {
    const std::string_view given = text.substr(0, end_of_part(text, 0, size, true));
    const std::string_view valid = pipeline::checked_text(given, false, workspace);
    workspace.tokens.start(wanted.spans, wanted.words, false);
    tokenizer.encode_sequence(valid, wanted, workspace, workspace.tokens);
    if (workspace.tokens.size() < wanted.limit) continue;
    append_tokens(wanted, given, valid, 0, 0, workspace, out);
    return true;
  }
  return false;
}

}  // namespace

void append_tokens(const pipeline::SequenceOptions& wanted, std::string_view given, std::string_view valid,
                   std::int32_t units, std::int32_t words, pipeline::Workspace& workspace, TokenStore& out) {
  const model::TokenBuffer& tokens = workspace.tokens;
  out.ids.append(tokens.ids.data(), tokens.ids.size());
  if (wanted.words) {
    const std::size_t first = out.words.size();
    out.words.resize(first + tokens.words.size());
    for (std::size_t i = 0; i < tokens.words.size(); ++i) out.words[first + i] = tokens.words[i] + words;
  }
  if (!wanted.spans) return;
  // Spans are in their unit already, but for bytes of what was given.
  const bool in_bytes = wanted.unit == text::OffsetUnit::kBytes;
  pipeline::prepare_units(in_bytes ? given : valid, valid, text::OffsetUnit::kBytes, workspace.units);
  const std::size_t count = tokens.spans.size();
  workspace.units.convert(tokens.spans.data(), count, units, out.offsets.room(count));
  out.offsets.add(count);
}

std::size_t end_of_part(std::string_view text, std::size_t begin, std::size_t size, bool any_space) noexcept {
  if (size >= text.size() - begin) return text.size();
  const std::size_t middle = begin + size;
  for (std::size_t at = middle; (at = text.rfind(' ', at)) != std::string_view::npos && at > begin + size / 2;
       --at) {
    if (is_cut(text, at, any_space)) return at;
  }
  const std::string_view ahead = text.substr(0, std::min(text.size(), middle + size));
  for (std::size_t at = middle; (at = ahead.find(' ', at)) != std::string_view::npos; ++at) {
    if (is_cut(text, at, any_space)) return at;
  }
  return text.size();
}

bool is_far_longer(std::string_view text, std::size_t limit) noexcept {
  return limit <= text.size() / (2 * kBytesPerToken);
}

bool encode_beginning(const pipeline::Tokenizer& tokenizer, std::string_view text,
                      const pipeline::SequenceOptions& wanted, pipeline::Workspace& workspace,
                      TokenStore& out) {
  if (text.size() > text::kMaxTextBytes || !is_far_longer(text, wanted.limit)) return false;
  const bool any_space = tokenizer.splits_at_spaces() && !tokenizer.added().strips_right();
  if (!any_space && !tokenizer.splits_between_words()) return false;
  if (wanted.words && !tokenizer.words_end_at_spaces()) return false;
  const TokenStore::Sizes before = out.sizes();
  pipeline::SequenceOptions left = wanted;
  std::size_t begin = 0;
  std::int32_t words = 0;
  std::int32_t units = 0;
  std::size_t size = kBytesPerToken * wanted.limit + kSlack;
  for (std::size_t slack = kSlack;; slack *= 2) {
    const std::size_t end = end_of_part(text, begin, size, any_space);
    if (begin == 0 && end == text.size()) return false;
    const std::string_view given = text.substr(begin, end - begin);
    const std::string_view valid = pipeline::checked_text(given, false, workspace);
    workspace.tokens.start(wanted.spans, wanted.words, false);
    const std::uint64_t staged = workspace.staged_bytes;
    const std::int32_t part_words = tokenizer.encode_sequence(valid, left, workspace, workspace.tokens);
    if (workspace.staged_bytes != staged) {
      out.cut(before);
      return any_space && encode_in_one(tokenizer, text, wanted, workspace, out);
    }
    append_tokens(wanted, given, valid, units, words, workspace, out);
    const std::size_t tokens = out.ids.size() - before.ids;
    if (tokens >= wanted.limit || end == text.size()) return true;
    begin = end;
    words += part_words;
    if (wanted.spans) units += pipeline::count_units(given, valid, wanted.unit);
    left.limit = wanted.limit - tokens;
    // Bytes a token as they were so far.
    size = slack + begin * left.limit / std::max<std::size_t>(tokens, 1) * 9 / 8;
  }
}

}  // namespace btt::batch
