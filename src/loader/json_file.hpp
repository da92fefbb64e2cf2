// A JSON file that may be missing, and what it holds.
#pragma once

#include <optional>
#include <string>

#include "loader/files.hpp"
#include "loader/json.hpp"

namespace btt::loader {

class JsonFile {
 public:
  JsonFile() = default;
  explicit JsonFile(const std::string& path) { read(path); }
  JsonFile(const JsonFile&) = delete;
  JsonFile& operator=(const JsonFile&) = delete;

  // Complaints name the file.
  void read(const std::string& path) {
    path_ = path;
    if (!is_file(path_)) return;
    const std::string content = read_file(path_);
    in_file(path_, [&] { root_.emplace(parse_json(content, parser_, text_)); });
  }

  const std::string& path() const noexcept { return path_; }
  // Nothing where there is no such file.
  const std::optional<Json>& root() const noexcept { return root_; }

 private:
  std::string path_;
  simdjson::dom::parser parser_;
  simdjson::padded_string text_;
  std::optional<Json> root_;
};

}  // namespace btt::loader
