#include "pipeline/tokenizer.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "simd/levels.hpp"
#include "unicode/utf8.hpp"

namespace btt::pipeline {

using text::Span;

Tokenizer::Tokenizer(std::shared_ptr<const Stages> stages, Defaults defaults)
    : stages_(std::move(stages)), defaults_(std::move(defaults)), decode_table_(DecodeTable::make(*this)) {}

added::AddedVocabulary::NormalizePattern Tokenizer::pattern_normalizer() const {
  const Stages* stages = stages_.get();
  return [stages](std::string_view content) {
    return normalize::normalize_string(*stages->normalizer, content);
  };
}

std::shared_ptr<const Tokenizer> Tokenizer::with_added_tokens(const std::vector<added::AddedToken>& tokens,
                                                              std::size_t& added) const {
  auto tokenizer = std::make_shared<Tokenizer>(stages_, defaults_);
  tokenizer->workspaces_.set_cache_bytes(workspaces_.cache_bytes());
  tokenizer->added_ = added_;
  added = tokenizer->added_.add(tokens, model().vocab(), pattern_normalizer(), model().size());
  if (const fused::Encoder* const encoder = stages_->encoder.get(); encoder != nullptr) {
    bool all_keep = true;
    tokenizer->added_.matcher(true).for_each_pattern(
        [&](std::string_view pattern) { all_keep = all_keep && encoder->keeps_inside_words(pattern); });
    tokenizer->words_tell_ = all_keep && !tokenizer->added_.nothing_to_match(true);
  }
  tokenizer->decode_table_ = DecodeTable::make(*tokenizer);
  return tokenizer;
}

namespace {

// Of all caches of a worker, where nobody says otherwise. What words do not take is for whole texts.
constexpr std::size_t kCacheBytes = std::size_t{8} << 20;

// A text with more bytes for a token that is wanted is not read to its end: looking for it would take longer.
constexpr std::size_t kMostBytesPerToken = 16;

}  // namespace

std::int32_t Tokenizer::encode_sequence(std::string_view text, const SequenceOptions& options,
                                        Workspace& workspace, model::TokenBuffer& out) const {
  if (!may_be_remembered(text, options, out)) return encode_all(text, options, workspace, out);
  TextCache::Place place;
  std::int32_t words = 0;
  if (find_text(text, options, workspace, out, place, words)) return words;
  return encode_new(text, options, place, workspace, out);
}

bool Tokenizer::may_be_remembered(std::string_view text, const SequenceOptions& options,
                                  const model::TokenBuffer& out) const noexcept {
  return options.remembers && workspaces_.remembers_texts() && !options.stages_only && !options.texts &&
         text.size() >= TextCache::kLeastText && out.size() == 0 &&
         text.size() / kMostBytesPerToken <= options.limit;
}

// The tokens of a text that was remembered, and how many words they are. False: what `place` says is to be
// done when it has been encoded.
bool Tokenizer::find_text(std::string_view text, const SequenceOptions& options, Workspace& workspace,
                          model::TokenBuffer& out, TextCache::Place& place, std::int32_t& words) const {
  if (!workspace.texts) {
    make_scratch(workspace);
    const std::size_t bound = workspaces_.cache_bytes() != 0 ? workspaces_.cache_bytes() : kCacheBytes;
    const std::size_t of_words = workspace.fused != nullptr ? workspace.fused->capacity_bytes() : 0;
    workspace.texts.emplace(bound - std::min(bound, of_words));
  }
  const TextCache::Manner manner{options.special_as_text, static_cast<std::uint32_t>(simd::current_level()),
                                 options.unit};
  TextCache::Sequence sequence;
  if (!workspace.texts->look_up(text, manner, out, sequence, place)) return false;
  workspace.fused_bytes += sequence.fused_bytes;
  workspace.staged_bytes += sequence.staged_bytes;
  workspace.remembered_bytes += sequence.fused_bytes + sequence.staged_bytes;
  words = sequence.words;
  return true;
}

std::int32_t Tokenizer::encode_new(std::string_view text, const SequenceOptions& options,
                                   TextCache::Place& place, Workspace& workspace,
                                   model::TokenBuffer& out) const {
  const std::uint64_t fused = workspace.fused_bytes;
  const std::uint64_t staged = workspace.staged_bytes;
  TextCache::Sequence sequence;
  sequence.words = encode_all(text, options, workspace, out);
  // Fewer tokens than the limit are all of them.
  if (place.state != TextCache::State::kIgnored && workspace.texts->wants(place) &&
      out.size() < options.limit) {
    sequence.fused_bytes = static_cast<std::uint32_t>(workspace.fused_bytes - fused);
    sequence.staged_bytes = static_cast<std::uint32_t>(workspace.staged_bytes - staged);
    workspace.texts->keep(place, text, out, sequence);
  }
  return sequence.words;
}

Tokenizer::Joining Tokenizer::look_at(std::string_view text, const SequenceOptions& options,
                                      Workspace& workspace, model::TokenBuffer& out,
                                      TextCache::Place& place) const {
  if (may_be_remembered(text, options, out)) {
    std::int32_t words = 0;
    if (find_text(text, options, workspace, out, place, words)) return Joining::kKnown;
    if (place.state == TextCache::State::kWanted) return Joining::kAlone;
  }
  const fused::Encoder& encoder = *stages_->encoder;
  const bool leaves_text = encoder.leaves_text(text);
  if (encoder.takes_normalized() && !leaves_text) return Joining::kAlone;
  if (!is_plain(text, false, options, workspace)) return Joining::kAlone;
  if (words_tell_ || added_.nothing_to_match(true)) return Joining::kJoins;
  return leaves_text && is_plain(text, true, options, workspace) ? Joining::kJoins : Joining::kAlone;
}

// Whether a text has none of the added tokens that are looked for in it, or in it when it is normalized.
bool Tokenizer::is_plain(std::string_view text, bool normalized, const SequenceOptions& options,
                         Workspace& workspace) const {
  if (added_.nothing_to_match(normalized)) return true;
  std::vector<added::Stretch>& stretches = workspace.raw_stretches;
  added_.split(text, normalized, options.special_as_text, stretches);
  return stretches.empty() || (stretches.size() == 1 && stretches[0].id == vocab::kNoId);
}

bool Tokenizer::encode_joined(const std::string_view* texts, std::size_t count, Workspace& workspace,
                              model::TokenBuffer& out, std::size_t* ends) const {
  make_scratch(workspace);
  if (!stages_->encoder->encode_many(texts, count, *workspace.fused, out, ends)) return false;
  for (std::size_t i = 0; i < count; ++i) workspace.fused_bytes += texts[i].size();
  return true;
}

// Spans become what is asked for here, so that those of a text that is remembered are it already.
std::int32_t Tokenizer::encode_all(std::string_view text, const SequenceOptions& options,
                                   Workspace& workspace, model::TokenBuffer& out) const {
  const std::size_t before = out.spans.size();
  const std::int32_t words = encode_stretches(text, options, workspace, out);
  if (options.spans && options.unit != OffsetUnit::kBytes) {
    workspace.units.reset(text, options.unit);
    text::Span* const spans = out.spans.data() + before;
    workspace.units.convert(spans, out.spans.size() - before, 0, spans);
  }
  return words;
}

// Added tokens of the raw text, and what lies between them.
std::int32_t Tokenizer::encode_stretches(std::string_view text, const SequenceOptions& options,
                                         Workspace& workspace, model::TokenBuffer& out) const {
  std::int32_t word = 0;
  if (added_.nothing_to_match(false)) {
    if (!text.empty()) encode_stretch(text, 0, options, word, workspace, out);
    return word;
  }
  added_.split(text, false, options.special_as_text, workspace.raw_stretches);
  // By index: encode_stretch uses the other scratch members, never this one.
  for (std::size_t i = 0; i < workspace.raw_stretches.size(); ++i) {
    const added::Stretch stretch = workspace.raw_stretches[i];
    const std::string_view part = text.substr(stretch.span.begin, stretch.span.size());
    if (stretch.id == vocab::kNoId) {
      encode_stretch(part, stretch.span.begin, options, word, workspace, out);
    } else {
      out.add_with_text(stretch.id, stretch.span, word++, part);
    }
  }
  return word;
}

void Tokenizer::make_scratch(Workspace& workspace) const {
  if (workspace.fused != nullptr || stages_->encoder == nullptr) return;
  workspace.fused = stages_->encoder->make_scratch(workspaces_.cache_bytes(),
                                                   words_tell_ ? &added_.matcher(true) : nullptr);
}

// Text between added tokens.
void Tokenizer::encode_stretch(std::string_view text, std::size_t shift, const SequenceOptions& options,
                               std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const {
  if (stages_->encoder != nullptr && !options.stages_only) {
    make_scratch(workspace);
    const std::size_t before = out.size();
    const std::int32_t first_word = word;
    if (encode_fused(text, shift, options, word, workspace, out)) {
      workspace.fused_bytes += text.size();
      return;
    }
    out.shrink(before);
    word = first_word;
  }
  workspace.staged_bytes += text.size();
  encode_by_stages(text, shift, options, word, workspace, out);
}

// False where the stages must do it.
bool Tokenizer::encode_fused(std::string_view text, std::size_t shift, const SequenceOptions& options,
                             std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const {
  const fused::Encoder& encoder = *stages_->encoder;
  const auto from = static_cast<std::uint32_t>(shift);
  if (encoder.takes_normalized() && !encoder.leaves_text(text))
    return encode_normalized(text, shift, options, word, workspace, out);
  if (added_.nothing_to_match(true) || words_tell_)
    return encoder.encode(text, from, options.limit, word, *workspace.fused, out);
  if (!encoder.leaves_text(text)) {
    return !has_normalized_tokens(text, options, workspace) &&
           encoder.encode(text, from, options.limit, word, *workspace.fused, out);
  }
  added_.split(text, true, options.special_as_text, workspace.normalized_stretches);
  for (const added::Stretch& stretch : workspace.normalized_stretches) {
    if (out.size() >= options.limit) return true;
    const std::string_view part = text.substr(stretch.span.begin, stretch.span.size());
    const std::uint32_t begin = from + stretch.span.begin;
    if (stretch.id != vocab::kNoId) {
      out.add_with_text(stretch.id, Span{begin, from + stretch.span.end}, word++, part);
    } else if (!encoder.encode(part, begin, options.limit, word, *workspace.fused, out)) {
      return false;
    }
  }
  return true;
}

// Whether an added token stands in the normalized text, or cuts it, as one does of which the normalizer
// leaves nothing. What the text is without one the encoder knows as well.
bool Tokenizer::has_normalized_tokens(std::string_view text, const SequenceOptions& options,
                                      Workspace& workspace) const {
  std::string_view normalized;
  if (stages_->encoder->normalize(text, workspace.normalized)) {
    normalized = workspace.normalized;
  } else {
    workspace.text.reset(text, 0, false);
    stages_->normalizer->apply(workspace.text);
    normalized = workspace.text.text();
  }
  std::vector<added::Stretch>& stretches = workspace.normalized_stretches;
  added_.split(normalized, true, options.special_as_text, stretches);
  return stretches.size() > 1 || (stretches.size() == 1 && stretches[0].id != vocab::kNoId);
}

// The normalizer, and the encoder on what it makes.
bool Tokenizer::encode_normalized(std::string_view text, std::size_t shift, const SequenceOptions& options,
                                  std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const {
  text::AlignedText& aligned = workspace.text;
  aligned.reset(text, shift, options.spans);
  stages_->normalizer->apply(aligned);
  const std::string_view normalized = aligned.text();
  const auto encode = [&](std::string_view part, std::uint32_t begin) {
    const std::size_t before = out.size();
    if (!stages_->encoder->encode(part, begin, options.limit, word, *workspace.fused, out)) return false;
    if (!options.spans) return true;
    for (std::size_t i = before; i < out.size(); ++i) out.spans[i] = aligned.to_original(out.spans[i]);
    return true;
  };
  if (normalized.empty()) return true;
  if (added_.nothing_to_match(true)) return encode(normalized, 0);
  added_.split(normalized, true, options.special_as_text, workspace.normalized_stretches);
  for (const added::Stretch& stretch : workspace.normalized_stretches) {
    if (out.size() >= options.limit) return true;
    const std::string_view part = normalized.substr(stretch.span.begin, stretch.span.size());
    if (stretch.id != vocab::kNoId) {
      const Span span = options.spans ? aligned.to_original(stretch.span) : stretch.span;
      out.add_with_text(stretch.id, span, word++, part);
    } else if (!encode(part, stretch.span.begin)) {
      return false;
    }
  }
  return true;
}

// Normalizer, added tokens in the normalized text, pre-tokenizer, model.
void Tokenizer::encode_by_stages(std::string_view text, std::size_t shift, const SequenceOptions& options,
                                 std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const {
  workspace.text.reset(
      text, shift,
      options.spans || stages_->pre_tokenizer->needs_alignment() || stages_->normalizer->leaves_unanchored());
  stages_->normalizer->apply(workspace.text);
  const std::size_t size = workspace.text.text().size();
  if (size == 0) return;
  if (added_.nothing_to_match(true)) {
    encode_pieces(workspace.text, Span{0, static_cast<std::uint32_t>(size)}, options, word, workspace, out);
    return;
  }
  std::vector<added::Stretch>& stretches = workspace.normalized_stretches;
  added_.split(workspace.text.text(), true, options.special_as_text, stretches);
  // A pre-tokenizer that rewrites the text would pull it away under the stretches behind: it gets a copy of
  // its stretch.
  const bool needs_copy = stretches.size() > 1 && stages_->pre_tokenizer->rewrites();
  for (const added::Stretch& stretch : stretches) {
    if (stretch.id != vocab::kNoId) {
      const Span span = options.spans ? workspace.text.to_original(stretch.span) : stretch.span;
      out.add_with_text(stretch.id, span, word++,
                        workspace.text.text().substr(stretch.span.begin, stretch.span.size()));
    } else if (needs_copy) {
      workspace.stretch_text.assign_part(workspace.text, stretch.span);
      encode_pieces(workspace.stretch_text, Span{0, stretch.span.size()}, options, word, workspace, out);
    } else {
      encode_pieces(workspace.text, stretch.span, options, word, workspace, out);
    }
  }
}

// Pre-tokenizer and model on one part of a normalized text.
void Tokenizer::encode_pieces(text::AlignedText& text, Span part, const SequenceOptions& options,
                              std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const {
  workspace.pieces.text = &text;
  workspace.pieces.spans.assign(1, part);
  stages_->pre_tokenizer->apply(workspace.pieces);
  const std::vector<Span>& pieces = workspace.pieces.spans;
  const std::size_t before = out.size();
  const std::size_t outside_before = out.outside.size();
  stages_->model->tokenize(text.text(), pieces.data(), pieces.size(), word, out);
  word += static_cast<std::int32_t>(pieces.size());
  if (!options.spans) return;
  auto outside = out.outside.begin() + static_cast<std::ptrdiff_t>(outside_before);
  for (std::size_t i = before; i < out.size(); ++i) {
    if (outside != out.outside.end() && *outside == i) {
      ++outside;
    } else {
      out.spans[i] = text.to_original(out.spans[i]);
    }
  }
}

std::string Tokenizer::normalize(std::string_view text) const {
  return normalize::normalize_string(*stages_->normalizer, text);
}

std::vector<Tokenizer::Piece> Tokenizer::pre_tokenize(std::string_view text) const {
  // An empty text is one empty piece to begin with: every split drops it, a Sequence without members keeps
  // it.
  std::vector<Piece> out;
  text::AlignedText aligned;
  aligned.reset(text, 0, true);
  text::Pieces pieces;
  pieces.text = &aligned;
  pieces.spans.assign(1, Span{0, static_cast<std::uint32_t>(text.size())});
  stages_->pre_tokenizer->apply(pieces);
  for (const Span span : pieces.spans) {
    const Span original = span.size() == 0 ? span : aligned.to_original(span);
    out.push_back(Piece{std::string(aligned.text().substr(span.begin, span.size())), original});
  }
  return out;
}

void Tokenizer::decode(const std::int64_t* ids, std::size_t count, bool skip_special_tokens, bool keep_spaces,
                       bool strict_ids, std::string& out) const {
  const DecodeTable* const table = decode_table(keep_spaces);
  if (table == nullptr) {
    decode_by_stages(ids, count, skip_special_tokens, keep_spaces, strict_ids, out);
    return;
  }
  GrownArray<char> text;
  const std::size_t begin = table->decode(ids, count, skip_special_tokens, strict_ids, text);
  out.append(text.begin() + begin, text.end());
}

void Tokenizer::decode_by_stages(const std::int64_t* ids, std::size_t count, bool skip_special_tokens,
                                 bool keep_spaces, bool strict_ids, std::string& out) const {
  std::vector<std::string> tokens;
  tokens.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::string_view token;
    if (!id_to_token(ids[i], token)) {
      if (strict_ids) throw_unknown_id(ids[i], i);
      continue;
    }
    // By text, as the reference: a model token that reads like a special one is skipped too.
    if (skip_special_tokens && added_.is_special(token)) continue;
    tokens.emplace_back(token);
  }
  stages_->decoder->decode(std::move(tokens), keep_spaces, out);
}

std::size_t Tokenizer::vocab_size(bool with_added) const noexcept {
  if (!with_added) return model().size();
  // With added tokens the reference counts distinct texts.
  const vocab::Vocab& vocab = model().vocab();
  std::size_t size = vocab.size();
  added_.for_each_content([&](std::string_view content, std::int32_t) {
    if (vocab.find(content) == vocab::kNoId) ++size;
  });
  return size;
}

std::int32_t Tokenizer::token_to_id(std::string_view token) const noexcept {
  const std::int32_t id = added_.empty() ? vocab::kNoId : added_.find(token);
  return id != vocab::kNoId ? id : model().vocab().find(token);
}

bool Tokenizer::id_to_token(std::int64_t id, std::string_view& token) const noexcept {
  if (const added::AddedToken* added = added_.token(id)) {
    token = added->content;
    return true;
  }
  if (!model().has_id(id)) return false;
  token = model().token(id);
  return true;
}

std::int64_t Tokenizer::max_id() const noexcept {
  return std::max<std::int64_t>(model().max_id(), added_.max_id());
}

std::int32_t Tokenizer::special_token(SpecialKind kind) const noexcept {
  const std::string& content = defaults_.special_tokens[static_cast<std::size_t>(kind) - 1];
  return content.empty() ? vocab::kNoId : token_to_id(content);
}

std::size_t Tokenizer::memory_bytes() const noexcept {
  std::size_t texts = 0;
  for (const std::string* text :
       {&stages_->normalizer_json, &stages_->pre_tokenizer_json, &stages_->post_processor_json,
        &stages_->decoder_json, &stages_->model_json_before_vocab, &stages_->model_json_after_vocab}) {
    texts += text->capacity();
  }
  return sizeof(Tokenizer) + sizeof(Stages) + texts + model().memory_bytes() +
         stages_->normalizer->memory_bytes() +
         (stages_->encoder != nullptr ? stages_->encoder->memory_bytes() : 0) + added_.memory_bytes() +
         (decode_table_ != nullptr ? decode_table_->memory_bytes() : 0) + workspaces_.idle_bytes();
}

std::string_view checked_text(std::string_view given, bool strict_utf8, Workspace& workspace) {
  if (given.size() > text::kMaxTextBytes) {
    throw Error(Status::kLimit,
                "a text of " + std::to_string(given.size()) + " bytes: 2147483647 is the most");
  }
  workspace.given_bytes += given.size();
  const std::size_t bad = unicode::find_invalid(given);
  if (bad == unicode::kNpos) return given;
  if (strict_utf8) {
    throw Error(Status::kInvalidUtf8, "ill-formed UTF-8 at byte " + std::to_string(bad), kNowhere,
                static_cast<std::int64_t>(bad));
  }
  workspace.repaired.clear();
  unicode::append_lossy(given, workspace.repaired);
  if (workspace.repaired.size() > text::kMaxTextBytes) {
    throw Error(Status::kLimit, "a text that is longer than 2147483647 bytes once its UTF-8 is repaired");
  }
  return workspace.repaired;
}

}  // namespace btt::pipeline
