// A tokenizer as the reference saves it: keys in its order, the vocabulary in ascending order of ids.
#include "loader/base64.hpp"
#include "loader/components.hpp"
#include "loader/json.hpp"
#include "loader/load.hpp"
#include "model/bpe.hpp"
#include "model/unigram.hpp"

namespace btt::loader {
namespace {

using encoding::Direction;
using pipeline::Defaults;
using pipeline::PaddingStrategy;
using pipeline::Tokenizer;
using pipeline::TruncationStrategy;

const char* direction_name(Direction direction) {
  return direction == Direction::kLeft ? "\"Left\"" : "\"Right\"";
}
std::string truncation_json(const std::optional<Defaults::Truncation>& truncation) {
  if (!truncation) return "null";
  const char* strategy = truncation->strategy == TruncationStrategy::kOnlyFirst    ? "\"OnlyFirst\""
                         : truncation->strategy == TruncationStrategy::kOnlySecond ? "\"OnlySecond\""
                                                                                   : "\"LongestFirst\"";
  return std::string("{\"direction\":") + direction_name(truncation->direction) +
         ",\"max_length\":" + std::to_string(truncation->max_length) + ",\"strategy\":" + strategy +
         ",\"stride\":" + std::to_string(truncation->stride) + "}";
}

std::string padding_json(const std::optional<Defaults::Padding>& padding) {
  if (!padding) return "null";
  const std::string strategy = padding->strategy == PaddingStrategy::kFixed
                                   ? "{\"Fixed\":" + std::to_string(padding->length) + "}"
                                   : "\"BatchLongest\"";
  return "{\"strategy\":" + strategy + ",\"direction\":" + direction_name(padding->pad.direction) +
         ",\"pad_to_multiple_of\":" +
         (padding->multiple_of ? std::to_string(*padding->multiple_of) : "null") +
         ",\"pad_id\":" + std::to_string(padding->pad.id) +
         ",\"pad_type_id\":" + std::to_string(padding->pad.type_id) +
         ",\"pad_token\":" + json_string(padding->pad.token) + "}";
}

std::string normalizer_json(const pipeline::Stages& stages) {
  std::vector<std::string> blobs;
  stages.normalizer->append_blobs(blobs);
  std::string out;
  std::size_t blob = 0;
  for (const char c : stages.normalizer_json) {
    if (c == kBlobMark) {
      out += encode_base64(blobs[blob++]);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

void append_added_tokens(const added::AddedVocabulary& added, std::string& out) {
  out += "[";
  added.for_each_id([&](std::int32_t id, const added::AddedToken& token) {
    if (out.back() != '[') out += ",";
    out += "{\"id\":" + std::to_string(id) + ",\"content\":" + json_string(token.content) +
           ",\"single_word\":" + boolean_json(token.single_word) +
           ",\"lstrip\":" + boolean_json(token.lstrip) + ",\"rstrip\":" + boolean_json(token.rstrip) +
           ",\"normalized\":" + boolean_json(token.normalized) +
           ",\"special\":" + boolean_json(token.special) + "}";
  });
  out += "]";
}

void append_vocab(const vocab::Vocab& vocab, std::string& out) {
  out += "{";
  for (const vocab::Vocab::Entry& entry : vocab.entries_by_id()) {
    if (out.back() != '{') out += ",";
    append_json_string(out, vocab.text(entry));
    out += ":" + std::to_string(entry.id);
  }
  out += "}";
}

void append_merges(const model::Bpe& bpe, std::string& out) {
  out += ",\"merges\":[";
  for (const vocab::MergeTable::Pair& pair : bpe.merges().by_rank()) {
    if (out.back() != '[') out += ",";
    out += "[";
    append_json_string(out, bpe.token(pair.left));
    out += ",";
    append_json_string(out, bpe.token(pair.right));
    out += "]";
  }
  out += "]";
}

void append_pieces(const model::Unigram& unigram, std::string& out) {
  out += "[";
  for (std::size_t id = 0; id < unigram.scores().size(); ++id) {
    if (id > 0) out += ",";
    out += "[";
    append_json_string(out, unigram.token(static_cast<std::int64_t>(id)));
    out += "," + number_json(unigram.scores()[id]) + "]";
  }
  out += "]";
}

}  // namespace

std::string to_json(const Tokenizer& tokenizer) {
  const pipeline::Stages& stages = tokenizer.stages();
  std::string out =
      "{\"version\":\"1.0\",\"truncation\":" + truncation_json(tokenizer.defaults().truncation) +
      ",\"padding\":" + padding_json(tokenizer.defaults().padding) + ",\"added_tokens\":";
  append_added_tokens(tokenizer.added(), out);
  out += ",\"normalizer\":" + normalizer_json(stages) + ",\"pre_tokenizer\":" + stages.pre_tokenizer_json +
         ",\"post_processor\":" + stages.post_processor_json + ",\"decoder\":" + stages.decoder_json +
         ",\"model\":" + stages.model_json_before_vocab;
  if (const auto* unigram = dynamic_cast<const model::Unigram*>(&tokenizer.model())) {
    append_pieces(*unigram, out);
  } else {
    append_vocab(tokenizer.model().vocab(), out);
  }
  if (const auto* bpe = dynamic_cast<const model::Bpe*>(&tokenizer.model())) append_merges(*bpe, out);
  return out + stages.model_json_after_vocab + "}";
}

}  // namespace btt::loader
