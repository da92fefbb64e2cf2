// The byte classes of KernelTable::classify_ascii as two 16-entry tables: the class bits of byte b are
// kLowNibble[b % 16] & kHighNibble[b / 16]. One bit per pair of nibble sets:
//
//   bit  high nibbles  low nibbles     bytes
//   0    0             9-D             09-0D          space
//   1    2             0               20             space
//   2    2             1-F             21-2F          punctuation
//   3    3             A-F             3A-3F          punctuation
//   4    4, 6          0               40, 60         punctuation
//   5    5             B-F             5B-5F          punctuation
//   6    7             B-E             7B-7E          punctuation
#pragma once

#include <cstdint>

namespace btt::simd {

constexpr int kSpaceBits = 0x03;
constexpr int kPunctuationBits = 0x7C;

alignas(16) constexpr std::uint8_t kLowNibble[16] = {0x12, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04, 0x04,
                                                     0x04, 0x05, 0x0D, 0x6D, 0x6D, 0x6D, 0x6C, 0x2C};
alignas(16) constexpr std::uint8_t kHighNibble[16] = {0x01, 0x00, 0x06, 0x08, 0x10, 0x20, 0x10, 0x40,
                                                      0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};

}  // namespace btt::simd
