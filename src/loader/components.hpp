// One reader per stage: from a JSON object to a component, and how the reference would save it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "decode/decoder.hpp"
#include "loader/json.hpp"
#include "loader/plain_model.hpp"
#include "model/model.hpp"
#include "normalize/normalizer.hpp"
#include "postprocess/post_processor.hpp"
#include "pretokenize/metaspace.hpp"

namespace btt::loader {

// Stands in a saved normalizer where the base64 of its next blob goes. No JSON text holds this byte.
constexpr char kBlobMark = '\x01';

// A component and its canonical JSON.
template <typename Component>
struct Loaded {
  std::unique_ptr<Component> component;
  std::string json;
};

// Each throws kParse where the object is none that the reference would take, and kUnsupported where it is one
// that this library does not implement.
Loaded<normalize::Normalizer> load_normalizer(const Json& json);
Loaded<pretokenize::PreTokenizer> load_pre_tokenizer(const Json& json);
Loaded<decode::Decoder> load_decoder(const Json& json);

struct LoadedPostProcessor : Loaded<postprocess::PostProcessor> {
  // Texts of the special tokens that it names by their role; empty where it does not.
  std::string cls_token;
  std::string sep_token;
};
LoadedPostProcessor load_post_processor(const Json& json);

struct LoadedModel {
  std::unique_ptr<model::Model> component;
  std::string json_before_vocab;
  std::string json_after_vocab;
};
// Where the long parts of a model stand: already read, or, for the digits of scores, in the whole padded
// file, with which of its `model` sections is meant.
struct ModelText {
  const simdjson::padded_string& file;
  std::size_t section;
  PlainModel* plain;  // null where the document model holds all
};
LoadedModel load_model(const Json& json, const ModelText& text);

// An object of tokens and their ids.
vocab::Vocab read_vocab(const Json& json);

// -------- fields that components of two stages share
struct ByteLevelFields {
  bool add_prefix_space = false;
  bool trim_offsets = false;
  bool use_regex = true;
};
ByteLevelFields read_byte_level_fields(const Json& json);
std::string save_byte_level(const ByteLevelFields& fields);

struct MetaspaceFields {
  std::string replacement;
  pretokenize::PrependScheme scheme = pretokenize::PrependScheme::kAlways;
  bool split = true;
};
MetaspaceFields read_metaspace_fields(const Json& json);
std::string save_metaspace(const MetaspaceFields& fields);

// -------- shared by the readers

// The value of `type`, empty where it is no variant. In an array, which is a struct written by position, it
// is the first element.
std::string_view type_of(const Json& json);

// The value of `type` where it is one of the family's tag names and stands once, else empty: the reference
// then tries every component of the family in order.
template <std::size_t N>
std::string_view tag_of(const Json& json, const char* const (&tags)[N]) {
  if (json.count("type") != 1) return std::string_view();
  const std::string_view name = type_of(json);
  for (const char* tag : tags) {
    if (name == tag) return tag;
  }
  return std::string_view();
}

// What `read` makes of the object, nothing where it does not take it: one of the tries of the reference's
// untagged enums. The result is kept because trying and then reading again doubles the work at each level of
// nested sequences.
template <typename Read>
auto attempt(Read&& read) -> std::optional<decltype(read())> {
  try {
    return read();
  } catch (const Error& error) {
    if (error.status() != Status::kParse) throw;
    return std::nullopt;
  }
}

// The complaint about a value that no reader of the family takes.
[[noreturn]] inline void fail_untagged(const Json& json, const char* what, const char* untagged) {
  json.expected(std::string(what) + " (data did not match any variant of untagged enum " + untagged + ")");
}

}  // namespace btt::loader
