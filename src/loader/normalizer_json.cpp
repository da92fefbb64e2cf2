// Normalizers. "type":"BertNormalizer" is no tag name in the reference: it loads because the BERT reader
// ignores `type`.
#include "loader/base64.hpp"
#include "loader/components.hpp"
#include "loader/pattern_json.hpp"
#include "loader/structs.hpp"
#include "normalize/bert.hpp"
#include "normalize/byte_level.hpp"
#include "normalize/lowercase.hpp"
#include "normalize/nmt.hpp"
#include "normalize/precompiled.hpp"
#include "normalize/prepend.hpp"
#include "normalize/replace.hpp"
#include "normalize/sequence.hpp"
#include "normalize/strip.hpp"
#include "normalize/strip_accents.hpp"
#include "normalize/unicode_form.hpp"

namespace btt::loader {
namespace {

using normalize::Normalizer;
using Result = Loaded<Normalizer>;

constexpr const char* kTags[] = {"Bert",        "Strip",   "StripAccents", "NFC",       "NFD",
                                 "NFKC",        "NFKD",    "Sequence",     "Lowercase", "Nmt",
                                 "Precompiled", "Replace", "Prepend",      "ByteLevel"};

Result read_bert(const Json& value) {
  const Fields json(value, {"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"});
  normalize::BertOptions options;
  options.clean_text = json.at("clean_text").boolean();
  options.handle_chinese_chars = json.at("handle_chinese_chars").boolean();
  options.lowercase = json.at("lowercase").boolean();
  const std::optional<Json> strip_accents = json.find("strip_accents");
  const bool given = strip_accents && !strip_accents->is_null();
  options.strip_accents = given ? strip_accents->boolean() : options.lowercase;
  std::string saved = std::string("{\"type\":\"BertNormalizer\",\"clean_text\":") +
                      boolean_json(options.clean_text) +
                      ",\"handle_chinese_chars\":" + boolean_json(options.handle_chinese_chars) +
                      ",\"strip_accents\":" + (given ? boolean_json(options.strip_accents) : "null") +
                      ",\"lowercase\":" + boolean_json(options.lowercase) + "}";
  return {std::make_unique<normalize::Bert>(options), std::move(saved)};
}

Result read_strip(const Json& value) {
  const Fields json(value, {"strip_left", "strip_right"});
  const bool left = json.at("strip_left").boolean();
  const bool right = json.at("strip_right").boolean();
  return {std::make_unique<normalize::Strip>(left, right),
          std::string("{\"type\":\"Strip\",\"strip_left\":") + boolean_json(left) +
              ",\"strip_right\":" + boolean_json(right) + "}"};
}

Result read_sequence(const Json& value) {
  const Fields json(value, {"normalizers"});
  std::vector<std::unique_ptr<Normalizer>> members;
  std::string saved = "{\"type\":\"Sequence\",\"normalizers\":[";
  for (const Json& element : json.at("normalizers").elements()) {
    Result member = load_normalizer(element);
    if (!members.empty()) saved += ",";
    saved += member.json;
    members.push_back(std::move(member.component));
  }
  return {std::make_unique<normalize::Sequence>(std::move(members)), saved + "]}"};
}

Result read_replace(const Json& value) {
  const Fields json(value, {"pattern", "content"});
  Pattern pattern = read_pattern(json.at("pattern"));
  std::string content(json.at("content").string());
  std::string saved =
      "{\"type\":\"Replace\",\"pattern\":" + pattern.json + ",\"content\":" + json_string(content) + "}";
  return {std::make_unique<normalize::Replace>(std::move(pattern.regex), std::move(content)),
          std::move(saved)};
}

Result read_prepend(const Json& value) {
  const Fields json(value, {"prepend"});
  std::string prefix(json.at("prepend").string());
  std::string saved = "{\"type\":\"Prepend\",\"prepend\":" + json_string(prefix) + "}";
  return {std::make_unique<normalize::Prepend>(std::move(prefix)), std::move(saved)};
}

Result read_precompiled(const Json& json) {
  const Json field = json.at("precompiled_charsmap");
  std::string map;
  if (!decode_base64(field.string(), map)) field.expected("base64");
  try {
    return {std::make_unique<normalize::Precompiled>(map),
            std::string("{\"type\":\"Precompiled\",\"precompiled_charsmap\":\"") + kBlobMark + "\"}"};
  } catch (const Error& error) {
    field.expected(std::string("a character map (") + error.what() + ")");
  }
}

Result read_form(normalize::UnicodeForm form, const char* name) {
  return {std::make_unique<normalize::UnicodeNormalizer>(form), std::string("{\"type\":\"") + name + "\"}"};
}

// Components without fields; nothing where `type` is none of them.
std::optional<Result> read_plain(std::string_view type) {
  if (type == "NFC") return read_form(normalize::UnicodeForm::kNfc, "NFC");
  if (type == "NFD") return read_form(normalize::UnicodeForm::kNfd, "NFD");
  if (type == "NFKC") return read_form(normalize::UnicodeForm::kNfkc, "NFKC");
  if (type == "NFKD") return read_form(normalize::UnicodeForm::kNfkd, "NFKD");
  if (type == "StripAccents")
    return Result{std::make_unique<normalize::StripAccents>(), "{\"type\":\"StripAccents\"}"};
  if (type == "Nmt") return Result{std::make_unique<normalize::Nmt>(), "{\"type\":\"Nmt\"}"};
  if (type == "ByteLevel")
    return Result{std::make_unique<normalize::ByteLevel>(), "{\"type\":\"ByteLevel\"}"};
  if (type == "Lowercase")
    return Result{std::make_unique<normalize::Lowercase>(), "{\"type\":\"Lowercase\"}"};
  return std::nullopt;
}

// Without a tag: the first reader in the reference's order that takes the value. Precompiled never does: its
// reader wants a borrowed string, which a buffered value cannot lend.
Result read_untagged(const Json& json) {
  if (auto bert = attempt([&] { return read_bert(json); })) return std::move(*bert);
  if (auto strip = attempt([&] { return read_strip(json); })) return std::move(*strip);
  // As an array a component without fields is its name alone. ByteLevel comes behind Prepend, which takes any
  // array of one string.
  const std::string_view type = type_of(json);
  if (json.is_object() || (json.is_array() && json.array().size() == 1 && type != "ByteLevel")) {
    if (auto plain = read_plain(type)) return std::move(*plain);
  }
  if (auto sequence = attempt([&] { return read_sequence(json); })) return std::move(*sequence);
  if (auto replace = attempt([&] { return read_replace(json); })) return std::move(*replace);
  if (auto prepend = attempt([&] { return read_prepend(json); })) return std::move(*prepend);
  // What is written in the file says more than "no variant".
  if (type == "BertNormalizer") return read_bert(json);
  fail_untagged(json, "a normalizer object", "NormalizerUntagged");
}

}  // namespace

std::string_view type_of(const Json& json) {
  std::optional<Json> type = json.find("type");
  if (json.is_array() && json.array().size() > 0) type = json.elements().front();
  return type ? unit_variant(*type).value_or("") : std::string_view();
}

Result load_normalizer(const Json& json) {
  const std::string_view type = tag_of(json, kTags);
  if (type.empty()) return read_untagged(json);
  if (type == "Bert") return read_bert(json);
  if (type == "Strip") return read_strip(json);
  if (type == "Sequence") return read_sequence(json);
  if (type == "Replace") return read_replace(json);
  if (type == "Precompiled") return read_precompiled(json);
  if (type == "Prepend") return read_prepend(json);
  return std::move(*read_plain(type));
}

}  // namespace btt::loader
