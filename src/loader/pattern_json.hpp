// A pattern, {"String": ...} or {"Regex": ...}, of Split and Replace.
#pragma once

#include <memory>
#include <string>

#include "loader/json.hpp"
#include "loader/structs.hpp"
#include "regex/regex.hpp"

namespace btt::loader {

struct Pattern {
  std::shared_ptr<const regex::Regex> regex;
  std::string json;
};

inline Pattern read_pattern(const Json& json) {
  // Of a repeated key the last one counts, as everywhere in components.
  const bool is_literal = json.count("String") > 0;
  const std::optional<Json> content = json.find(is_literal ? "String" : "Regex");
  if (!content || json.object().size() != json.count(is_literal ? "String" : "Regex"))
    json.expected("{\"String\": ...} or {\"Regex\": ...}");
  const std::string text(content->string());
  Pattern pattern;
  pattern.json = std::string("{\"") + (is_literal ? "String" : "Regex") + "\":" + json_string(text) + "}";
  try {
    pattern.regex = is_literal ? regex::compile_literal(text) : regex::compile(text);
  } catch (const Error& error) {
    throw Error(error.status(), content->path() + ": expected a regular expression, found " +
                                    json_string(text) + ": " + error.what());
  }
  return pattern;
}

}  // namespace btt::loader
