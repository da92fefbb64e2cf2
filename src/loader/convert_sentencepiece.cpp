// SentencePiece models: SpmConverter of transformers and the converters made from it.
#include <functional>
#include <unordered_map>

#include "loader/base64.hpp"
#include "loader/build_model.hpp"
#include "loader/convert.hpp"
#include "loader/sentencepiece_merges.hpp"
#include "loader/sentencepiece_model.hpp"
#include "unicode/range_properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

// A piece whose text is its own: some are made here.
struct Piece {
  std::string text;
  double score;
};

std::vector<model::Unigram::Piece> views_of(const std::vector<Piece>& pieces) {
  std::vector<model::Unigram::Piece> views;
  views.reserve(pieces.size());
  for (const Piece& piece : pieces) views.push_back({piece.text, piece.score});
  return views;
}

constexpr const char* kSpace = "\xE2\x96\x81";  // U+2581, the space of pieces

// -------- the vocabulary

// Characters of a digit value that are no decimal digits: Python's str.isdigit takes them too.
bool is_python_digit(char32_t c) {
  static const unicode::Ranges decimal = *unicode::find_ranges("nd");
  static constexpr char32_t kOther[][2] = {
      {0xB2, 0xB3},     {0xB9, 0xB9},       {0x1369, 0x1371},   {0x19DA, 0x19DA},   {0x2070, 0x2070},
      {0x2074, 0x2079}, {0x2080, 0x2089},   {0x2460, 0x2468},   {0x2474, 0x247C},   {0x2488, 0x2490},
      {0x24EA, 0x24EA}, {0x24F5, 0x24FD},   {0x24FF, 0x24FF},   {0x2776, 0x277E},   {0x2780, 0x2788},
      {0x278A, 0x2792}, {0x10A40, 0x10A43}, {0x10E60, 0x10E68}, {0x11052, 0x1105A}, {0x1F100, 0x1F10A},
  };
  for (const auto& range : decimal) {
    if (c >= range.first && c <= range.last) return true;
  }
  for (const auto& range : kOther) {
    if (c >= range[0] && c <= range[1]) return true;
  }
  return false;
}

// "9," and the like, which ALBERT and XLNet make unlikely.
bool is_number_and_comma(std::string_view piece) {
  if (piece.size() < 2 || piece.back() != ',') return false;
  const char* end = piece.data() + piece.size() - 1;
  return is_python_digit(unicode::decode_last(piece.data(), end));
}

// The pieces in order of ids and what the Python tokenizer calls the same ids.
struct Entries {
  std::vector<Piece> pieces;
  std::size_t python_size = 0;               // its vocabulary is that many of the first pieces
  PretrainedConfig::Decoder python_decoder;  // its added tokens
  std::int64_t offset = 0;                   // of its ids to those of the model, where it has no such piece
  std::int64_t unk_id = 0;                   // of Unigram
};

void append_pieces(const SentencePieceModel& model, std::size_t first, std::vector<Piece>& out) {
  for (std::size_t i = first; i < model.pieces.size(); ++i)
    out.push_back(Piece{model.pieces[i].text, static_cast<double>(model.pieces[i].score)});
}

NamedToken special_token(const std::string& content) {
  NamedToken token;
  token.content = content;
  token.is_text = false;
  token.special = true;
  return token;
}

// Python's dict.update: of an id of both the second token counts, at the first place.
PretrainedConfig::Decoder updated(PretrainedConfig::Decoder first, const PretrainedConfig::Decoder& second) {
  std::unordered_map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < first.size(); ++i) places[first[i].first] = i;
  for (const auto& entry : second) {
    const auto place = places.find(entry.first);
    if (place == places.end()) {
      first.push_back(entry);
    } else {
      first[place->second].second = entry.second;
    }
  }
  return first;
}

Entries plain_entries(const Source& source, const SentencePieceModel& model) {
  Entries entries;
  append_pieces(model, 0, entries.pieces);
  entries.python_size = entries.pieces.size();
  entries.python_decoder = source.config.decoder();
  entries.unk_id = model.unk_id;
  const Conversion conversion = source.the_class.conversion;
  if (conversion == Conversion::kAlbert || conversion == Conversion::kXlnet) {
    for (Piece& piece : entries.pieces) {
      if (is_number_and_comma(piece.text)) piece.score -= 100;
    }
  }
  return entries;
}

Entries t5_entries(const Source& source, const SentencePieceModel& model) {
  Entries entries = plain_entries(source, model);
  const ExtraIds ids = read_extra_ids(source.config);
  for (std::size_t i = ids.count; i-- > 0;) entries.pieces.push_back(Piece{extra_id(i), 0.0});
  // The class numbers them first, what the config says comes on top of that.
  PretrainedConfig::Decoder own;
  for (std::size_t i = 0; i < ids.numbered; ++i) {
    const auto last = static_cast<std::int64_t>(model.pieces.size() + ids.count) - 1;
    own.emplace_back(last - static_cast<std::int64_t>(i), special_token(extra_id(i)));
  }
  entries.python_decoder = updated(own, source.config.decoder());
  return entries;
}

Entries xlm_roberta_entries(const Source& source, const SentencePieceModel& model) {
  Entries entries;
  entries.pieces = {{"<s>", 0.0}, {"<pad>", 0.0}, {"</s>", 0.0}, {"<unk>", 0.0}};
  append_pieces(model, 3, entries.pieces);
  entries.pieces.push_back(Piece{"<mask>", 0.0});
  entries.python_size = entries.pieces.size();
  entries.python_decoder = source.config.decoder();
  entries.offset = 1;
  entries.unk_id = 3;
  return entries;
}

Entries camembert_entries(const Source& source, const SentencePieceModel& model) {
  Entries entries;
  entries.pieces = {
      {"<s>NOTUSED", 0.0}, {"<pad>", 0.0}, {"</s>NOTUSED", 0.0}, {"<unk>", 0.0}, {"<unk>NOTUSED", -100.0}};
  append_pieces(model, 1, entries.pieces);
  entries.python_size = entries.pieces.size();
  entries.pieces.push_back(Piece{"<mask>", 0.0});
  entries.offset = 4;
  entries.unk_id = 3;
  // The class has the last word on the first five ids.
  PretrainedConfig::Decoder own;
  const std::string names[] = {"<s>NOTUSED", source.specials.content(kPad), "</s>NOTUSED",
                               source.specials.content(kUnk), "<unk>NOTUSED"};
  for (std::size_t i = 0; i < std::size(names); ++i)
    own.emplace_back(static_cast<std::int64_t>(i), special_token(names[i]));
  entries.python_decoder = updated(own, updated(source.config.decoder(), own));
  return entries;
}

Entries llama_entries(const Source& source, const SentencePieceModel& model) {
  constexpr std::size_t kRenamed = 3;
  if (model.pieces.size() < kRenamed)
    throw Error(Status::kParse, source.vocab_path + ": a Llama model of fewer than three pieces");
  Entries entries;
  for (std::size_t i = 0; i < kRenamed; ++i) entries.pieces.push_back(Piece{model.pieces[i].text, 0.0});
  for (const auto& [id, token] : source.config.decoder()) {
    if (id < static_cast<std::int64_t>(kRenamed))
      entries.pieces[static_cast<std::size_t>(id)].text = token.content;
  }
  append_pieces(model, kRenamed, entries.pieces);
  entries.python_size = entries.pieces.size();
  entries.python_decoder = source.config.decoder();
  return entries;
}

Entries make_entries(const Source& source, const SentencePieceModel& model) {
  switch (source.the_class.conversion) {
    case Conversion::kT5:
      return t5_entries(source, model);
    case Conversion::kXlmRoberta:
      return xlm_roberta_entries(source, model);
    case Conversion::kCamembert:
      return camembert_entries(source, model);
    case Conversion::kLlama:
      return llama_entries(source, model);
    default:
      return plain_entries(source, model);
  }
}

LoadedModel make_model(const Source& source, const SentencePieceModel& model, const Entries& entries) {
  const bool byte_fallback = source.the_class.conversion == Conversion::kLlama;
  if (model.model_type == SentencePieceModel::ModelType::kUnigram) {
    if (entries.unk_id < 0 || static_cast<std::size_t>(entries.unk_id) >= entries.pieces.size()) {
      throw Error(Status::kParse, source.vocab_path + ": unk_id " + std::to_string(entries.unk_id) +
                                      " is the place of no piece");
    }
    vocab::Vocab vocab;
    GrownArray<double> scores;
    for (const Piece& piece : entries.pieces) {
      vocab.insert(piece.text, static_cast<std::int32_t>(scores.size()));
      scores.push_back(piece.score);
    }
    return make_unigram(std::move(vocab), std::move(scores), static_cast<std::size_t>(entries.unk_id),
                        byte_fallback);
  }
  if (model.model_type != SentencePieceModel::ModelType::kBpe) {
    throw Error(Status::kUnsupported, source.vocab_path + ": unsupported model type " +
                                          std::to_string(static_cast<int>(model.model_type)) +
                                          "; expected 1 (unigram) or 2 (bpe)");
  }
  vocab::Vocab vocab;
  std::size_t bytes = 0;
  for (const Piece& piece : entries.pieces) bytes += piece.text.size();
  vocab.reserve(entries.pieces.size(), bytes);
  for (std::size_t i = 0; i < entries.pieces.size(); ++i)
    vocab.insert(entries.pieces[i].text, static_cast<std::int32_t>(i));
  vocab.finish();
  model::BpeOptions options;
  options.unk_token = model.unk_piece;
  options.fuse_unk = true;
  options.byte_fallback = byte_fallback;
  vocab::MergeTable merges =
      in_file(source.vocab_path, [&] { return merges_of_pieces(views_of(entries.pieces), vocab, model); });
  return make_bpe(std::move(vocab), std::move(merges), std::move(options), std::nullopt, std::nullopt);
}

// -------- the other stages

std::string sequence(const char* type, const char* members, const std::vector<std::string>& list) {
  std::string out = std::string("{\"type\":\"") + type + "\",\"" + members + "\":[";
  for (const std::string& one : list) {
    if (out.back() != '[') out += ",";
    out += one;
  }
  return out + "]}";
}
std::string normalizers(const std::vector<std::string>& list) {
  return sequence("Sequence", "normalizers", list);
}

std::string replace(const char* kind, const char* pattern, const char* content) {
  return std::string("{\"type\":\"Replace\",\"pattern\":{\"") + kind + "\":" + json_string(pattern) +
         "},\"content\":" + json_string(content) + "}";
}

std::string metaspace(bool add_prefix_space, bool legacy, bool split = true) {
  const char* const scheme = !add_prefix_space ? "never" : legacy ? "always" : "first";
  return std::string("{\"type\":\"Metaspace\",\"replacement\":\"") + kSpace + "\",\"prepend_scheme\":\"" +
         scheme + "\",\"split\":" + boolean_json(split) + "}";
}

void append_charsmap(const SentencePieceModel& model, std::vector<std::string>& list) {
  if (model.precompiled_charsmap.empty()) return;
  list.push_back("{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"" +
                 encode_base64(model.precompiled_charsmap) + "\"}");
}

std::string plain_normalizer(const SentencePieceModel& model) {
  std::vector<std::string> list;
  append_charsmap(model, list);
  list.emplace_back("{\"type\":\"Strip\",\"strip_left\":false,\"strip_right\":true}");
  list.push_back(replace("Regex", " {2,}", kSpace));
  return normalizers(list);
}

// ALBERT's, FNet's, XLNet's and RemBERT's.
std::string albert_normalizer(const Source& source, const SentencePieceModel& model) {
  const std::string_view name = source.the_class.name;
  const bool is_rembert = source.the_class.conversion == Conversion::kRemBert;
  const bool keep_accents = source.config.flag_or_null("keep_accents", is_rembert || name == "FNetTokenizer");
  const bool lowercase = source.config.flag_or_null("do_lower_case", name == "AlbertTokenizer");
  const std::string one_space = replace("Regex", " {2,}", " ");
  std::vector<std::string> list = {replace("String", "``", "\""), replace("String", "''", "\"")};
  if (is_rembert) list.push_back(one_space);
  if (!keep_accents) {
    list.emplace_back("{\"type\":\"NFKD\"}");
    list.emplace_back("{\"type\":\"StripAccents\"}");
  }
  if (lowercase) list.emplace_back("{\"type\":\"Lowercase\"}");
  append_charsmap(model, list);
  if (!is_rembert) list.push_back(one_space);
  return normalizers(list);
}

void set_llama_stages(const Source& source, Converted& out) {
  const bool legacy = source.config.flag_or_unset("legacy").value_or(true);
  const bool prefix = source.config.flag_or_null("add_prefix_space", true);
  if (legacy) {
    std::vector<std::string> list;
    if (prefix) list.push_back(std::string("{\"type\":\"Prepend\",\"prepend\":\"") + kSpace + "\"}");
    list.push_back(replace("String", " ", kSpace));
    out.normalizer = normalizers(list);
  } else {
    out.pre_tokenizer = metaspace(prefix, legacy, false);
  }
  std::vector<std::string> decoders = {replace("String", kSpace, " "), "{\"type\":\"ByteFallback\"}",
                                       "{\"type\":\"Fuse\"}"};
  if (prefix) decoders.emplace_back("{\"type\":\"Strip\",\"content\":\" \",\"start\":1,\"stop\":0}");
  out.decoder = sequence("Sequence", "decoders", decoders);
}

// Of the fast class: LlamaTokenizerFast.update_post_processor, with the ids after every token is added.
std::string llama_post_processor(const Source& source, const Converted& converted) {
  const bool add_bos = source.config.flag_or_null("add_bos_token", true);
  const bool add_eos = source.config.flag_or_null("add_eos_token", false);
  added::AddedVocabulary added;
  const auto unchanged = [](std::string_view text) { return std::string(text); };
  for (const std::vector<added::AddedToken>& batch : converted.added)
    added.add(batch, converted.model.component->vocab(), unchanged, converted.model.component->size());
  Template single;
  Template pair;
  std::vector<TemplateToken> tokens;
  const auto use = [&](SpecialSlot slot) -> const std::string& {
    const std::string& content = source.specials.content_for_template(slot);
    tokens.push_back(TemplateToken{content, added.find(content)});
    return content;
  };
  const std::string* const bos = add_bos ? &use(kBos) : nullptr;
  const std::string* const eos = add_eos ? &use(kEos) : nullptr;
  if (bos != nullptr) single.token(*bos);
  single.sequence('A');
  if (eos != nullptr) single.token(*eos);
  pair = single;
  if (bos != nullptr) pair.token(*bos, 1);
  pair.sequence('B', 1);
  if (eos != nullptr) pair.token(*eos, 1);
  return template_processing(single, pair, tokens);
}

using IdOf = std::function<std::int64_t(const std::string&)>;

std::string post_processor(Conversion conversion, const IdOf& id_of) {
  const auto token = [&](const char* content) { return TemplateToken{content, id_of(content)}; };
  Template single;
  Template pair;
  switch (conversion) {
    case Conversion::kT5:
      single.sequence('A').token("</s>");
      pair = single;
      pair.sequence('B').token("</s>");
      return template_processing(single, pair, {token("</s>")});
    case Conversion::kXlmRoberta:
    case Conversion::kCamembert:
      single.token("<s>").sequence('A').token("</s>");
      pair = single;
      pair.token("</s>").sequence('B').token("</s>");
      return template_processing(single, pair, {token("<s>"), token("</s>")});
    case Conversion::kXlnet:
      single.sequence('A').token("<sep>");
      pair = single;
      single.token("<cls>", 2);
      pair.sequence('B', 1).token("<sep>", 1).token("<cls>", 2);
      return template_processing(single, pair, {token("<sep>"), token("<cls>")});
    case Conversion::kReformer:
      return "null";
    default:
      single.token("[CLS]").sequence('A').token("[SEP]");
      pair = single;
      pair.sequence('B', 1).token("[SEP]", 1);
      return template_processing(single, pair, {token("[CLS]"), token("[SEP]")});
  }
}

// The Python tokenizer's own vocabulary, in which added tokens take the places of pieces.
vocab::Vocab python_vocab(const Entries& entries) {
  std::vector<std::string_view> names;
  names.reserve(entries.python_size);
  for (std::size_t i = 0; i < entries.python_size; ++i) names.emplace_back(entries.pieces[i].text);
  for (const auto& [id, token] : entries.python_decoder) {
    if (static_cast<std::size_t>(id) < names.size()) names[static_cast<std::size_t>(id)] = token.content;
  }
  vocab::Vocab vocab;
  std::size_t bytes = 0;
  for (const std::string_view name : names) bytes += name.size();
  vocab.reserve(names.size(), bytes);
  for (std::size_t i = 0; i < names.size(); ++i) vocab.insert(names[i], static_cast<std::int32_t>(i));
  vocab.finish();
  return vocab;
}

std::string python_post_processor(const Source& source, const SentencePieceModel& model,
                                  const Entries& entries, const vocab::Vocab& vocab) {
  const vocab::Vocab names = python_vocab(entries);
  PythonIds ids(names, entries.python_decoder);
  ids.add(source.specials);
  // Tokens that are not added are looked up among the pieces themselves; one that is nowhere gets the id of
  // the unknown one.
  return post_processor(source.the_class.conversion, [&](const std::string& token) -> std::int64_t {
    if (const auto id = ids.find(token)) return *id;
    const std::int32_t piece = vocab.find(token);
    if (piece != vocab::kNoId && static_cast<std::size_t>(piece) < entries.python_size) return piece;
    const auto unknown = static_cast<std::int64_t>(model.unknown_piece);
    if (entries.offset == 0 || unknown != 0) return entries.offset + unknown;
    const std::string& unk_token = source.specials.content(kUnk);
    return ids.find(unk_token).value_or(entries.unk_id);
  });
}

std::vector<added::AddedToken> own_added_tokens(const SentencePieceModel& model) {
  std::vector<added::AddedToken> tokens;
  for (const SentencePieceModel::Piece& piece : model.pieces) {
    const bool is_control = piece.type == SentencePieceModel::PieceType::kControl;
    if (!is_control && piece.type != SentencePieceModel::PieceType::kUserDefined) continue;
    added::AddedToken token;
    token.content = piece.text;
    token.normalized = false;
    token.special = is_control;
    tokens.push_back(std::move(token));
  }
  return tokens;
}

}  // namespace

Converted convert_sentencepiece(const Source& source) {
  const std::string bytes = read_file(source.vocab_path);
  const SentencePieceModel model =
      in_file(source.vocab_path, [&] { return SentencePieceModel::parse(bytes); });
  const Entries entries = make_entries(source, model);
  const Conversion conversion = source.the_class.conversion;
  Converted out;
  out.model = make_model(source, model, entries);
  std::vector<added::AddedToken> own = own_added_tokens(model);
  std::vector<added::AddedToken> named = added_tokens(own, source.config.decoder(), source.specials);
  out.added = {std::move(own), std::move(named)};
  if (conversion == Conversion::kLlama) {
    set_llama_stages(source, out);
    out.post_processor = llama_post_processor(source, out);
    return out;
  }
  out.normalizer = conversion == Conversion::kAlbert || conversion == Conversion::kXlnet ||
                           conversion == Conversion::kRemBert
                       ? albert_normalizer(source, model)
                       : plain_normalizer(model);
  const bool is_t5 = conversion == Conversion::kT5;
  const bool prefix = !is_t5 || source.config.flag_or_null("add_prefix_space", true);
  const bool legacy = !is_t5 || source.config.flag_or_unset("legacy").value_or(true);
  out.pre_tokenizer = metaspace(prefix, legacy);
  out.decoder = metaspace(prefix, legacy);
  out.post_processor = python_post_processor(source, model, entries, out.model.component->vocab());
  return out;
}

}  // namespace btt::loader
