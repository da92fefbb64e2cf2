// A word of up to 15 bytes as one 16-byte key: its bytes, zeros, and its length in the top byte.
//
//   key_of("the", 3)   // lo = 0x656874, hi = 3 << 56
//
// The length tells "a" from "a\0". Comparing two words is comparing two integers twice, and no byte of a
// table entry lies elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "vocab/hash.hpp"

namespace btt::fused {

constexpr std::size_t kMaxKeyBytes = 15;
// Readable bytes that must follow the first byte of a word.
constexpr std::size_t kKeyPadding = 16;

struct PackedKey {
  std::uint64_t lo;
  std::uint64_t hi;

  friend bool operator==(const PackedKey& a, const PackedKey& b) noexcept {
    return ((a.lo ^ b.lo) | (a.hi ^ b.hi)) == 0;
  }
};

namespace detail {
struct KeyMasks {
  std::uint64_t lo[16];
  std::uint64_t hi[16];
};
constexpr KeyMasks make_key_masks() {
  KeyMasks masks{};
  for (unsigned size = 0; size < 16; ++size) {
    masks.lo[size] = size >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * size)) - 1;
    masks.hi[size] = size <= 8 ? 0 : (std::uint64_t{1} << (8 * (size - 8))) - 1;
  }
  return masks;
}
inline constexpr KeyMasks kKeyMasks = make_key_masks();
}  // namespace detail

// Reads kKeyPadding bytes at `word`; size is 1 .. kMaxKeyBytes.
inline PackedKey key_of(const char* word, std::size_t size) noexcept {
  PackedKey key;
  std::memcpy(&key.lo, word, 8);
  std::memcpy(&key.hi, word + 8, 8);
  key.lo &= detail::kKeyMasks.lo[size];
  key.hi = (key.hi & detail::kKeyMasks.hi[size]) | static_cast<std::uint64_t>(size) << 56;
  return key;
}

// Whether a word has ASCII only; not of the key of a longer word.
inline bool is_ascii(const PackedKey& key) noexcept {
  return ((key.lo | key.hi) & 0x8080808080808080ULL) == 0;
}

inline std::uint64_t hash_of(const PackedKey& key) noexcept {
  return vocab::folded_product(key.lo ^ 0x9E3779B97F4A7C15ULL, key.hi ^ 0xC2B2AE3D27D4EB4FULL);
}

}  // namespace btt::fused
