// The layout that all generated tables of one value a code point share: equal blocks of 256 values are stored
// once.
#pragma once

#include <cstddef>
#include <cstdint>

namespace btt::unicode::detail {

constexpr unsigned kBlockShift = 8;
constexpr char32_t kBlockMask = (1u << kBlockShift) - 1;

// Position of `c` among the values; `block` has the block number of each 256 code points.
inline std::size_t two_stage_index(const std::uint8_t* block, char32_t c) {
  return (static_cast<std::size_t>(block[c >> kBlockShift]) << kBlockShift) | (c & kBlockMask);
}

}  // namespace btt::unicode::detail
