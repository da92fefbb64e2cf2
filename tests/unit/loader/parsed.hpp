// A JSON text as the readers get it. The root refers to the parser beside it.
#pragma once

#include <string_view>

#include "loader/json.hpp"

namespace btt::loader {

struct Parsed {
  simdjson::dom::parser parser;
  simdjson::padded_string padded;
  Json root;
  explicit Parsed(std::string_view text) : root(parse_json(text, parser, padded)) {}
};

}  // namespace btt::loader
