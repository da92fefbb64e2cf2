// Models. Old files lack `type` (both bert-base files do): then the reference tries BPE, WordPiece,
// WordLevel, Unigram in order, and each is known by the fields that it cannot do without.
#include "loader/components.hpp"
#include "model/wordlevel.hpp"
#include "model/wordpiece.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

bool is_ill_formed(std::string_view token) {
  return unicode::find_invalid(token) != unicode::kNpos;
}

vocab::Vocab read_vocab(const Json& json) {
  const simdjson::dom::object members = json.object();
  vocab::Vocab vocab;
  std::size_t bytes = 0;
  for (const simdjson::dom::key_value_pair member : members) bytes += member.key.size();
  vocab.reserve(members.size(), bytes);
  for (const simdjson::dom::key_value_pair member : members) {
    // The path is made for a complaint only: a vocabulary has a hundred thousand members.
    std::uint64_t id = 0;
    if (member.value.get_uint64().get(id) || id > 0x7FFFFFFF) {
      id = static_cast<std::uint64_t>(Json(member.value, member_path(json.path(), member.key)).id());
    }
    if (is_ill_formed(member.key)) json.fail("a token holds an unpaired surrogate");
    vocab.insert(member.key, static_cast<std::int32_t>(id));
  }
  vocab.finish();
  return vocab;
}

LoadedModel read_wordpiece(const Json& json) {
  std::string unk_token(json.at("unk_token").string());
  std::string prefix(json.at("continuing_subword_prefix").string());
  const std::uint64_t max_chars = json.at("max_input_chars_per_word").unsigned_number();
  LoadedModel loaded;
  loaded.json_before_vocab = "{\"type\":\"WordPiece\",\"unk_token\":" + json_string(unk_token) +
                             ",\"continuing_subword_prefix\":" + json_string(prefix) +
                             ",\"max_input_chars_per_word\":" + std::to_string(max_chars) + ",\"vocab\":";
  loaded.json_after_vocab = "}";
  loaded.component =
      std::make_unique<model::WordPiece>(read_vocab(json.at("vocab")), std::move(unk_token),
                                         std::move(prefix), static_cast<std::size_t>(max_chars));
  return loaded;
}

LoadedModel read_wordlevel(const Json& json) {
  std::string unk_token(json.at("unk_token").string());
  LoadedModel loaded;
  loaded.json_before_vocab = "{\"type\":\"WordLevel\",\"vocab\":";
  loaded.json_after_vocab = ",\"unk_token\":" + json_string(unk_token) + "}";
  loaded.component = std::make_unique<model::WordLevel>(read_vocab(json.at("vocab")), std::move(unk_token));
  return loaded;
}

LoadedModel read_untyped(const Json& json) {
  const std::optional<Json> vocab = json.find("vocab");
  const bool has_object = vocab && vocab->is_object();
  if (has_object && json.find("merges")) json.unsupported("model: BPE");
  if (has_object && json.find("continuing_subword_prefix") && json.find("max_input_chars_per_word")) {
    return read_wordpiece(json);
  }
  if (has_object && json.find("unk_token")) return read_wordlevel(json);
  if (vocab && vocab->is_array()) json.unsupported("model: Unigram");
  json.fail("data did not match any variant of untagged enum ModelUntagged");
}

}  // namespace

LoadedModel load_model(const Json& json) {
  if (!json.is_object()) json.fail("expected a model object");
  if (!json.find("type")) return read_untyped(json);
  const std::string_view type = type_of(json);
  if (type == "WordPiece") return read_wordpiece(json);
  if (type == "WordLevel") return read_wordlevel(json);
  if (type == "BPE" || type == "Unigram") json.unsupported("model: " + std::string(type));
  json.fail("data did not match any variant of untagged enum ModelUntagged (type '" + std::string(type) +
            "')");
}

}  // namespace btt::loader
