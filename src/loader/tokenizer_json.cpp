#include "loader/tokenizer_json.hpp"

#include <algorithm>

#include "loader/components.hpp"
#include "loader/json.hpp"

namespace btt::loader {
namespace {

using encoding::Direction;
using pipeline::Defaults;
using pipeline::PaddingStrategy;
using pipeline::SpecialKind;
using pipeline::Tokenizer;
using pipeline::TruncationStrategy;

constexpr const char* kSections[] = {"version",        "truncation", "padding",
                                     "added_tokens",   "normalizer", "pre_tokenizer",
                                     "post_processor", "decoder",    "model"};

// A section that is there and not null.
std::optional<Json> section(const Json& root, const char* name) {
  std::optional<Json> found = root.find(name);
  if (found && found->is_null()) found.reset();
  return found;
}

void check_top_level(const Json& root) {
  if (!root.is_object()) root.fail("expected a tokenizer object");
  for (const simdjson::dom::key_value_pair member : root.object()) {
    const bool known = std::any_of(std::begin(kSections), std::end(kSections),
                                   [&](const char* name) { return member.key == name; });
    if (!known) root.fail("unknown key " + json_string(member.key));
  }
  if (const std::optional<Json> version = root.find("version")) {
    if (version->string() != "1.0")
      version->fail("unknown tokenizer version '" + std::string(version->string()) + "'");
  }
}

Direction read_direction(const Json& json) {
  const std::string_view name = json.string();
  if (name == "Right") return Direction::kRight;
  if (name == "Left") return Direction::kLeft;
  json.fail("unknown variant `" + std::string(name) + "`, expected `Left` or `Right`");
}

Defaults::Truncation read_truncation(const Json& json) {
  Defaults::Truncation truncation;
  if (const std::optional<Json> direction = json.find("direction"))
    truncation.direction = read_direction(*direction);
  truncation.max_length = json.at("max_length").unsigned_number();
  const Json strategy = json.at("strategy");
  const std::string_view name = strategy.string();
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

Defaults::Padding read_padding(const Json& json) {
  Defaults::Padding padding;
  const Json strategy = json.at("strategy");
  if (strategy.is_object()) {
    padding.strategy = PaddingStrategy::kFixed;
    padding.length = strategy.at("Fixed").unsigned_number();
  } else if (strategy.string() != "BatchLongest") {
    strategy.fail("expected \"BatchLongest\" or {\"Fixed\": n}");
  }
  padding.pad.direction = read_direction(json.at("direction"));
  const std::optional<Json> multiple = json.find("pad_to_multiple_of");
  if (multiple && !multiple->is_null()) padding.multiple_of = multiple->unsigned_number();
  padding.pad.id = json.at("pad_id").id();
  padding.pad.type_id = json.at("pad_type_id").id();
  padding.pad.token = json.at("pad_token").string();
  return padding;
}

std::vector<added::AddedToken> read_added_tokens(const Json& json) {
  std::vector<added::AddedToken> tokens;
  for (const Json& element : json.elements()) {
    // The id is a remark of the file: ids follow the order of registration. It must be one, though.
    if (element.at("id").unsigned_number() > 0xFFFFFFFF)
      element.at("id").fail("expected an unsigned integer of 32 bits");
    added::AddedToken token;
    token.content = element.at("content").string();
    token.single_word = element.at("single_word").boolean();
    token.lstrip = element.at("lstrip").boolean();
    token.rstrip = element.at("rstrip").boolean();
    token.normalized = element.at("normalized").boolean();
    token.special = element.at("special").boolean();
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

Defaults read_defaults(const Json& root, const SideFiles& side_files) {
  Defaults defaults;
  if (const auto json = section(root, "truncation")) defaults.truncation = read_truncation(*json);
  if (const auto json = section(root, "padding")) defaults.padding = read_padding(*json);
  defaults.padding_side = side_files.padding_side;
  defaults.truncation_side = side_files.truncation_side;
  defaults.model_max_length = side_files.model_max_length;
  std::copy(std::begin(side_files.special_tokens), std::end(side_files.special_tokens),
            std::begin(defaults.special_tokens));
  return defaults;
}

// Every stage but the model, whose place stays empty.
std::shared_ptr<pipeline::Stages> read_stages(const Json& root, LoadedPostProcessor& post_processor) {
  auto stages = std::make_shared<pipeline::Stages>();
  stages->normalizer = std::make_unique<normalize::Passthrough>();
  stages->pre_tokenizer = std::make_unique<pretokenize::Passthrough>();
  stages->decoder = std::make_unique<decode::Passthrough>();
  if (const auto json = section(root, "normalizer")) {
    auto loaded = load_normalizer(*json);
    stages->normalizer = std::move(loaded.component);
    stages->normalizer_json = std::move(loaded.json);
  }
  if (const auto json = section(root, "pre_tokenizer")) {
    auto loaded = load_pre_tokenizer(*json);
    stages->pre_tokenizer = std::move(loaded.component);
    stages->pre_tokenizer_json = std::move(loaded.json);
  }
  if (const auto json = section(root, "decoder")) {
    auto loaded = load_decoder(*json);
    stages->decoder = std::move(loaded.component);
    stages->decoder_json = std::move(loaded.json);
  }
  post_processor.component = std::make_unique<postprocess::Passthrough>();
  post_processor.json = "null";
  if (const auto json = section(root, "post_processor")) post_processor = load_post_processor(*json);
  stages->post_processor_json = post_processor.json;
  stages->post_processor = std::move(post_processor.component);
  return stages;
}

std::shared_ptr<const Tokenizer> assemble(std::shared_ptr<pipeline::Stages> stages,
                                          const LoadedPostProcessor& post_processor, LoadedModel model,
                                          const AddedBatches& added, Defaults defaults) {
  name_special_tokens(defaults, post_processor, std::string(model.component->unk_token()), added);
  stages->model = std::move(model.component);
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

}  // namespace

std::shared_ptr<const Tokenizer> read_tokenizer(std::string_view text, const SideFiles& side_files) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  const Json root = parse_json(text, parser, padded);
  check_top_level(root);
  Defaults defaults = read_defaults(root, side_files);
  AddedBatches added;
  if (const std::optional<Json> json = root.find("added_tokens")) added.push_back(read_added_tokens(*json));
  LoadedPostProcessor post_processor;
  auto stages = read_stages(root, post_processor);
  return assemble(std::move(stages), post_processor, load_model(root.at("model"), padded), added,
                  std::move(defaults));
}

std::shared_ptr<const Tokenizer> make_tokenizer(std::string_view stages_json, LoadedModel model,
                                                const AddedBatches& added, const SideFiles& side_files) {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  const Json root = parse_json(stages_json, parser, padded);
  Defaults defaults = read_defaults(root, side_files);
  LoadedPostProcessor post_processor;
  auto stages = read_stages(root, post_processor);
  return assemble(std::move(stages), post_processor, std::move(model), added, std::move(defaults));
}

}  // namespace btt::loader
