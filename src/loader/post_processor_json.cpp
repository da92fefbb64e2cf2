// Post-processors. The reference never looks at `type` here but for ByteLevel and Sequence: it tries Roberta,
// Bert, ByteLevel, Template, Sequence in this order, so an object with sep, cls, trim_offsets and
// add_prefix_space is Roberta whatever it says.
#include "loader/components.hpp"
#include "loader/structs.hpp"
#include "postprocess/bert.hpp"
#include "postprocess/byte_level.hpp"
#include "postprocess/roberta.hpp"
#include "postprocess/sequence.hpp"
#include "postprocess/template.hpp"

namespace btt::loader {
namespace {

using postprocess::SpecialToken;
using postprocess::TemplatePiece;
using postprocess::TemplateSpecial;

SpecialToken read_special(const Json& json) {
  const std::vector<Json> pair = json.elements();
  if (pair.size() != 2) json.expected("[token, id]");
  return SpecialToken{std::string(pair[0].string()), pair[1].id()};
}

std::string save_special(const SpecialToken& special) {
  return "[" + json_string(special.token) + "," + std::to_string(special.id) + "]";
}

LoadedPostProcessor read_bert(const Json& value) {
  const Fields json(value, {"sep", "cls"}, Repeated::kRefused);
  LoadedPostProcessor loaded;
  SpecialToken sep = read_special(json.at("sep"));
  SpecialToken cls = read_special(json.at("cls"));
  loaded.cls_token = cls.token;
  loaded.sep_token = sep.token;
  loaded.json =
      "{\"type\":\"BertProcessing\",\"sep\":" + save_special(sep) + ",\"cls\":" + save_special(cls) + "}";
  loaded.component = std::make_unique<postprocess::Bert>(std::move(sep), std::move(cls));
  return loaded;
}

LoadedPostProcessor read_roberta(const Json& value) {
  const Fields json(value, {"sep", "cls", "trim_offsets", "add_prefix_space"}, Repeated::kRefused);
  LoadedPostProcessor loaded;
  SpecialToken sep = read_special(json.at("sep"));
  SpecialToken cls = read_special(json.at("cls"));
  const bool trim_offsets = json.at("trim_offsets").boolean();
  const bool add_prefix_space = json.at("add_prefix_space").boolean();
  loaded.cls_token = cls.token;
  loaded.sep_token = sep.token;
  loaded.json = "{\"type\":\"RobertaProcessing\",\"sep\":" + save_special(sep) +
                ",\"cls\":" + save_special(cls) + ",\"trim_offsets\":" + (trim_offsets ? "true" : "false") +
                ",\"add_prefix_space\":" + (add_prefix_space ? "true}" : "false}");
  loaded.component =
      std::make_unique<postprocess::Roberta>(std::move(sep), std::move(cls), trim_offsets, add_prefix_space);
  return loaded;
}

LoadedPostProcessor read_byte_level(const Json& json) {
  refuse_repeated(json, {"type", "add_prefix_space", "trim_offsets", "use_regex"});
  const ByteLevelFields fields = read_byte_level_fields(json);
  LoadedPostProcessor loaded;
  loaded.json = save_byte_level(fields);
  loaded.component = std::make_unique<postprocess::ByteLevel>(fields.add_prefix_space, fields.trim_offsets);
  return loaded;
}

LoadedPostProcessor read_sequence(const Json& json) {
  refuse_repeated(json, {"type", "processors"});
  LoadedPostProcessor loaded;
  std::vector<std::unique_ptr<postprocess::PostProcessor>> members;
  loaded.json = "{\"type\":\"Sequence\",\"processors\":[";
  for (const Json& element : json.at("processors").elements()) {
    LoadedPostProcessor member = load_post_processor(element);
    if (!members.empty()) loaded.json += ",";
    loaded.json += member.json;
    if (loaded.cls_token.empty()) loaded.cls_token = member.cls_token;
    if (loaded.sep_token.empty()) loaded.sep_token = member.sep_token;
    members.push_back(std::move(member.component));
  }
  loaded.json += "]}";
  loaded.component = std::make_unique<postprocess::Sequence>(std::move(members));
  return loaded;
}

// Appends the saved form to `saved`.
TemplatePiece read_piece(const Json& json, std::string& saved) {
  const std::optional<Json> special = variant_content(json, "SpecialToken");
  const std::optional<Json> sequence = variant_content(json, "Sequence");
  if (!special && !sequence) json.expected("{\"Sequence\": ...} or {\"SpecialToken\": ...}");
  const Json& content = special ? *special : *sequence;
  const Fields body(content, {"id", "type_id"}, Repeated::kRefused);
  TemplatePiece piece;
  piece.is_special = special.has_value();
  const Json id = body.at("id");
  const std::string name(piece.is_special ? id.string() : unit_variant_or_fail(id, "a string, `A` or `B`"));
  piece.type_id = body.at("type_id").id();
  if (piece.is_special) {
    piece.special = name;
  } else {
    if (name != "A" && name != "B") id.fail("unknown variant `" + name + "`, expected `A` or `B`");
    piece.sequence = name == "A" ? 0 : 1;
  }
  saved += std::string("{\"") + (piece.is_special ? "SpecialToken" : "Sequence") +
           "\":{\"id\":" + json_string(name) + ",\"type_id\":" + std::to_string(piece.type_id) + "}}";
  return piece;
}

std::vector<TemplatePiece> read_pieces(const Json& json, std::string& saved) {
  std::vector<TemplatePiece> pieces;
  saved += "[";
  for (const Json& element : json.elements()) {
    if (!pieces.empty()) saved += ",";
    pieces.push_back(read_piece(element, saved));
  }
  saved += "]";
  return pieces;
}

std::map<std::string, TemplateSpecial> read_specials(const Json& json, std::string& saved) {
  std::map<std::string, TemplateSpecial> specials;
  std::map<std::string, std::string> texts;  // saved in order of the names, as the reference does
  for (const simdjson::dom::key_value_pair member : json.object()) {
    const Json content(member.value, member_path(json.path(), member.key));
    const Fields body(content, {"id", "ids", "tokens"}, Repeated::kRefused);
    const std::string name(body.at("id").string());
    TemplateSpecial special;
    std::string text = "{\"id\":" + json_string(name) + ",\"ids\":[";
    for (const Json& id : body.at("ids").elements()) {
      if (!special.ids.empty()) text += ",";
      special.ids.push_back(id.id());
      text += std::to_string(special.ids.back());
    }
    text += "],\"tokens\":[";
    for (const Json& token : body.at("tokens").elements()) {
      if (!special.tokens.empty()) text += ",";
      special.tokens.emplace_back(token.string());
      text += json_string(special.tokens.back());
    }
    specials[std::string(member.key)] = std::move(special);
    texts[std::string(member.key)] = text + "]}";
  }
  saved += "{";
  for (const auto& entry : texts) {
    if (saved.back() != '{') saved += ",";
    saved += json_string(entry.first) + ":" + entry.second;
  }
  saved += "}";
  return specials;
}

LoadedPostProcessor read_template(const Json& value) {
  const Fields json(value, {"single", "pair", "special_tokens"}, Repeated::kRefused);
  LoadedPostProcessor loaded;
  std::string saved = "{\"type\":\"TemplateProcessing\",\"single\":";
  std::vector<TemplatePiece> single = read_pieces(json.at("single"), saved);
  saved += ",\"pair\":";
  std::vector<TemplatePiece> pair = read_pieces(json.at("pair"), saved);
  saved += ",\"special_tokens\":";
  std::map<std::string, TemplateSpecial> specials = read_specials(json.at("special_tokens"), saved);
  loaded.json = saved + "}";
  loaded.component =
      std::make_unique<postprocess::Template>(std::move(single), std::move(pair), std::move(specials));
  return loaded;
}

}  // namespace

LoadedPostProcessor load_post_processor(const Json& json) {
  if (auto roberta = attempt([&] { return read_roberta(json); })) return std::move(*roberta);
  if (auto bert = attempt([&] { return read_bert(json); })) return std::move(*bert);
  const std::string_view type = type_of(json);
  if (type == "ByteLevel" && json.is_object()) {
    if (auto byte_level = attempt([&] { return read_byte_level(json); })) return std::move(*byte_level);
  }
  if (auto pieces = attempt([&] { return read_template(json); })) return std::move(*pieces);
  // What is wrong with the component that the file names says more than "no variant".
  if (json.is_object()) {
    if (type == "Sequence") return read_sequence(json);
    if (type == "TemplateProcessing") return read_template(json);
    if (type == "RobertaProcessing") return read_roberta(json);
    if (type == "BertProcessing") return read_bert(json);
    if (type == "ByteLevel") return read_byte_level(json);
  }
  fail_untagged(json, "a post-processor object", "PostProcessorWrapper");
}

}  // namespace btt::loader
