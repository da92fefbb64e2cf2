// Positions of the set bits of a mask.
#pragma once

#include <cstddef>
#include <cstdint>

namespace btt::fused {

// Counted from `base`; writes up to 8 more than there are. Answers the end.
inline std::uint32_t* put_bit_positions(std::uint64_t bits, std::uint32_t base, std::uint32_t* out) noexcept {
  const auto count = static_cast<std::size_t>(__builtin_popcountll(bits));
  for (std::size_t done = 0; done < count; done += 8) {
    for (std::size_t i = 0; i < 8; ++i) {
      out[done + i] = base + static_cast<std::uint32_t>(__builtin_ctzll(bits | std::uint64_t{1} << 63));
      bits &= bits - 1;
    }
  }
  return out + count;
}

}  // namespace btt::fused
