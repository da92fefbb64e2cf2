#include "loader/structs.hpp"

#include <algorithm>

namespace btt::loader {

Fields::Fields(const Json& json, std::initializer_list<const char*> names, Repeated repeated)
    : json_(json), names_(names) {
  if (json.is_object()) {
    if (repeated == Repeated::kRefused) refuse_repeated(json, names);
    return;
  }
  if (!json.is_array() || json.array().size() != names.size()) {
    json.expected("an object or an array of " + std::to_string(names.size()) + " fields");
  }
}

std::optional<Json> Fields::find(std::string_view name) const {
  if (json_.is_object()) return json_.find(name);
  const auto at =
      std::find_if(names_.begin(), names_.end(), [&](const char* field) { return name == field; });
  return json_.elements()[static_cast<std::size_t>(at - names_.begin())];
}

Json Fields::at(std::string_view name) const {
  const std::optional<Json> found = find(name);
  return found ? *found : json_.at(name);
}

void refuse_repeated(const Json& json, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (json.count(name) > 1)
      json.fail("found the field `" + std::string(name) + "` twice, expected it once");
  }
}

std::optional<std::string_view> unit_variant(const Json& json, UnitContent content) {
  if (json.is_string()) return json.string();
  if (!json.is_object() || json.object().size() != 1) return std::nullopt;
  const simdjson::dom::key_value_pair member = *json.object().begin();
  simdjson::dom::object empty;
  const bool is_empty = !member.value.get_object().get(empty) && empty.size() == 0;
  if (member.value.is_null() || (is_empty && content == UnitContent::kNullOrEmptyObject)) return member.key;
  return std::nullopt;
}

std::string_view unit_variant_or_fail(const Json& json, const std::string& expected, UnitContent content) {
  const std::optional<std::string_view> name = unit_variant(json, content);
  if (!name) json.expected(expected);
  return *name;
}

std::optional<Json> variant_content(const Json& json, std::string_view name) {
  if (!json.is_object() || json.object().size() != 1) return std::nullopt;
  return json.find(name);
}

}  // namespace btt::loader
