// Bit tricks that C++17 does not name.
#pragma once

#include <cstdint>

namespace btt {

// Index of the lowest set bit; `bits` must not be 0.
inline unsigned lowest_bit(std::uint64_t bits) noexcept {
  return static_cast<unsigned>(__builtin_ctzll(bits));
}

}  // namespace btt
