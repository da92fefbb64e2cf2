// One reader per stage: from a JSON object to a component, and how the reference would save it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "decode/decoder.hpp"
#include "loader/json.hpp"
#include "model/model.hpp"
#include "normalize/normalizer.hpp"
#include "postprocess/post_processor.hpp"
#include "pretokenize/pre_tokenizer.hpp"

namespace btt::loader {

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
LoadedModel load_model(const Json& json);

// -------- shared by the readers

// The value of `type` where it is one of the family's tag names, else empty: the reference then tries every
// component of the family in order.
template <std::size_t N>
std::string_view tag_of(const Json& json, const char* const (&tags)[N]) {
  const std::optional<Json> type = json.find("type");
  if (!type || !type->is_string()) return std::string_view();
  const std::string_view name = type->string();
  for (const char* tag : tags) {
    if (name == tag) return tag;
  }
  return std::string_view();
}

// The value of `type`, empty where it is no string.
std::string_view type_of(const Json& json);

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

// True where `read` takes the object.
template <typename Read>
bool takes(Read&& read) {
  return attempt([&] {
           read();
           return true;
         })
      .has_value();
}

}  // namespace btt::loader
