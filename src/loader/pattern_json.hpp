// A pattern, {"String": ...} or {"Regex": ...}, of Split and Replace.
#pragma once

#include <memory>
#include <string>

#include "loader/json.hpp"
#include "regex/regex.hpp"

namespace btt::loader {

struct Pattern {
  std::shared_ptr<const regex::Regex> regex;
  std::string json;
};

inline Pattern read_pattern(const Json& json) {
  const std::optional<Json> literal = json.find("String");
  const std::optional<Json> expression = json.find("Regex");
  if (literal.has_value() == expression.has_value())
    json.fail("expected {\"String\": ...} or {\"Regex\": ...}");
  const std::string text((literal ? *literal : *expression).string());
  Pattern pattern;
  pattern.json = std::string("{\"") + (literal ? "String" : "Regex") + "\":" + json_string(text) + "}";
  try {
    pattern.regex = literal ? regex::compile_literal(text) : regex::compile(text);
  } catch (const Error& error) {
    throw Error(error.status(), json.path() + ".Regex: " + error.what());
  }
  return pattern;
}

}  // namespace btt::loader
