#include "batch/short_texts.hpp"

#include "batch/early_stop.hpp"

namespace btt::batch {
namespace {

// Longer ones have enough words of their own.
constexpr std::size_t kLongestText = 2048;
// What waits at most: more would not stay near until it is written to its rows.
constexpr std::size_t kMostBytes = std::size_t{8} << 10;
constexpr std::size_t kMostTexts = 128;

}  // namespace

bool ShortTexts::serves(const pipeline::Tokenizer& tokenizer, const Input& input,
                        const pipeline::EncodeOptions& options) noexcept {
  return tokenizer.joins_texts() && input.count > 1 && !input.is_pretokenized && !options.track_offsets &&
         !options.track_words;
}

ShortTexts::ShortTexts(const pipeline::Tokenizer& tokenizer, const pipeline::EncodeOptions& options,
                       std::size_t worker, pipeline::Workspace& workspace, BatchMemory& memory)
    : tokenizer_(tokenizer),
      strict_utf8_(options.strict_utf8),
      worker_(worker),
      workspace_(workspace),
      memory_(memory) {
  wanted_.special_as_text = options.special_as_text;
}

bool ShortTexts::take(std::size_t row, std::string_view given, std::size_t limit) {
  // By itself a text that is cut may be read no further than that.
  if (given.size() > kLongestText || is_far_longer(given, limit)) return false;
  const std::string_view text = pipeline::checked_text(given, strict_utf8_, workspace_);
  // A repaired one is gone with the next.
  if (text.data() != given.data()) return false;
  Waiting waiting{row, {}};
  workspace_.tokens.start(false, false, false);
  switch (tokenizer_.look_at(text, wanted_, workspace_, workspace_.tokens, waiting.place)) {
    case pipeline::Tokenizer::Joining::kAlone:
      return false;
    case pipeline::Tokenizer::Joining::kKnown:
      put_down(row, workspace_.tokens.ids.data(), workspace_.tokens.size());
      return true;
    case pipeline::Tokenizer::Joining::kJoins:
      break;
  }
  waiting_.push_back(waiting);
  texts_.push_back(text);
  bytes_ += text.size();
  if (bytes_ >= kMostBytes || texts_.size() >= kMostTexts) flush();
  return true;
}

void ShortTexts::flush() {
  model::TokenBuffer& tokens = workspace_.tokens;
  tokens.start(false, false, false);
  ends_.resize(texts_.size());
  if (texts_.size() > 1 &&
      tokenizer_.encode_joined(texts_.data(), texts_.size(), workspace_, tokens, ends_.data())) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      put_down(waiting_[i].row, tokens.ids.data() + begin, ends_[i] - begin);
      begin = ends_[i];
    }
    for (std::size_t i = 0; i < texts_.size(); ++i) remember(texts_[i], waiting_[i].place);
  } else {
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      tokens.start(false, false, false);
      tokenizer_.encode_new(texts_[i], wanted_, waiting_[i].place, workspace_, tokens);
      put_down(waiting_[i].row, tokens.ids.data(), tokens.size());
    }
  }
  waiting_.clear();
  texts_.clear();
  bytes_ = 0;
}

// Writes down that a text has come. One that came before all the same, long ago or by a chance of its hash,
// is encoded once more, by itself, to be kept: all of its words are known by now.
void ShortTexts::remember(std::string_view text, pipeline::TextCache::Place& place) {
  if (place.state == pipeline::TextCache::State::kIgnored || !workspace_.texts->wants(place)) return;
  const std::uint64_t fused_bytes = workspace_.fused_bytes;  // the text is counted once
  workspace_.tokens.start(false, false, false);
  tokenizer_.encode_new(text, wanted_, place, workspace_, workspace_.tokens);
  workspace_.fused_bytes = fused_bytes;
}

void ShortTexts::put_down(std::size_t row, const std::int32_t* ids, std::size_t count) {
  TokenStore& store = memory_.stores[worker_];
  BatchMemory::Encoded encoded;
  encoded.worker = worker_;
  encoded.begin = store.ids.size();
  store.ids.append(ids, count);
  encoded.middle = encoded.end = store.ids.size();
  memory_.encoded[row] = encoded;
}

}  // namespace btt::batch
