// CacheSize: how many bytes the caches of one worker may take, where somebody says so.
//
// BTT_CACHE_BYTES=1048576 -> 1 MiB for each worker of a tokenizer that is loaded without a bound of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace btt::fused {

constexpr std::size_t kLeastCacheBytes = std::size_t{64} << 10;
constexpr std::size_t kMostCacheBytes = std::size_t{1} << 30;

// What is wrong with a bound, "" for a good one and for 0, which means none.
std::string cache_bytes_error(std::uint64_t bytes);

// A bound in decimal digits, "" for none. False, with `error` saying what was expected, for anything else.
bool parse_cache_bytes(std::string_view text, std::size_t& bytes, std::string& error);

// What BTT_CACHE_BYTES asks for; it is read once. 0 where it is not set or not good.
std::size_t environment_cache_bytes() noexcept;
// What is wrong with it, "" = nothing.
std::string_view environment_cache_error() noexcept;

// BTT_REMEMBER_TEXTS: "0" = no text is remembered as a whole, "1" or not set = those that come twice are. It
// is read once; anything else is an error.
bool environment_remembers_texts() noexcept;
std::string_view environment_remember_error() noexcept;

}  // namespace btt::fused
