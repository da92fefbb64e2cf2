// Models. Old files lack `type` (both bert-base files do): then the reference tries BPE, WordPiece,
// WordLevel, Unigram in order, and the first whose reader takes the object is it. A file whose merges are
// wrong is thus a WordLevel where it has an unk_token.
#include "loader/build_model.hpp"
#include "loader/components.hpp"
#include "loader/merge_builder.hpp"
#include "model/wordlevel.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

bool is_ill_formed(std::string_view token) {
  return unicode::find_invalid(token) != unicode::kNpos;
}

}  // namespace

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

namespace {

// What the reference panics about: no later model is tried then.
struct ReferencePanics : Error {
  using Error::Error;
};

vocab::Vocab read_vocab_of(const Json& model, const ModelText& text) {
  const Json json = model.at("vocab");
  if (text.plain == nullptr) return read_vocab(json);
  json.object();  // complains where it is none
  return text.plain->take_vocab();
}

LoadedModel read_wordpiece(const Json& json, const ModelText& text) {
  std::string unk_token(json.at("unk_token").string());
  std::string prefix(json.at("continuing_subword_prefix").string());
  const std::uint64_t max_chars = json.at("max_input_chars_per_word").unsigned_number();
  return make_wordpiece(read_vocab_of(json, text), std::move(unk_token), std::move(prefix),
                        static_cast<std::size_t>(max_chars));
}

LoadedModel read_wordlevel(const Json& json, const ModelText& text) {
  std::string unk_token(json.at("unk_token").string());
  LoadedModel loaded;
  loaded.json_before_vocab = "{\"type\":\"WordLevel\",\"vocab\":";
  loaded.json_after_vocab = ",\"unk_token\":" + json_string(unk_token) + "}";
  loaded.component = std::make_unique<model::WordLevel>(read_vocab_of(json, text), std::move(unk_token));
  return loaded;
}

// -------- BPE

std::optional<std::string> optional_string(const Json& json, const char* key) {
  const std::optional<Json> field = json.find(key);
  if (!field || field->is_null()) return std::nullopt;
  return std::string(field->string());
}

bool optional_flag(const Json& json, const char* key) {
  const std::optional<Json> field = json.find(key);
  return field && !field->is_null() && field->boolean();
}

std::optional<float> read_dropout(const Json& json) {
  const std::optional<Json> field = json.find("dropout");
  if (!field || field->is_null()) return std::nullopt;
  const float dropout = field->number_32();
  if (!(dropout >= 0.0F && dropout <= 1.0F)) field->expected("a dropout between 0 and 1, inclusive");
  return dropout;
}

// Merges as pairs or as lines.
class MergeReader {
 public:
  MergeReader(const Json& json, const vocab::Vocab& vocab, std::size_t prefix_bytes)
      : json_(json),
        builder_(vocab, prefix_bytes,
                 [this](std::size_t index, const std::string& what, MergeProblem problem) {
                   if (problem == MergeProblem::kPanic)
                     throw ReferencePanics(Status::kParse, place(index) + ": " + what);
                   fail(index, what);
                 }) {}
  // The builder holds this address.
  MergeReader(const MergeReader&) = delete;
  MergeReader& operator=(const MergeReader&) = delete;

  vocab::MergeTable read() {
    simdjson::dom::array list;
    if (json_.array().get(list)) json_.expected("an array");
    builder_.reserve(list.size());
    std::optional<bool> are_pairs;
    std::size_t index = 0;
    for (const simdjson::dom::element element : list) {
      const bool is_pair = element.is_array();
      if (are_pairs && *are_pairs != is_pair) {
        fail(index, is_pair ? "expected a string like the merges before it, found an array"
                            : "expected a pair like the merges before it, found no array");
      }
      are_pairs = is_pair;
      if (is_pair) {
        add_pair(element, index);
      } else {
        add_line(element, index);
      }
      ++index;
    }
    return builder_.take();
  }

 private:
  [[noreturn]] void fail(std::size_t index, const std::string& what) const {
    throw Error(Status::kParse, place(index) + ": " + what);
  }
  std::string place(std::size_t index) const { return json_.path() + "[" + std::to_string(index) + "]"; }

  void add_pair(const simdjson::dom::element& element, std::size_t index) {
    simdjson::dom::array pair;
    std::string_view left;
    std::string_view right;
    if (element.get_array().get(pair) || pair.size() != 2 || pair.at(0).get_string().get(left) ||
        pair.at(1).get_string().get(right)) {
      Json(element, place(index)).expected("a pair of strings");
    }
    builder_.add(left, right, index);
  }

  void add_line(const simdjson::dom::element& element, std::size_t index) {
    std::string_view line;
    if (element.get_string().get(line)) {
      Json(element, place(index)).expected("a string or a pair of strings");
    }
    if (!builder_.add_line(line, index)) {
      fail(index, "expected two parts with one space between them, found '" + std::string(line) + "'");
    }
  }

  const Json& json_;
  MergeBuilder builder_;
};

LoadedModel read_bpe(const Json& json, const ModelText& text) {
  model::BpeOptions options;
  options.dropout = read_dropout(json);
  options.unk_token = optional_string(json, "unk_token");
  const std::optional<std::string> prefix = optional_string(json, "continuing_subword_prefix");
  const std::optional<std::string> suffix = optional_string(json, "end_of_word_suffix");
  options.fuse_unk = optional_flag(json, "fuse_unk");
  options.byte_fallback = optional_flag(json, "byte_fallback");
  options.ignore_merges = optional_flag(json, "ignore_merges");
  json.at("vocab");  // says that it is missing before it says so of the merges
  const Json merges_json = json.at("merges");
  const std::size_t prefix_bytes = prefix ? prefix->size() : 0;
  vocab::Vocab vocab = read_vocab_of(json, text);
  vocab::MergeTable merges = text.plain != nullptr ? text.plain->take_merges(prefix_bytes)
                                                   : MergeReader(merges_json, vocab, prefix_bytes).read();
  return make_bpe(std::move(vocab), std::move(merges), std::move(options), prefix, suffix);
}

// -------- Unigram

// The value of the given one of the members with this key.
simdjson::ondemand::value nth_member(const simdjson::ondemand::parser& parser,
                                     simdjson::ondemand::object object, std::string_view key,
                                     std::size_t nth) {
  std::string found;
  for (auto member : object) {
    unescape(parser, member.key(), found);
    if (found == key && nth-- == 0) return member.value();
  }
  throw Error(Status::kInternal, "a member that was there before is missing");
}

// Pieces with their scores. The digits of a score are only in the file itself: the document model keeps
// rounded numbers, and the reference rounds otherwise. `json` is the model.
PlainModel::Pieces read_pieces(const Json& json, const ModelText& text) {
  PlainModel::Pieces pieces;
  const auto fail = [&](const char* what) {
    throw Error(Status::kParse,
                json.path() + ".vocab[" + std::to_string(pieces.scores.size()) + "]: " + what);
  };
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document = parser.iterate(text.file);
  // The whole file was parsed before, so only types can be wrong here. Of repeated keys the last one counts.
  simdjson::ondemand::object model =
      nth_member(parser, document.get_object(), "model", text.section).get_object();
  std::string token;
  for (auto element : nth_member(parser, model, "vocab", json.count("vocab") - 1).get_array()) {
    double score = 0;
    std::size_t members = 0;
    simdjson::ondemand::array pair;
    if (element.get_array().get(pair)) fail("expected [piece, score], found no array");
    for (auto member : pair) {
      if (members == 0) {
        simdjson::ondemand::raw_json_string raw;
        if (member.get_raw_json_string().get(raw))
          fail("expected [piece, score], found no string for the piece");
        if (!unescape(parser, raw, token)) fail("expected a piece in Unicode, found an unpaired surrogate");
      } else if (members == 1) {
        simdjson::ondemand::json_type type;
        if (member.type().get(type) || type != simdjson::ondemand::json_type::number)
          fail("expected [piece, score], found no number for the score");
        score = read_score(member.raw_json_token());
      }
      ++members;
    }
    if (members != 2) fail("expected [piece, score], found an array of another size");
    pieces.vocab.insert(token, static_cast<std::int32_t>(pieces.scores.size()));
    pieces.scores.push_back(score);
  }
  return pieces;
}

LoadedModel read_unigram(const Json& json, const ModelText& text) {
  if (!json.at("vocab").is_array()) json.at("vocab").expected("an array");
  PlainModel::Pieces pieces = text.plain != nullptr ? text.plain->take_pieces() : read_pieces(json, text);
  const std::size_t count = pieces.scores.size();
  std::optional<std::size_t> unk_id;
  const std::optional<Json> unk = json.find("unk_id");
  if (unk && !unk->is_null()) unk_id = unk->unsigned_number();
  if (unk_id && *unk_id >= count)
    unk->expected("an index into the vocabulary of " + std::to_string(count) + " pieces");
  const std::optional<Json> fallback = json.find("byte_fallback");
  const bool byte_fallback = fallback && fallback->boolean();
  return make_unigram(std::move(pieces.vocab), std::move(pieces.scores), unk_id, byte_fallback);
}

LoadedModel read_untyped(const Json& json, const ModelText& text) {
  using Reader = LoadedModel (*)(const Json&, const ModelText&);
  const std::pair<const char*, Reader> readers[] = {
      {"BPE", read_bpe},
      {"WordPiece", read_wordpiece},
      {"WordLevel", read_wordlevel},
      {"Unigram", read_unigram},
  };
  std::string complaints;
  for (const auto& [name, read] : readers) {
    try {
      return read(json, text);
    } catch (const ReferencePanics&) {
      throw;
    } catch (const Error& error) {
      if (error.status() != Status::kParse) throw;
      complaints += std::string(complaints.empty() ? "" : "; ") + name + ": " + error.what();
    }
  }
  json.fail(
      "data did not match any variant of untagged enum ModelUntagged: expected one of four models, found " +
      complaints);
}

}  // namespace

LoadedModel load_model(const Json& json, const ModelText& text) {
  if (!json.is_object()) json.expected("a model object");
  if (json.count("type") == 0) return read_untyped(json, text);
  const std::string_view type = json.count("type") == 1 ? type_of(json) : "";
  if (type == "BPE") return read_bpe(json, text);
  if (type == "WordPiece") return read_wordpiece(json, text);
  if (type == "WordLevel") return read_wordlevel(json, text);
  if (type == "Unigram") return read_unigram(json, text);
  json.expected(
      "a model object of type BPE, WordPiece, WordLevel or Unigram (data did not match any variant of "
      "untagged enum ModelUntagged)");
}

}  // namespace btt::loader
