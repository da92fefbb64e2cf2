// A small file whose sections tests replace, and what loading it answers.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "loader/load.hpp"

namespace btt::loader {

// The whole file as the reference saves it, with `text` in place of one section.
inline std::string file_with(std::string_view section, std::string_view text) {
  const std::pair<std::string_view, std::string_view> sections[] = {
      {"version", "\"1.0\""},
      {"truncation", "null"},
      {"padding", "null"},
      {"added_tokens", "[]"},
      {"normalizer", "null"},
      {"pre_tokenizer", "null"},
      {"post_processor", "null"},
      {"decoder", "null"},
      {"model", R"({"type":"WordLevel","vocab":{"a":0,"u":1},"unk_token":"u"})"},
  };
  std::string out = "{";
  for (const auto& one : sections) {
    if (out.size() > 1) out += ",";
    out += "\"" + std::string(one.first) + "\":";
    out += one.first == section ? text : one.second;
  }
  return out + "}";
}

// The failure of loading a text; status kOk where it loads.
inline Error failure_of(std::string_view json) {
  try {
    load_memory(json);
  } catch (const Error& error) {
    return error;
  }
  return Error(Status::kOk, "it loads");
}

struct SavedCase {
  std::string_view given;
  std::string_view saved;
};

// A section is read and saved again as the reference saves it, which loads to the same.
inline void check_saved(std::string_view section, const std::vector<SavedCase>& cases) {
  for (const SavedCase& expected : cases) {
    CAPTURE(expected.given);
    const std::string saved = file_with(section, expected.saved);
    CHECK_NOTHROW(CHECK(to_json(*load_memory(file_with(section, expected.given))) == saved));
    CHECK_NOTHROW(CHECK(to_json(*load_memory(saved)) == saved));
  }
}

struct RefusedCase {
  std::string_view given;
  std::string_view path;
  std::string_view complaint;  // begin of what follows the path
};

// A section that the reference refuses too.
inline void check_refused(std::string_view section, const std::vector<RefusedCase>& cases) {
  for (const RefusedCase& expected : cases) {
    CAPTURE(expected.given);
    const Error error = failure_of(file_with(section, expected.given));
    CHECK(error.status() == Status::kParse);
    const std::string begin = std::string(expected.path) + ": " + std::string(expected.complaint);
    CHECK(std::string(error.what()).substr(0, begin.size()) == begin);
  }
}

}  // namespace btt::loader
