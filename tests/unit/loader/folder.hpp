// A new folder that goes away with its files.
#pragma once

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "loader/load.hpp"

namespace btt::loader {

class Folder {
 public:
  Folder() {
    char name[] = "/tmp/budtiktok-test-XXXXXX";
    REQUIRE(mkdtemp(name) != nullptr);
    path_ = name;
  }
  ~Folder() {
    for (const std::string& file : files_) unlink(file.c_str());
    rmdir(path_.c_str());
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }
  // The path of the file, for readers that take one.
  std::string write(const std::string& name, const std::string& text) {
    files_.push_back(path_ + "/" + name);
    std::ofstream(files_.back(), std::ios::binary) << text;
    return files_.back();
  }

 private:
  std::string path_;
  std::vector<std::string> files_;
};

// The failure of loading a path; status kOk where it loads.
inline Error failure_of_path(const std::string& path) {
  try {
    load_path(path);
  } catch (const Error& error) {
    return error;
  }
  return Error(Status::kOk, "it loads");
}

}  // namespace btt::loader
