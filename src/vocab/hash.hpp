// The hash of the vocabulary tables: 64 bits from multiply-and-fold steps over 8-byte words. It never leaves
// the process. And the comparison of two texts of one size: both are short, and a call of the C library for a
// few bytes costs more than the bytes.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace btt::vocab {

inline std::uint64_t load_8(const char* p) noexcept {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}
inline std::uint32_t load_4(const char* p) noexcept {
  std::uint32_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

// Bytes behind a text that must be readable where a function says "padded": then no branch depends on its
// size, which is hard to predict.
constexpr std::size_t kTextPadding = 8;

// 0 .. 8 bytes as one number, the first one lowest, zeros behind.
inline std::uint64_t load_up_to_8(const char* p, std::size_t size) noexcept {
  if (size >= 4) {
    return load_4(p) | static_cast<std::uint64_t>(load_4(p + size - 4)) << 8 * (size - 4);
  }
  if (size == 0) return 0;
  const auto byte = [&](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << 8 * i;
  };
  return byte(0) | byte(size / 2) | byte(size - 1);
}
inline std::uint64_t load_up_to_8_padded(const char* p, std::size_t size) noexcept {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  // Twice, since 64 bits are one too many for a shift.
  return load_8(p) & ~(~std::uint64_t{0} << 4 * size << 4 * size);
#else
  return load_up_to_8(p, size);
#endif
}

inline std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept {
  a = (a ^ b) * 0x9E3779B97F4A7C15ULL;
  return a ^ (a >> 32);
}

// The two halves of a product.
inline std::uint64_t folded_product(std::uint64_t a, std::uint64_t b) noexcept {
  __extension__ using Product = unsigned __int128;
  const Product product = static_cast<Product>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

template <typename LoadEnd>
std::uint64_t hash_with(std::string_view bytes, LoadEnd load_end) noexcept {
  std::uint64_t h = 0x243F6A8885A308D3ULL ^ bytes.size();
  const char* p = bytes.data();
  std::size_t n = bytes.size();
  for (; n > 8; p += 8, n -= 8) h = mix(h, load_8(p));
  return mix(mix(h, load_end(p, n)), h >> 29);
}
inline std::uint64_t hash_bytes(std::string_view bytes) noexcept {
  return hash_with(bytes, load_up_to_8);
}
// The same hash of a padded text.
inline std::uint64_t hash_padded(std::string_view bytes) noexcept {
  return hash_with(bytes, load_up_to_8_padded);
}

// Another hash, for texts: four lanes, none of which waits for another.
inline std::uint64_t hash_text(std::string_view bytes) noexcept {
  if (bytes.size() < 32) return hash_bytes(bytes);
  std::uint64_t lanes[4] = {0x243F6A8885A308D3ULL ^ bytes.size(), 0x13198A2E03707344ULL,
                            0xA4093822299F31D0ULL, 0x082EFA98EC4E6C89ULL};
  // No mix(): compilers make vectors of four, whose products they have to put together.
  const auto take = [&](const char* p) {
    for (std::size_t i = 0; i < 4; ++i)
      lanes[i] = folded_product(lanes[i] ^ load_8(p + 8 * i), 0x9E3779B97F4A7C15ULL);
  };
  for (std::size_t at = 0; at + 32 < bytes.size(); at += 32) take(bytes.data() + at);
  take(bytes.data() + bytes.size() - 32);
  return mix(mix(lanes[0], lanes[1] >> 7), mix(lanes[2], lanes[3] >> 11));
}

inline bool equal_bytes(const char* a, const char* b, std::size_t size) noexcept {
  if (size <= 8) return load_up_to_8(a, size) == load_up_to_8(b, size);
  for (std::size_t i = 0; i + 8 < size; i += 8) {
    if (load_8(a + i) != load_8(b + i)) return false;
  }
  return load_8(a + size - 8) == load_8(b + size - 8);
}

}  // namespace btt::vocab
