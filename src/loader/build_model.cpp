#include "loader/build_model.hpp"

#include "model/wordpiece.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

std::string saved_string(const std::optional<std::string>& text) {
  return text ? json_string(*text) : "null";
}

std::string out_of_vocabulary(std::string_view token) {
  return "token `" + std::string(token) + "` out of vocabulary";
}

}  // namespace

LoadedModel make_wordpiece(vocab::Vocab vocab, std::string unk_token, std::string prefix,
                           std::size_t max_input_chars_per_word) {
  LoadedModel loaded;
  loaded.json_before_vocab = "{\"type\":\"WordPiece\",\"unk_token\":" + json_string(unk_token) +
                             ",\"continuing_subword_prefix\":" + json_string(prefix) +
                             ",\"max_input_chars_per_word\":" + std::to_string(max_input_chars_per_word) +
                             ",\"vocab\":";
  loaded.json_after_vocab = "}";
  loaded.component = std::make_unique<model::WordPiece>(std::move(vocab), std::move(unk_token),
                                                        std::move(prefix), max_input_chars_per_word);
  return loaded;
}

LoadedModel make_bpe(vocab::Vocab vocab, vocab::MergeTable merges, model::BpeOptions options,
                     const std::optional<std::string>& prefix, const std::optional<std::string>& suffix) {
  options.continuing_subword_prefix = prefix.value_or("");
  options.end_of_word_suffix = suffix.value_or("");
  LoadedModel loaded;
  loaded.json_before_vocab = std::string("{\"type\":\"BPE\",\"dropout\":") +
                             (options.dropout ? number_json(*options.dropout) : "null") +
                             ",\"unk_token\":" + saved_string(options.unk_token) +
                             ",\"continuing_subword_prefix\":" + saved_string(prefix) +
                             ",\"end_of_word_suffix\":" + saved_string(suffix) +
                             ",\"fuse_unk\":" + boolean_json(options.fuse_unk) +
                             ",\"byte_fallback\":" + boolean_json(options.byte_fallback) +
                             ",\"ignore_merges\":" + boolean_json(options.ignore_merges) + ",\"vocab\":";
  loaded.json_after_vocab = "}";
  loaded.component = std::make_unique<model::Bpe>(std::move(vocab), std::move(merges), std::move(options));
  return loaded;
}

LoadedModel make_unigram(const std::vector<model::Unigram::Piece>& pieces, std::optional<std::size_t> unk_id,
                         bool byte_fallback) {
  vocab::Vocab vocab;
  std::size_t bytes = 0;
  for (const auto& piece : pieces) bytes += piece.text.size();
  vocab.reserve(pieces.size(), bytes);
  for (std::size_t i = 0; i < pieces.size(); ++i) vocab.insert(pieces[i].text, static_cast<std::int32_t>(i));
  vocab.finish();
  LoadedModel loaded;
  loaded.json_before_vocab =
      "{\"type\":\"Unigram\",\"unk_id\":" + (unk_id ? std::to_string(*unk_id) : "null") + ",\"vocab\":";
  loaded.json_after_vocab = std::string(",\"byte_fallback\":") + boolean_json(byte_fallback) + "}";
  loaded.component = std::make_unique<model::Unigram>(pieces, std::move(vocab), unk_id, byte_fallback);
  return loaded;
}

std::string MergeBuilder::try_add(std::string_view left, std::string_view right) {
  const std::int32_t left_id = vocab_.find(left);
  if (left_id == vocab::kNoId) return out_of_vocabulary(left);
  const std::int32_t right_id = vocab_.find(right);
  if (right_id == vocab::kNoId) return out_of_vocabulary(right);
  // As many bytes as the prefix has go from the right part, whether it starts with it or not.
  if (right.size() < prefix_bytes_) return "the right part is shorter than the continuing_subword_prefix";
  const std::string_view rest = right.substr(prefix_bytes_);
  if (unicode::find_invalid(rest) != unicode::kNpos)
    return "the continuing_subword_prefix ends inside a character of the right part";
  merged_.assign(left).append(rest);
  const std::int32_t merged_id = vocab_.find(merged_);
  if (merged_id == vocab::kNoId) return out_of_vocabulary(merged_);
  table_.insert(left_id, right_id, vocab::Merge{rank_++, merged_id});
  return std::string();
}

}  // namespace btt::loader
