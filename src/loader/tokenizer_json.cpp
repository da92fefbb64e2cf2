#include "loader/tokenizer_json.hpp"

#include <algorithm>

#include "fused/compile.hpp"
#include "loader/components.hpp"
#include "loader/json.hpp"
#include "loader/structs.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

using encoding::Direction;
using pipeline::Defaults;
using pipeline::PaddingStrategy;
using pipeline::SpecialKind;
using pipeline::Tokenizer;
using pipeline::TruncationStrategy;

constexpr std::uint64_t kMaxId32 = 0xFFFFFFFF;

Direction read_direction(const Json& json) {
  const std::string_view name = unit_variant_or_fail(json, "a string, `Left` or `Right`");
  if (name == "Right") return Direction::kRight;
  if (name == "Left") return Direction::kLeft;
  json.fail("unknown variant `" + std::string(name) + "`, expected `Left` or `Right`");
}

Defaults::Truncation read_truncation(const Json& value) {
  const Fields json(value, {"direction", "max_length", "strategy", "stride"}, Repeated::kRefused);
  Defaults::Truncation truncation;
  if (const std::optional<Json> direction = json.find("direction"))
    truncation.direction = read_direction(*direction);
  truncation.max_length = json.at("max_length").unsigned_number();
  const Json strategy = json.at("strategy");
  const std::string_view name =
      unit_variant_or_fail(strategy, "a string, `LongestFirst`, `OnlyFirst` or `OnlySecond`");
  if (name == "LongestFirst") {
    truncation.strategy = TruncationStrategy::kLongestFirst;
  } else if (name == "OnlyFirst") {
    truncation.strategy = TruncationStrategy::kOnlyFirst;
  } else if (name == "OnlySecond") {
    truncation.strategy = TruncationStrategy::kOnlySecond;
  } else {
    strategy.fail("unknown variant `" + std::string(name) +
                  "`, expected `LongestFirst`, `OnlyFirst` or `OnlySecond`");
  }
  truncation.stride = json.at("stride").unsigned_number();
  return truncation;
}

Defaults::Padding read_padding(const Json& value) {
  const Fields json(value,
                    {"strategy", "direction", "pad_to_multiple_of", "pad_id", "pad_type_id", "pad_token"},
                    Repeated::kRefused);
  Defaults::Padding padding;
  const Json strategy = json.at("strategy");
  if (const std::optional<Json> length = variant_content(strategy, "Fixed")) {
    padding.strategy = PaddingStrategy::kFixed;
    padding.length = length->unsigned_number();
  } else if (unit_variant(strategy) != "BatchLongest") {
    strategy.expected("\"BatchLongest\" or {\"Fixed\": n}");
  }
  padding.pad.direction = read_direction(json.at("direction"));
  const std::optional<Json> multiple = json.find("pad_to_multiple_of");
  if (multiple && !multiple->is_null()) padding.multiple_of = multiple->unsigned_number();
  padding.pad.id = json.at("pad_id").id();
  padding.pad.type_id = json.at("pad_type_id").id();
  padding.pad.token = json.at("pad_token").string();
  return padding;
}

// An added token that has every member once and of the right type, nothing else; false for any other, whose
// complaint takes the strict way.
bool read_plain_token(const simdjson::dom::element& element, added::AddedToken& token) {
  simdjson::dom::object members;
  if (element.get_object().get(members)) return false;
  const std::pair<std::string_view, bool*> flags[] = {{"single_word", &token.single_word},
                                                      {"lstrip", &token.lstrip},
                                                      {"rstrip", &token.rstrip},
                                                      {"normalized", &token.normalized},
                                                      {"special", &token.special}};
  unsigned seen = 0;  // one bit each: id, content, flags
  std::size_t count = 0;
  for (const simdjson::dom::key_value_pair member : members) {
    ++count;
    if (member.key == "id") {
      std::uint64_t id = 0;
      if (member.value.get_uint64().get(id) || id > kMaxId32) return false;
      seen |= 1;
    } else if (member.key == "content") {
      std::string_view content;
      if (member.value.get_string().get(content) || unicode::find_invalid(content) != unicode::kNpos)
        return false;
      token.content = content;
      seen |= 2;
    } else {
      unsigned bit = 4;
      for (const auto& [key, flag] : flags) {
        if (member.key == key) {
          if (member.value.get_bool().get(*flag)) return false;
          seen |= bit;
        }
        bit <<= 1;
      }
    }
  }
  return seen == 0x7F && count == 7;
}

added::AddedToken read_token(const Json& element) {
  refuse_repeated(element, {"id", "content", "single_word", "lstrip", "rstrip", "normalized", "special"});
  // The id is a remark of the file: ids follow the order of registration. It must be one, though.
  if (element.at("id").unsigned_number() > kMaxId32)
    element.at("id").expected("an unsigned integer of 32 bits");
  added::AddedToken token;
  token.content = element.at("content").string();
  token.single_word = element.at("single_word").boolean();
  token.lstrip = element.at("lstrip").boolean();
  token.rstrip = element.at("rstrip").boolean();
  token.normalized = element.at("normalized").boolean();
  token.special = element.at("special").boolean();
  return token;
}

std::vector<added::AddedToken> read_added_tokens(const Json& json) {
  std::vector<added::AddedToken> tokens;
  simdjson::dom::array list;
  if (json.array().get(list)) json.expected("an array");
  for (const simdjson::dom::element element : list) {
    // Ten thousand of them are not rare, and the strict way makes a path for each member.
    added::AddedToken token;
    if (!read_plain_token(element, token)) {
      token = read_token(Json(element, json.path() + "[" + std::to_string(tokens.size()) + "]"));
    }
    tokens.push_back(std::move(token));
  }
  return tokens;
}

// The contents by which files name their special tokens, where nothing else does.
struct Convention {
  SpecialKind kind;
  const char* contents[2];
};

constexpr Convention kConventions[] = {
    {SpecialKind::kPad, {"[PAD]", "<pad>"}},    {SpecialKind::kCls, {"[CLS]", "<s>"}},
    {SpecialKind::kSep, {"[SEP]", "</s>"}},     {SpecialKind::kBos, {"<s>", "[CLS]"}},
    {SpecialKind::kEos, {"</s>", "[SEP]"}},     {SpecialKind::kUnk, {"[UNK]", "<unk>"}},
    {SpecialKind::kMask, {"[MASK]", "<mask>"}},
};

void name_special_tokens(Defaults& defaults, const LoadedPostProcessor& post_processor,
                         const std::string& unk_token, const AddedBatches& added) {
  const auto offer = [&](SpecialKind kind, const std::string& content) {
    std::string& slot = defaults.special_tokens[static_cast<std::size_t>(kind) - 1];
    if (slot.empty()) slot = content;
  };
  if (defaults.padding) offer(SpecialKind::kPad, defaults.padding->pad.token);
  offer(SpecialKind::kUnk, unk_token);
  offer(SpecialKind::kCls, post_processor.cls_token);
  offer(SpecialKind::kSep, post_processor.sep_token);
  for (const Convention& convention : kConventions) {
    for (const char* content : convention.contents) {
      const bool known = std::any_of(added.begin(), added.end(), [&](const auto& batch) {
        return std::any_of(batch.begin(), batch.end(), [&](const added::AddedToken& token) {
          return token.special && token.content == content;
        });
      });
      if (known) offer(convention.kind, content);
    }
  }
}

void read_version(const Json& json) {
  if (json.string() != "1.0") json.expected("version \"1.0\"");
}

// What the sections of a file hold. Of a repeated section the last one counts, but each must be right.
struct Sections {
  std::optional<Defaults::Truncation> truncation;
  std::optional<Defaults::Padding> padding;
  std::vector<added::AddedToken> added_tokens;
  Loaded<normalize::Normalizer> normalizer;
  Loaded<pretokenize::PreTokenizer> pre_tokenizer;
  LoadedPostProcessor post_processor;
  Loaded<decode::Decoder> decoder;
  std::optional<LoadedModel> model;
};

// `read` where the section is not null, else what its lack means.
template <typename Value, typename Read>
void read_section(Value& out, const Json& json, Read&& read) {
  if (json.is_null()) {
    out = Value();
  } else {
    out = read(json);
  }
}

Sections read_sections(const Json& root, const simdjson::padded_string& text, PlainModel* plain) {
  if (!root.is_object()) root.expected("a tokenizer object");
  Sections sections;
  std::size_t models = 0;
  for (const simdjson::dom::key_value_pair member : root.object()) {
    const Json json(member.value, member_path(root.path(), member.key));
    if (member.key == "version") {
      read_version(json);
    } else if (member.key == "truncation") {
      read_section(sections.truncation, json, read_truncation);
    } else if (member.key == "padding") {
      read_section(sections.padding, json, read_padding);
    } else if (member.key == "added_tokens") {
      sections.added_tokens = read_added_tokens(json);
    } else if (member.key == "normalizer") {
      read_section(sections.normalizer, json, load_normalizer);
    } else if (member.key == "pre_tokenizer") {
      read_section(sections.pre_tokenizer, json, load_pre_tokenizer);
    } else if (member.key == "post_processor") {
      read_section(sections.post_processor, json, load_post_processor);
    } else if (member.key == "decoder") {
      read_section(sections.decoder, json, load_decoder);
    } else if (member.key == "model") {
      sections.model = load_model(json, ModelText{text, models++, plain});
    } else {
      root.fail("found the unknown key " + json_string(member.key) +
                ", expected version, truncation, padding, added_tokens, normalizer, pre_tokenizer, "
                "post_processor, decoder or model");
    }
  }
  return sections;
}

// A component, or what does nothing in its place.
template <typename Passthrough, typename Component>
std::unique_ptr<Component> or_passthrough(std::unique_ptr<Component> component) {
  return component ? std::move(component) : std::make_unique<Passthrough>();
}
std::string or_null(std::string json) {
  return json.empty() ? "null" : std::move(json);
}

Defaults make_defaults(Sections& sections, const SideFiles& side_files) {
  Defaults defaults;
  defaults.truncation = sections.truncation;
  defaults.padding = std::move(sections.padding);
  defaults.padding_side = side_files.padding_side;
  defaults.truncation_side = side_files.truncation_side;
  defaults.model_max_length = side_files.model_max_length;
  std::copy(std::begin(side_files.special_tokens), std::end(side_files.special_tokens),
            std::begin(defaults.special_tokens));
  return defaults;
}

std::shared_ptr<const Tokenizer> assemble(Sections sections, LoadedModel model, const AddedBatches& added,
                                          const SideFiles& side_files) {
  Defaults defaults = make_defaults(sections, side_files);
  name_special_tokens(defaults, sections.post_processor, std::string(model.component->unk_token()), added);

  auto stages = std::make_shared<pipeline::Stages>();
  stages->normalizer = or_passthrough<normalize::Passthrough>(std::move(sections.normalizer.component));
  stages->normalizer_json = or_null(std::move(sections.normalizer.json));
  stages->pre_tokenizer =
      or_passthrough<pretokenize::Passthrough>(std::move(sections.pre_tokenizer.component));
  stages->pre_tokenizer_json = or_null(std::move(sections.pre_tokenizer.json));
  stages->post_processor =
      or_passthrough<postprocess::Passthrough>(std::move(sections.post_processor.component));
  stages->post_processor_json = or_null(std::move(sections.post_processor.json));
  stages->decoder = or_passthrough<decode::Passthrough>(std::move(sections.decoder.component));
  stages->decoder_json = or_null(std::move(sections.decoder.json));
  stages->model = std::move(model.component);
  stages->encoder = fused::compile(*stages->normalizer, *stages->pre_tokenizer, *stages->model);
  stages->model_json_before_vocab = std::move(model.json_before_vocab);
  stages->model_json_after_vocab = std::move(model.json_after_vocab);

  std::shared_ptr<const Tokenizer> tokenizer =
      std::make_shared<Tokenizer>(std::move(stages), std::move(defaults));
  std::size_t count = 0;
  for (const std::vector<added::AddedToken>& batch : added) {
    if (!batch.empty()) tokenizer = tokenizer->with_added_tokens(batch, count);
  }
  return tokenizer;
}

// `plain` has what is missing in the text, where it is not null.
std::shared_ptr<const Tokenizer> read_whole(std::string_view text, PlainModel* plain,
                                            const SideFiles& side_files) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  const Json root = parse_json(text, parser, padded);
  Sections sections = read_sections(root, padded, plain);
  if (!sections.model) root.at("model");  // says what is missing
  LoadedModel model = std::move(*sections.model);
  const AddedBatches added = {std::move(sections.added_tokens)};
  return assemble(std::move(sections), std::move(model), added, side_files);
}

}  // namespace

std::shared_ptr<const Tokenizer> read_tokenizer(std::string_view text, const SideFiles& side_files) {
  PlainModel plain;
  if (plain.read(text)) {
    try {
      return read_whole(plain.rest(), &plain, side_files);
    } catch (const Error&) {
      // Complaints are about the whole text.
    }
  }
  return read_whole(text, nullptr, side_files);
}

std::shared_ptr<const Tokenizer> make_tokenizer(std::string_view stages_json, LoadedModel model,
                                                const AddedBatches& added, const SideFiles& side_files) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  Sections sections = read_sections(parse_json(stages_json, parser, padded), padded, nullptr);
  return assemble(std::move(sections), std::move(model), added, side_files);
}

}  // namespace btt::loader
