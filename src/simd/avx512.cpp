// AVX-512: 64 bytes at a time, tails by masked loads and stores (masked-out bytes are never touched, not even
// at a page end). The level asks for VBMI2, so only CPUs that keep their clock under 512-bit code have it.
#include "simd/level_tables.hpp"

#if BTT_SIMD_HAS_X86

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#include "simd/avx512_merge.hpp"
#include "simd/generic/class_tables.hpp"
#include "simd/target_region.hpp"

BTT_TARGET_REGION_BEGIN("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,popcnt")
namespace btt::simd::avx512 {

// 0 to 63.
struct Bytes64 {
  std::uint8_t bytes[64];
};
static constexpr Bytes64 counted() {
  Bytes64 all{};
  for (std::uint8_t i = 0; i < 64; ++i) all.bytes[i] = i;
  return all;
}

// The lowest `count` bits, count < 64.
static inline std::uint64_t low_bits(std::size_t count) {
  return (std::uint64_t{1} << count) - 1;
}

// The zero-masking forms with all lanes on: the plain ones hold an undefined vector that GCC 12 warns about.
// Same instructions.
static inline __m512i four_times(const std::uint8_t* table) {
  return _mm512_maskz_broadcast_i32x4(0xFFFF, _mm_load_si128(reinterpret_cast<const __m128i*>(table)));
}

static inline __m512i widen(__m256i v) {
  return _mm512_maskz_cvtepi32_epi64(0xFF, v);
}

static std::size_t ascii_prefix(const char* in, std::size_t size) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    const std::uint64_t high = _mm512_movepi8_mask(_mm512_loadu_si512(in + i));
    if (high != 0) return i + static_cast<std::size_t>(__builtin_ctzll(high));
  }
  if (i == size) return size;
  const std::uint64_t high = _mm512_movepi8_mask(_mm512_maskz_loadu_epi8(low_bits(size - i), in + i));
  return high != 0 ? i + static_cast<std::size_t>(__builtin_ctzll(high)) : size;
}

static bool is_ascii(const char* in, std::size_t size) {
  std::size_t i = 0;
  for (; i + 256 <= size; i += 256) {
    const __m512i a = _mm512_or_si512(_mm512_loadu_si512(in + i), _mm512_loadu_si512(in + i + 64));
    const __m512i b = _mm512_or_si512(_mm512_loadu_si512(in + i + 128), _mm512_loadu_si512(in + i + 192));
    if (_mm512_movepi8_mask(_mm512_or_si512(a, b)) != 0) return false;
  }
  return ascii_prefix(in + i, size - i) == size - i;
}

static inline __m512i lower(__m512i v) {
  // Signed comparison: bytes >= 0x80 are negative, below 'A'.
  const __mmask64 upper = _mm512_cmpgt_epi8_mask(v, _mm512_set1_epi8('A' - 1)) &
                          _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8('Z' + 1));
  return _mm512_mask_add_epi8(v, upper, v, _mm512_set1_epi8(0x20));
}

static void lower_ascii(const char* in, std::size_t size, char* out) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) _mm512_storeu_si512(out + i, lower(_mm512_loadu_si512(in + i)));
  if (i == size) return;
  const __mmask64 tail = low_bits(size - i);
  _mm512_mask_storeu_epi8(out + i, tail, lower(_mm512_maskz_loadu_epi8(tail, in + i)));
}

static inline void classify_block(__m512i v, std::uint64_t* space, std::uint64_t* punctuation) {
  const __m512i low = four_times(kLowNibble);
  const __m512i high = four_times(kHighNibble);
  const __m512i high_nibbles = _mm512_and_si512(_mm512_srli_epi16(v, 4), _mm512_set1_epi8(0x0F));
  // The byte shuffle looks at the low nibble and answers 0 for bytes >= 0x80 by itself.
  const __m512i classes =
      _mm512_and_si512(_mm512_shuffle_epi8(low, v), _mm512_shuffle_epi8(high, high_nibbles));
  *space = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kSpaceBits));
  *punctuation = _mm512_test_epi8_mask(classes, _mm512_set1_epi8(kPunctuationBits));
}

static void classify_ascii(const char* in, std::size_t size, std::uint64_t* space_mask,
                           std::uint64_t* punctuation_mask) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    classify_block(_mm512_loadu_si512(in + i), space_mask + i / 64, punctuation_mask + i / 64);
  }
  if (i == size) return;
  // Masked-out bytes load as zero, which is in neither class.
  classify_block(_mm512_maskz_loadu_epi8(low_bits(size - i), in + i), space_mask + i / 64,
                 punctuation_mask + i / 64);
}

static inline std::uint64_t unusual_of(__m512i v) {
  // Signed comparison: bytes >= 0x80 are negative.
  const __mmask64 low = _mm512_cmplt_epi8_mask(v, _mm512_set1_epi8(0x20));
  const __mmask64 kept = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(0x09)) |
                         _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(0x0A)) |
                         _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(0x0D));
  return (low & ~kept) | _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(0x7F));
}

static void unusual_ascii(const char* in, std::size_t size, std::uint64_t* mask) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) mask[i / 64] = unusual_of(_mm512_loadu_si512(in + i));
  if (i == size) return;
  const __mmask64 tail = low_bits(size - i);
  mask[i / 64] = unusual_of(_mm512_maskz_loadu_epi8(tail, in + i)) & tail;
}

static inline std::uint64_t dashes_of(__m512i first, __m512i second, __m512i third) {
  return _mm512_cmpeq_epi8_mask(first, _mm512_set1_epi8('\xE2')) &
         _mm512_cmpeq_epi8_mask(second, _mm512_set1_epi8('\x80')) &
         _mm512_cmplt_epu8_mask(_mm512_sub_epi8(third, _mm512_set1_epi8('\x90')), _mm512_set1_epi8(0x18));
}

static void dashes(const char* in, std::size_t size, std::uint64_t* mask) {
  std::size_t i = 0;
  for (; i + 66 <= size; i += 64) {
    mask[i / 64] =
        dashes_of(_mm512_loadu_si512(in + i), _mm512_loadu_si512(in + i + 1), _mm512_loadu_si512(in + i + 2));
  }
  // Of bytes that are not there zeros are loaded, which are none of these.
  for (; i < size; i += 64) {
    const auto load = [&](std::size_t at) {
      const std::size_t left = size - i - (size - i < at ? size - i : at);
      const __mmask64 present = left < 64 ? low_bits(left) : ~std::uint64_t{0};
      return _mm512_maskz_loadu_epi8(present, in + i + at);
    };
    mask[i / 64] = dashes_of(load(0), load(1), load(2));
  }
}

static inline void letters_of(__m512i v, std::uint64_t& letters, std::uint64_t& uppers) {
  const __m512i folded = _mm512_or_si512(v, _mm512_set1_epi8(0x20));
  const __m512i count = _mm512_set1_epi8(26);
  letters = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(folded, _mm512_set1_epi8('a')), count);
  uppers = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8('A')), count);
}

static inline void word_block(__m512i v, WordMasks& masks) {
  const auto is = [&](char c) -> std::uint64_t { return _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(c)); };
  const auto in_range = [&](char first, char count) -> std::uint64_t {
    return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(v, _mm512_set1_epi8(first)), _mm512_set1_epi8(count));
  };
  letters_of(v, masks.letters, masks.uppers);
  masks.digits = in_range('0', 10);
  masks.blanks = is(' ');
  masks.spaces = in_range('\t', 5) | masks.blanks;
  masks.newlines = is('\n') | is('\r');
  masks.quotes = is('\'');
  masks.beyond = _mm512_movepi8_mask(v);
  masks.continuations = in_range('\x80', 64);
}

static void word_masks(const char* in, std::size_t size, WordMasks* masks) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) word_block(_mm512_loadu_si512(in + i), masks[i / 64]);
  if (i == size) return;
  // What lies behind is zero, which is in no class.
  word_block(_mm512_maskz_loadu_epi8(low_bits(size - i), in + i), masks[i / 64]);
}

// Up to sixteen positions, those of bits in one of 64 bytes each, moved by `base`.
template <int kPart>
static inline void store_positions(__m512i positions, __m512i base, std::size_t count, std::uint32_t* out) {
  const __m128i part = _mm512_maskz_extracti32x4_epi32(0xF, positions, kPart);
  const auto present = static_cast<__mmask16>(count >= 16 ? 0xFFFF : low_bits(count));
  _mm512_mask_storeu_epi32(out, present, _mm512_add_epi32(base, _mm512_maskz_cvtepu8_epi32(0xFFFF, part)));
}

// (BERT and T5 encode 8 % more known text a second than with a loop over bits, a Zen 4.)
static std::size_t bit_positions(const std::uint64_t* masks, std::size_t words, std::uint32_t* out) {
  alignas(64) static constexpr Bytes64 kCounted = counted();
  const __m512i counted = _mm512_load_si512(kCounted.bytes);
  std::uint32_t* to = out;
  for (std::size_t word = 0; word < words; ++word) {
    const std::uint64_t bits = masks[word];
    const auto count = static_cast<std::size_t>(__builtin_popcountll(bits));
    const __m512i positions = _mm512_maskz_compress_epi8(bits, counted);
    const __m512i base = _mm512_set1_epi32(static_cast<int>(64 * word));
    store_positions<0>(positions, base, count, to);
    if (count > 16) store_positions<1>(positions, base, count - 16, to + 16);
    if (count > 32) store_positions<2>(positions, base, count - 32, to + 32);
    if (count > 48) store_positions<3>(positions, base, count - 48, to + 48);
    to += count;
  }
  return static_cast<std::size_t>(to - out);
}

static void widen_i32_i64(const std::int32_t* in, std::size_t count, std::int64_t* out) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m256i narrow = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in + i));
    _mm512_storeu_si512(out + i, widen(narrow));
  }
  if (i == count) return;
  const auto tail = static_cast<__mmask8>(low_bits(count - i));
  _mm512_mask_storeu_epi64(out + i, tail, widen(_mm256_maskz_loadu_epi32(tail, in + i)));
}

static void fill_i32(std::int32_t* out, std::size_t count, std::int32_t value) {
  const __m512i v = _mm512_set1_epi32(value);
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) _mm512_storeu_si512(out + i, v);
  if (i < count) _mm512_mask_storeu_epi32(out + i, static_cast<__mmask16>(low_bits(count - i)), v);
}

static void fill_i64(std::int64_t* out, std::size_t count, std::int64_t value) {
  const __m512i v = _mm512_set1_epi64(value);
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) _mm512_storeu_si512(out + i, v);
  if (i < count) _mm512_mask_storeu_epi64(out + i, static_cast<__mmask8>(low_bits(count - i)), v);
}

#include "simd/generic/code_points.inl.hpp"

static inline __m512i each(std::uint32_t value) {
  return _mm512_set1_epi32(static_cast<int>(value));
}

// Code points in lanes of four bytes, as bytes: lead and continuations, and which of the four they are.
static inline std::size_t encode_lanes(__m512i points, __mmask16 present, char* out) {
  const __mmask16 is_two = _mm512_cmpgt_epu32_mask(points, each(0x7F));
  const __mmask16 is_three = _mm512_cmpgt_epu32_mask(points, each(0x7FF));
  const __m512i last = _mm512_or_si512(_mm512_and_si512(points, each(0x3F)), each(0x80));
  const __m512i upper = _mm512_maskz_srli_epi32(0xFFFF, points, 6);
  const __m512i middle = _mm512_or_si512(_mm512_and_si512(upper, each(0x3F)), each(0x80));
  const __m512i two =
      _mm512_or_si512(_mm512_or_si512(upper, each(0xC0)), _mm512_maskz_slli_epi32(0xFFFF, last, 8));
  const __m512i lead = _mm512_or_si512(_mm512_maskz_srli_epi32(0xFFFF, points, 12), each(0xE0));
  const __m512i three = _mm512_or_si512(_mm512_or_si512(lead, _mm512_maskz_slli_epi32(0xFFFF, middle, 8)),
                                        _mm512_maskz_slli_epi32(0xFFFF, last, 16));
  const __m512i bytes = _mm512_mask_mov_epi32(_mm512_mask_mov_epi32(points, is_two, two), is_three, three);
  const __m512i sizes = _mm512_mask_mov_epi32(_mm512_mask_mov_epi32(each(0xFF), is_two, each(0xFFFF)),
                                              is_three, each(0xFFFFFF));
  const __mmask64 kept = _mm512_movepi8_mask(_mm512_maskz_mov_epi32(present, sizes));
  _mm512_storeu_si512(out, _mm512_maskz_compress_epi8(kept, bytes));
  return static_cast<std::size_t>(__builtin_popcountll(kept));
}

static std::size_t encode_u16(const std::uint16_t* in, std::size_t& count, char* out) {
  char* to = out;
  for (std::size_t i = 0; i < count; i += 32) {
    const std::size_t size = count - i < 32 ? count - i : 32;
    const auto present = static_cast<__mmask32>(low_bits(size));
    const __m512i points = _mm512_maskz_loadu_epi16(present, in + i);
    const __mmask32 beyond = _mm512_cmpgt_epu16_mask(points, _mm512_set1_epi16(0x7F));
    if (beyond == 0) {
      // What is behind the last one is overwritten too.
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm512_maskz_cvtepi16_epi8(~__mmask32{0}, points));
      to += size;
      continue;
    }
    const __mmask32 surrogates =
        _mm512_cmpeq_epi16_mask(_mm512_and_si512(points, _mm512_set1_epi16(static_cast<short>(0xF800))),
                                _mm512_set1_epi16(static_cast<short>(0xD800)));
    const std::size_t whole = surrogates == 0 ? size : static_cast<std::size_t>(__builtin_ctz(surrogates));
    const std::uint64_t wanted = low_bits(whole);
    const __m256i lower = _mm512_maskz_extracti64x4_epi64(0xF, points, 0);
    const __m256i upper = _mm512_maskz_extracti64x4_epi64(0xF, points, 1);
    to += encode_lanes(_mm512_maskz_cvtepu16_epi32(0xFFFF, lower), static_cast<__mmask16>(wanted), to);
    to += encode_lanes(_mm512_maskz_cvtepu16_epi32(0xFFFF, upper), static_cast<__mmask16>(wanted >> 16), to);
    if (whole != size) {
      count = i + whole;
      break;
    }
  }
  return static_cast<std::size_t>(to - out);
}

}  // namespace btt::simd::avx512
BTT_TARGET_REGION_END

namespace btt::simd::avx512 {

void fill_table(KernelTable& table) {
  table = {ascii_prefix,  is_ascii,      lower_ascii,        classify_ascii,
           unusual_ascii, dashes,        word_masks,         bit_positions,
           widen_i32_i64, fill_i32,      fill_i64,           encode_points,
           encode_u16,    encode_points, merge_by_registers, kMostMergedByRegisters};
}

}  // namespace btt::simd::avx512

#endif  // BTT_SIMD_HAS_X86
