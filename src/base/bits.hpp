// Bit tricks that C++17 does not name.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace btt {

// Index of the lowest set bit; `bits` must not be 0.
inline unsigned lowest_bit(std::uint64_t bits) noexcept {
  return static_cast<unsigned>(__builtin_ctzll(bits));
}

// The first set bit at or behind `at` of masks that reach to `end`; `end` where there is none.
inline std::size_t next_bit(const std::uint64_t* masks, std::size_t at, std::size_t end) noexcept {
  if (at >= end) return end;
  std::size_t block = at / 64;
  std::uint64_t bits = masks[block] & ~std::uint64_t{0} << at % 64;
  while (bits == 0) {
    if (++block * 64 >= end) return end;
    bits = masks[block];
  }
  return std::min(end, block * 64 + lowest_bit(bits));
}

}  // namespace btt
