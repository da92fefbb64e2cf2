#include "loader/files.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace btt::loader {

PathKind kind_of(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return PathKind::kMissing;
    throw Error(Status::kIo, path + ": " + std::strerror(errno));
  }
  return S_ISDIR(info.st_mode) ? PathKind::kDirectory : PathKind::kFile;
}

std::string read_file(const std::string& path) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rb"), close);
  if (file == nullptr) {
    throw Error(errno == ENOENT ? Status::kNotFound : Status::kIo, path + ": " + std::strerror(errno));
  }
  std::string content;
  struct stat info;
  if (fstat(fileno(file.get()), &info) == 0 && info.st_size > 0)
    content.reserve(static_cast<std::size_t>(info.st_size));
  char block[1 << 16];
  while (const std::size_t bytes = std::fread(block, 1, sizeof block, file.get()))
    content.append(block, bytes);
  if (std::ferror(file.get()) != 0)
    throw Error(Status::kIo, path + ": cannot be read: " + std::strerror(errno));
  return content;
}

}  // namespace btt::loader
