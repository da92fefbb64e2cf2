#include "fused/cache_size.hpp"

#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace btt::fused {
namespace {

std::string expected() {
  return "; expected bytes, " + std::to_string(kLeastCacheBytes) + " to " + std::to_string(kMostCacheBytes) +
         ", or 0 for the default";
}

struct Environment {
  std::size_t bytes = 0;
  std::string error;
  bool remembers = true;
  std::string remember_error;

  Environment() {
    const char* const value = std::getenv("BTT_CACHE_BYTES");
    if (value != nullptr) parse_cache_bytes(value, bytes, error);
    const char* const remember = std::getenv("BTT_REMEMBER_TEXTS");
    const std::string_view told = remember != nullptr ? remember : "1";
    remembers = told != "0";
    if (remembers && told != "1") remember_error = "\"" + std::string(told) + "\"; expected 0 or 1";
  }
};

const Environment& environment() {
  static const Environment instance;
  return instance;
}

}  // namespace

std::string cache_bytes_error(std::uint64_t bytes) {
  if (bytes == 0 || (bytes >= kLeastCacheBytes && bytes <= kMostCacheBytes)) return std::string();
  return std::to_string(bytes) + expected();
}

bool parse_cache_bytes(std::string_view text, std::size_t& bytes, std::string& error) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  if (!text.empty() && (stop != end || problem != std::errc())) {
    error = "\"" + std::string(text) + "\"" + expected();
  } else {
    error = cache_bytes_error(value);
  }
  if (error.empty()) bytes = static_cast<std::size_t>(value);
  return error.empty();
}

std::size_t environment_cache_bytes() noexcept {
  return environment().bytes;
}

std::string_view environment_cache_error() noexcept {
  return environment().error;
}

bool environment_remembers_texts() noexcept {
  return environment().remembers;
}

std::string_view environment_remember_error() noexcept {
  return environment().remember_error;
}

}  // namespace btt::fused
