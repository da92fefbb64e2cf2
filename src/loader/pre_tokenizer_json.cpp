// Pre-tokenizers. Without a `type` none loads; CharDelimiterSplit is the one name that is no tag in the
// reference.
#include "loader/components.hpp"
#include "loader/pattern_json.hpp"
#include "loader/structs.hpp"
#include "pretokenize/bert.hpp"
#include "pretokenize/byte_level.hpp"
#include "pretokenize/char_delimiter_split.hpp"
#include "pretokenize/digits.hpp"
#include "pretokenize/fixed_length.hpp"
#include "pretokenize/punctuation.hpp"
#include "pretokenize/sequence.hpp"
#include "pretokenize/split.hpp"
#include "pretokenize/unicode_scripts.hpp"
#include "pretokenize/whitespace.hpp"

namespace btt::loader {
namespace {

using pretokenize::PrependScheme;
using pretokenize::PreTokenizer;
using pretokenize::SplitBehavior;
using Result = Loaded<PreTokenizer>;

struct BehaviorName {
  const char* name;
  SplitBehavior behavior;
};

constexpr BehaviorName kBehaviors[] = {
    {"Removed", SplitBehavior::kRemoved},
    {"Isolated", SplitBehavior::kIsolated},
    {"MergedWithPrevious", SplitBehavior::kMergedWithPrevious},
    {"MergedWithNext", SplitBehavior::kMergedWithNext},
    {"Contiguous", SplitBehavior::kContiguous},
};

const BehaviorName& read_behavior(const Json& json, UnitContent content = UnitContent::kNull) {
  const std::string_view name = unit_variant_or_fail(json, "a string, a split behavior", content);
  for (const BehaviorName& known : kBehaviors) {
    if (name == known.name) return known;
  }
  json.fail("unknown variant `" + std::string(name) + "`, expected a split behavior such as `Isolated`");
}

Result read_punctuation(const Json& json) {
  const std::optional<Json> given = json.find("behavior");
  const BehaviorName& behavior =
      given ? read_behavior(*given, UnitContent::kNullOrEmptyObject) : kBehaviors[1];
  return {std::make_unique<pretokenize::Punctuation>(behavior.behavior),
          std::string("{\"type\":\"Punctuation\",\"behavior\":\"") + behavior.name + "\"}"};
}

Result read_digits(const Json& json) {
  const bool individual = json.at("individual_digits").boolean();
  return {std::make_unique<pretokenize::Digits>(individual),
          std::string("{\"type\":\"Digits\",\"individual_digits\":") + (individual ? "true}" : "false}")};
}

Result read_sequence(const Json& json) {
  std::vector<std::unique_ptr<PreTokenizer>> members;
  std::string saved = "{\"type\":\"Sequence\",\"pretokenizers\":[";
  for (const Json& element : json.at("pretokenizers").elements()) {
    Result member = load_pre_tokenizer(element);
    if (!members.empty()) saved += ",";
    saved += member.json;
    members.push_back(std::move(member.component));
  }
  return {std::make_unique<pretokenize::Sequence>(std::move(members)), saved + "]}"};
}

Result read_byte_level(const Json& json) {
  const ByteLevelFields fields = read_byte_level_fields(json);
  return {std::make_unique<pretokenize::ByteLevel>(fields.add_prefix_space, fields.use_regex),
          save_byte_level(fields)};
}

Result read_metaspace(const Json& json) {
  const MetaspaceFields fields = read_metaspace_fields(json);
  return {std::make_unique<pretokenize::Metaspace>(fields.replacement, fields.scheme, fields.split),
          save_metaspace(fields)};
}

Result read_split(const Json& value) {
  const Fields json(value, {"type", "pattern", "behavior", "invert"});
  Pattern pattern = read_pattern(json.at("pattern"));
  const BehaviorName& behavior = read_behavior(json.at("behavior"));
  const bool invert = json.at("invert").boolean();
  std::string saved = "{\"type\":\"Split\",\"pattern\":" + pattern.json + ",\"behavior\":\"" + behavior.name +
                      "\",\"invert\":" + boolean_json(invert) + "}";
  return {std::make_unique<pretokenize::Split>(std::move(pattern.regex), behavior.behavior, invert),
          std::move(saved)};
}

Result read_fixed_length(const Json& json) {
  const std::optional<Json> given = json.find("length");
  const std::uint64_t length = given ? given->unsigned_number() : 5;
  return {std::make_unique<pretokenize::FixedLength>(static_cast<std::size_t>(length)),
          "{\"type\":\"FixedLength\",\"length\":" + std::to_string(length) + "}"};
}

Result read_char_delimiter_split(const Json& json) {
  const Json delimiter = json.at("delimiter");
  return {std::make_unique<pretokenize::CharDelimiterSplit>(delimiter.character()),
          "{\"type\":\"CharDelimiterSplit\",\"delimiter\":" + json_string(delimiter.string()) + "}"};
}

}  // namespace

ByteLevelFields read_byte_level_fields(const Json& json) {
  ByteLevelFields fields;
  fields.add_prefix_space = json.at("add_prefix_space").boolean();
  fields.trim_offsets = json.at("trim_offsets").boolean();
  if (const std::optional<Json> use_regex = json.find("use_regex")) fields.use_regex = use_regex->boolean();
  return fields;
}

std::string save_byte_level(const ByteLevelFields& fields) {
  return std::string("{\"type\":\"ByteLevel\",\"add_prefix_space\":") +
         boolean_json(fields.add_prefix_space) + ",\"trim_offsets\":" + boolean_json(fields.trim_offsets) +
         ",\"use_regex\":" + boolean_json(fields.use_regex) + "}";
}

MetaspaceFields read_metaspace_fields(const Json& value) {
  const Fields json(value, {"type", "replacement", "add_prefix_space", "prepend_scheme", "split", "str_rep"});
  MetaspaceFields fields;
  const Json replacement = json.at("replacement");
  replacement.character();
  fields.replacement = replacement.string();
  if (const std::optional<Json> scheme = json.find("prepend_scheme")) {
    const std::string_view name = unit_variant_or_fail(*scheme, "a string, a prepend scheme");
    if (name == "first") {
      fields.scheme = PrependScheme::kFirst;
    } else if (name == "never") {
      fields.scheme = PrependScheme::kNever;
    } else if (name != "always") {
      scheme->fail("unknown variant `" + std::string(name) + "`, expected one of `first`, `never`, `always`");
    }
  }
  // The old spelling: false is taken beside an explicit `never` only, true says nothing.
  const std::optional<Json> prefix = json.find("add_prefix_space");
  if (prefix && !prefix->is_null() && !prefix->boolean() && fields.scheme != PrependScheme::kNever) {
    prefix->expected("no add_prefix_space or true beside this prepend_scheme");
  }
  // Never used, but of the right type.
  const std::optional<Json> old_name = json.find("str_rep");
  if (old_name && !old_name->is_null()) old_name->string();
  const std::optional<Json> split = json.find("split");
  if (split && !split->is_null()) fields.split = split->boolean();
  return fields;
}

std::string save_metaspace(const MetaspaceFields& fields) {
  const char* scheme = fields.scheme == PrependScheme::kAlways  ? "always"
                       : fields.scheme == PrependScheme::kFirst ? "first"
                                                                : "never";
  return "{\"type\":\"Metaspace\",\"replacement\":" + json_string(fields.replacement) +
         ",\"prepend_scheme\":\"" + scheme + "\",\"split\":" + boolean_json(fields.split) + "}";
}

Result load_pre_tokenizer(const Json& json) {
  // Every reader looks at `type`. Of those that take an array too, type first, some have no field beside it.
  const std::string_view type = type_of(json);
  if (json.is_array()) {
    if (type == "Metaspace") return read_metaspace(json);
    if (type == "Split") return read_split(json);
    if (json.array().size() != 1) fail_untagged(json, "a pre-tokenizer object", "PreTokenizerUntagged");
  }
  if (type == "BertPreTokenizer") {
    return {std::make_unique<pretokenize::Bert>(), "{\"type\":\"BertPreTokenizer\"}"};
  }
  if (type == "Whitespace") return {std::make_unique<pretokenize::Whitespace>(), "{\"type\":\"Whitespace\"}"};
  if (type == "WhitespaceSplit") {
    return {std::make_unique<pretokenize::WhitespaceSplit>(), "{\"type\":\"WhitespaceSplit\"}"};
  }
  if (type == "UnicodeScripts") {
    return {std::make_unique<pretokenize::UnicodeScripts>(), "{\"type\":\"UnicodeScripts\"}"};
  }
  if (json.is_object()) {
    if (type == "Punctuation") return read_punctuation(json);
    if (type == "Digits") return read_digits(json);
    if (type == "Sequence") return read_sequence(json);
    if (type == "ByteLevel") return read_byte_level(json);
    if (type == "Metaspace") return read_metaspace(json);
    if (type == "Split") return read_split(json);
    if (type == "FixedLength") return read_fixed_length(json);
    if (type == "CharDelimiterSplit") return read_char_delimiter_split(json);
  }
  fail_untagged(json, "a pre-tokenizer object", "PreTokenizerUntagged");
}

}  // namespace btt::loader
