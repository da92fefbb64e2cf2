// Files as bytes, and complaints that name them.
#pragma once

#include <string>
#include <utility>

#include "base/error.hpp"

namespace btt::loader {

enum class PathKind { kMissing, kFile, kDirectory };

PathKind kind_of(const std::string& path);
inline bool is_file(const std::string& path) {
  return kind_of(path) == PathKind::kFile;
}

std::string read_file(const std::string& path);

// Runs `action` and puts the file's name before its complaint.
template <typename Action>
auto in_file(const std::string& path, Action&& action) {
  try {
    return action();
  } catch (const Error& error) {
    throw Error(error.status(), path + ": " + error.what(), error.row(), error.byte());
  }
}

}  // namespace btt::loader
