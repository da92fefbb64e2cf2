#include "loader/build_model.hpp"

#include "model/wordpiece.hpp"

namespace btt::loader {
namespace {

std::string saved_string(const std::optional<std::string>& text) {
  return text ? json_string(*text) : "null";
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

LoadedModel make_unigram(vocab::Vocab vocab, GrownArray<double> scores, std::optional<std::size_t> unk_id,
                         bool byte_fallback) {
  std::vector<vocab::Vocab::Replaced> repeated;
  vocab.finish(&repeated);
  scores.shrink_to_fit();
  LoadedModel loaded;
  loaded.json_before_vocab =
      "{\"type\":\"Unigram\",\"unk_id\":" + (unk_id ? std::to_string(*unk_id) : "null") + ",\"vocab\":";
  loaded.json_after_vocab = std::string(",\"byte_fallback\":") + boolean_json(byte_fallback) + "}";
  loaded.component = std::make_unique<model::Unigram>(std::move(vocab), std::move(repeated),
                                                      std::move(scores), unk_id, byte_fallback);
  return loaded;
}

}  // namespace btt::loader
