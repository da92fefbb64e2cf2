// NEON: 16 bytes at a time. Part of the aarch64 baseline, so no target region.
#include "simd/level_tables.hpp"

#if BTT_SIMD_HAS_NEON

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "simd/generic/class_tables.hpp"

namespace btt::simd::neon {

static constexpr std::size_t kVectorBytes = 16;

static inline uint8x16_t load(const char* p) {
  return vld1q_u8(reinterpret_cast<const std::uint8_t*>(p));
}

// One bit per byte of four vectors whose bytes are 00 or FF.
static inline std::uint64_t bits_of(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d) {
  static const std::uint8_t kWeights[16] = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t weights = vld1q_u8(kWeights);
  const uint8x16_t low = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
  const uint8x16_t high = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));
  const uint8x16_t halves = vpaddq_u8(low, high);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(halves, halves)), 0);
}

static inline std::uint64_t high_mask(const char* p) {
  const uint8x16_t a = load(p);
  const uint8x16_t b = load(p + 16);
  const uint8x16_t c = load(p + 32);
  const uint8x16_t d = load(p + 48);
  if (vmaxvq_u8(vorrq_u8(vorrq_u8(a, b), vorrq_u8(c, d))) < 0x80) return 0;
  const uint8x16_t high = vdupq_n_u8(0x80);
  return bits_of(vcgeq_u8(a, high), vcgeq_u8(b, high), vcgeq_u8(c, high), vcgeq_u8(d, high));
}

static inline void lower_vector(const char* in, char* out) {
  const uint8x16_t v = load(in);
  const uint8x16_t upper = vcltq_u8(vsubq_u8(v, vdupq_n_u8('A')), vdupq_n_u8(26));
  vst1q_u8(reinterpret_cast<std::uint8_t*>(out), vorrq_u8(v, vandq_u8(upper, vdupq_n_u8(0x20))));
}

static inline uint8x16_t classes_of(uint8x16_t v) {
  const uint8x16_t low = vqtbl1q_u8(vld1q_u8(kLowNibble), vandq_u8(v, vdupq_n_u8(0x0F)));
  return vandq_u8(low, vqtbl1q_u8(vld1q_u8(kHighNibble), vshrq_n_u8(v, 4)));
}

static inline void classify_block(const char* p, std::uint64_t& space, std::uint64_t& punctuation) {
  const uint8x16_t a = classes_of(load(p));
  const uint8x16_t b = classes_of(load(p + 16));
  const uint8x16_t c = classes_of(load(p + 32));
  const uint8x16_t d = classes_of(load(p + 48));
  const uint8x16_t spaces = vdupq_n_u8(kSpaceBits);
  const uint8x16_t marks = vdupq_n_u8(kPunctuationBits);
  space = bits_of(vtstq_u8(a, spaces), vtstq_u8(b, spaces), vtstq_u8(c, spaces), vtstq_u8(d, spaces));
  punctuation = bits_of(vtstq_u8(a, marks), vtstq_u8(b, marks), vtstq_u8(c, marks), vtstq_u8(d, marks));
}

static inline uint8x16_t unusual_of(uint8x16_t v) {
  const uint8x16_t low = vcltq_u8(v, vdupq_n_u8(0x20));
  const uint8x16_t kept = vorrq_u8(vorrq_u8(vceqq_u8(v, vdupq_n_u8(0x09)), vceqq_u8(v, vdupq_n_u8(0x0A))),
                                   vceqq_u8(v, vdupq_n_u8(0x0D)));
  return vorrq_u8(vbicq_u8(low, kept), vcgeq_u8(v, vdupq_n_u8(0x7F)));
}

static inline std::uint64_t unusual_block(const char* p) {
  return bits_of(unusual_of(load(p)), unusual_of(load(p + 16)), unusual_of(load(p + 32)),
                 unusual_of(load(p + 48)));
}

static inline uint8x16_t range_of(uint8x16_t v, unsigned char first, unsigned char count) {
  return vcltq_u8(vsubq_u8(v, vdupq_n_u8(first)), vdupq_n_u8(count));
}

static inline uint8x16_t dashes_of(const char* p) {
  const uint8x16_t starts =
      vandq_u8(vceqq_u8(load(p), vdupq_n_u8(0xE2)), vceqq_u8(load(p + 1), vdupq_n_u8(0x80)));
  return vandq_u8(starts, range_of(load(p + 2), 0x90, 0x18));
}

static inline std::uint64_t dash_block(const char* p) {
  return bits_of(dashes_of(p), dashes_of(p + 16), dashes_of(p + 32), dashes_of(p + 48));
}

static inline void letters_block(const char* p, std::uint64_t& letters, std::uint64_t& uppers) {
  const uint8x16_t v[4] = {load(p), load(p + 16), load(p + 32), load(p + 48)};
  const auto letter = [&](int i) { return range_of(vorrq_u8(v[i], vdupq_n_u8(0x20)), 'a', 26); };
  const auto upper = [&](int i) { return range_of(v[i], 'A', 26); };
  letters = bits_of(letter(0), letter(1), letter(2), letter(3));
  uppers = bits_of(upper(0), upper(1), upper(2), upper(3));
}

static inline void word_block(const char* p, WordMasks& masks) {
  const uint8x16_t v[4] = {load(p), load(p + 16), load(p + 32), load(p + 48)};
  const auto in_range = [&](unsigned char first, unsigned char count) {
    return bits_of(range_of(v[0], first, count), range_of(v[1], first, count), range_of(v[2], first, count),
                   range_of(v[3], first, count));
  };
  letters_block(p, masks.letters, masks.uppers);
  masks.digits = in_range('0', 10);
  masks.blanks = in_range(' ', 1);
  masks.spaces = in_range('\t', 5) | masks.blanks;
  masks.newlines = in_range('\n', 1) | in_range('\r', 1);
  masks.quotes = in_range('\'', 1);
  masks.beyond = in_range(0x80, 128);
  masks.continuations = in_range(0x80, 64);
}

#include "simd/generic/ascii.inl.hpp"

#include "simd/generic/bits.inl.hpp"

// Widening and filling keep the scalar pointers: compilers vectorize those loops for this baseline.
void fill_table(KernelTable& table) {
  table.ascii_prefix = ascii_prefix;
  table.is_ascii = is_ascii;
  table.lower_ascii = lower_ascii;
  table.classify_ascii = classify_ascii;
  table.unusual_ascii = unusual_ascii;
  table.dashes = dashes;
  table.word_masks = word_masks;
  table.bit_positions = bit_positions;
}

}  // namespace btt::simd::neon

#endif  // BTT_SIMD_HAS_NEON
