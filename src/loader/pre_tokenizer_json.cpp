// Pre-tokenizers. Without a `type` none loads; CharDelimiterSplit is the one name that is no tag in the
// reference.
#include "loader/components.hpp"
#include "pretokenize/bert.hpp"
#include "pretokenize/digits.hpp"
#include "pretokenize/punctuation.hpp"
#include "pretokenize/sequence.hpp"
#include "pretokenize/whitespace.hpp"

namespace btt::loader {
namespace {

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

// Known to the reference, not implemented here.
constexpr const char* kRefused[] = {"ByteLevel",      "Metaspace",   "Split",
                                    "UnicodeScripts", "FixedLength", "CharDelimiterSplit"};

const BehaviorName& read_behavior(const Json& json) {
  const std::string_view name = json.string();
  for (const BehaviorName& known : kBehaviors) {
    if (name == known.name) return known;
  }
  json.fail("unknown variant `" + std::string(name) + "`, expected a split behavior such as `Isolated`");
}

Result read_punctuation(const Json& json) {
  const std::optional<Json> given = json.find("behavior");
  const BehaviorName& behavior = given ? read_behavior(*given) : kBehaviors[1];
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

}  // namespace

Result load_pre_tokenizer(const Json& json) {
  if (!json.is_object()) json.fail("expected a pre-tokenizer object");
  const std::string_view type = type_of(json);
  if (type == "BertPreTokenizer") {
    return {std::make_unique<pretokenize::Bert>(), "{\"type\":\"BertPreTokenizer\"}"};
  }
  if (type == "Whitespace") return {std::make_unique<pretokenize::Whitespace>(), "{\"type\":\"Whitespace\"}"};
  if (type == "WhitespaceSplit") {
    return {std::make_unique<pretokenize::WhitespaceSplit>(), "{\"type\":\"WhitespaceSplit\"}"};
  }
  if (type == "Punctuation") return read_punctuation(json);
  if (type == "Digits") return read_digits(json);
  if (type == "Sequence") return read_sequence(json);
  for (const char* name : kRefused) {
    if (type == name) json.unsupported("pre-tokenizer: " + std::string(type));
  }
  json.fail("data did not match any variant of untagged enum PreTokenizerUntagged (type '" +
            std::string(type) + "')");
}

}  // namespace btt::loader
