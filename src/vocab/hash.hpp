// The hash of the vocabulary tables: 64 bits from multiply-and-fold steps over 8-byte words. It never leaves
// the process.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace btt::vocab {

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  a = (a ^ b) * 0x9E3779B97F4A7C15ULL;
  return a ^ (a >> 32);
}

inline std::uint64_t hash_bytes(std::string_view bytes) noexcept {
  std::uint64_t h = 0x243F6A8885A308D3ULL ^ bytes.size();
  const char* p = bytes.data();
  std::size_t n = bytes.size();
  for (; n >= 8; p += 8, n -= 8) {
    std::uint64_t word;
    std::memcpy(&word, p, 8);
    h = mix(h, word);
  }
  std::uint64_t tail = 0;
  if (n != 0) std::memcpy(&tail, p, n);
  return mix(mix(h, tail), h >> 29);
}

}  // namespace btt::vocab
