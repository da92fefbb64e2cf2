#include "loader/pretrained_config.hpp"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "loader/files.hpp"

namespace btt::loader {
namespace {

bool field_flag(const Json& object, const char* key) {
  const std::optional<Json> field = object.find(key);
  return field && field->boolean();
}

// AddedToken(**object): unknown members are ignored.
NamedToken read_added_token(const Json& object) {
  NamedToken token;
  token.is_text = false;
  if (const std::optional<Json> content = object.find("content")) token.content = content->string();
  token.single_word = field_flag(object, "single_word");
  token.lstrip = field_flag(object, "lstrip");
  token.rstrip = field_flag(object, "rstrip");
  token.special = field_flag(object, "special");
  if (const std::optional<Json> normalized = object.find("normalized"))
    token.normalized = normalized->boolean();
  return token;
}

NamedToken text_token(std::string_view content) {
  NamedToken token;
  token.content = content;
  return token;
}

// A token in tokenizer_config.json: objects carry the mark that makes them an AddedToken.
NamedToken read_config_token(const Json& json) {
  if (json.is_string()) return text_token(json.string());
  const std::optional<Json> mark = json.find("__type");
  if (!mark || !mark->is_string() || mark->string() != "AddedToken")
    json.fail("expected a string, or an object with \"__type\": \"AddedToken\"");
  NamedToken token = read_added_token(json);
  token.is_unread_object = true;
  return token;
}

// A token in special_tokens_map.json: every object is an AddedToken, and special.
NamedToken read_map_token(const Json& json) {
  if (json.is_string()) return text_token(json.string());
  if (!json.is_object()) json.fail("expected a string or an object");
  NamedToken token = read_added_token(json);
  token.special = true;
  return token;
}

constexpr const char* kAdditional = "additional_special_tokens";

std::int64_t read_decoder_id(const Json& json, std::string_view key) {
  std::int64_t id = 0;
  const bool digits =
      !key.empty() && std::all_of(key.begin(), key.end(), [](char c) { return c >= '0' && c <= '9'; });
  for (const char c : key.substr(0, 10)) id = 10 * id + (c - '0');
  if (!digits || key.size() > 10 || id > std::numeric_limits<std::int32_t>::max())
    json.fail("expected an id as the key, found " + json_string(key));
  return id;
}

}  // namespace

bool equal_added(const NamedToken& a, const NamedToken& b) noexcept {
  return a.content == b.content && a.single_word == b.single_word && a.lstrip == b.lstrip &&
         a.rstrip == b.rstrip && a.special == b.special && a.is_normalized() == b.is_normalized();
}

PretrainedConfig::PretrainedConfig(const std::string& directory)
    : config_(directory + "/tokenizer_config.json") {
  const std::optional<Json> decoder =
      config_.root() ? config_.root()->find("added_tokens_decoder") : std::nullopt;
  in_file(config_.path(), [&] {
    if (config_.root() && !config_.root()->is_object()) config_.root()->fail("expected an object");
    read_slots();
    if (decoder) read_decoder(*decoder);
  });
  if (!decoder) {
    map_.read(directory + "/special_tokens_map.json");
    if (map_.root()) in_file(map_.path(), [&] { apply_special_tokens_map(); });
    added_.read(directory + "/added_tokens.json");
    if (added_.root()) in_file(added_.path(), [&] { apply_added_tokens(*added_.root()); });
  }
  use_decoder_for_slots();
}

void PretrainedConfig::read_slots() {
  if (!config_.root()) return;
  for (std::size_t i = 0; i < kSpecialSlots; ++i) {
    const std::optional<Json> json = config_.root()->find(kSlotNames[i]);
    if (!json) continue;
    slots_[i].is_given = true;
    if (!json->is_null()) slots_[i].token = read_config_token(*json);
  }
  if (const std::optional<Json> json = config_.root()->find(kAdditional)) {
    additional_given_ = true;
    if (!json->is_null()) {
      additional_.emplace();
      for (const Json& element : json->elements()) additional_->push_back(read_config_token(element));
    }
  }
  if (const std::optional<Json> json = config_.root()->find("extra_special_tokens")) {
    for (const simdjson::dom::key_value_pair member : json->object()) {
      const Json value(member.value, member_path(json->path(), member.key));
      extra_.emplace_back(member.key, read_config_token(value));
    }
  }
}

void PretrainedConfig::read_decoder(const Json& json) {
  for (const simdjson::dom::key_value_pair member : json.object()) {
    const Json value(member.value, member_path(json.path(), member.key));
    if (!value.is_object()) value.fail("expected an object");
    NamedToken token = read_added_token(value);
    by_content_[token.content] = token;
    set_decoder(read_decoder_id(json, member.key), std::move(token));
  }
}

void PretrainedConfig::set_decoder(std::int64_t id, NamedToken token) {
  const auto [place, is_new] = decoder_index_.emplace(id, decoder_.size());
  if (is_new) {
    decoder_.emplace_back(id, std::move(token));
  } else {
    decoder_[place->second].second = std::move(token);
  }
}

void PretrainedConfig::apply_special_tokens_map() {
  if (!map_.root()->is_object()) map_.root()->fail("expected an object");
  for (std::size_t i = 0; i < kSpecialSlots; ++i) {
    const std::optional<Json> json = map_.root()->find(kSlotNames[i]);
    if (!json) continue;
    slots_[i].is_given = true;
    slots_[i].token.reset();
    if (!json->is_null()) slots_[i].token = read_map_token(*json);
  }
  const std::optional<Json> json = map_.root()->find(kAdditional);
  if (!json) return;
  additional_given_ = true;
  if (json->is_null()) {
    additional_.reset();
    return;
  }
  // Appended to those of the config. An object of the config is no AddedToken yet, so that it equals none.
  if (!additional_) additional_.emplace();
  for (const Json& element : json->elements()) {
    NamedToken token = read_map_token(element);
    last_additional_ = token.content;
    const bool known = std::any_of(additional_->begin(), additional_->end(), [&](const NamedToken& other) {
      if (token.is_text || other.is_text)
        return token.is_text && other.is_text && token.content == other.content;
      return !other.is_unread_object && equal_added(token, other);
    });
    if (!known) additional_->push_back(std::move(token));
  }
}

void PretrainedConfig::apply_added_tokens(const Json& json) {
  std::unordered_set<std::string> specials;
  const auto note = [&](const NamedToken& token) {
    if (!token.is_unread_object) specials.insert(token.content);
  };
  for (const SlotSetting& slot : slots_) {
    if (slot.token) note(*slot.token);
  }
  if (additional_) std::for_each(additional_->begin(), additional_->end(), note);
  for (const simdjson::dom::key_value_pair member : json.object()) {
    NamedToken token = text_token(member.key);
    token.is_text = false;
    token.special = specials.count(token.content) != 0;
    token.normalized = !token.special;
    set_decoder(Json(member.value, member_path(json.path(), member.key)).id(), token);
    // transformers files the token under the name of a variable that an earlier loop left behind, so that a
    // special token of that other name becomes this one.
    by_content_[last_additional_] = std::move(token);
  }
}

void PretrainedConfig::use_decoder_for_slots() {
  for (SlotSetting& slot : slots_) {
    if (!slot.token) continue;
    const auto found = by_content_.find(slot.token->content);
    if (found != by_content_.end()) slot.token = found->second;
  }
}

std::optional<Json> PretrainedConfig::find(std::string_view key, const std::string*& path) const {
  path = &map_.path();
  std::optional<Json> field = map_.root() ? map_.root()->find(key) : std::nullopt;
  if (field) return field;
  path = &config_.path();
  return config_.root() ? config_.root()->find(key) : std::nullopt;
}

template <typename Read>
auto PretrainedConfig::read_field(std::string_view key, Read&& read) const
    -> std::optional<decltype(read(std::declval<Json>()))> {
  const std::string* path = nullptr;
  const std::optional<Json> field = find(key, path);
  if (!field) return std::nullopt;
  return in_file(*path, [&] { return read(*field); });
}

bool PretrainedConfig::flag(std::string_view key, bool otherwise) const {
  return read_field(key, [](const Json& json) { return json.boolean(); }).value_or(otherwise);
}

bool PretrainedConfig::flag_or_null(std::string_view key, bool otherwise) const {
  return read_field(key, [](const Json& json) { return !json.is_null() && json.boolean(); })
      .value_or(otherwise);
}

std::optional<bool> PretrainedConfig::flag_or_unset(std::string_view key) const {
  const auto field = read_field(
      key, [](const Json& json) { return json.is_null() ? std::optional<bool>() : json.boolean(); });
  return field ? *field : std::nullopt;
}

std::uint64_t PretrainedConfig::unsigned_number(std::string_view key, std::uint64_t otherwise) const {
  return read_field(key, [](const Json& json) { return json.unsigned_number(); }).value_or(otherwise);
}

}  // namespace btt::loader
