// AVX2: 32 bytes at a time. Also needs BMI, which every CPU with AVX2 has.
#include "simd/level_tables.hpp"

#if BTT_SIMD_HAS_X86

#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#include "simd/generic/class_tables.hpp"
#include "simd/target_region.hpp"

BTT_TARGET_REGION_BEGIN("avx2,bmi,popcnt")
namespace btt::simd::avx2 {

static constexpr std::size_t kVectorBytes = 32;

static inline __m256i load(const void* p) {
  return _mm256_loadu_si256(static_cast<const __m256i*>(p));
}

static inline void store(void* p, __m256i v) {
  _mm256_storeu_si256(static_cast<__m256i*>(p), v);
}

static inline std::uint64_t top_bits(__m256i v) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(v));
}

static inline std::uint64_t high_mask(const char* p) {
  const __m256i a = load(p);
  const __m256i b = load(p + 32);
  if (_mm256_movemask_epi8(_mm256_or_si256(a, b)) == 0) return 0;
  return top_bits(a) | top_bits(b) << 32;
}

static inline void lower_vector(const char* in, char* out) {
  const __m256i v = load(in);
  // Signed comparison: bytes >= 0x80 are negative, below 'A'.
  const __m256i upper = _mm256_and_si256(_mm256_cmpgt_epi8(v, _mm256_set1_epi8('A' - 1)),
                                         _mm256_cmpgt_epi8(_mm256_set1_epi8('Z' + 1), v));
  store(out, _mm256_or_si256(v, _mm256_and_si256(upper, _mm256_set1_epi8(0x20))));
}

static inline __m256i classes_of(__m256i v) {
  const __m256i low =
      _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(kLowNibble)));
  const __m256i high =
      _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(kHighNibble)));
  const __m256i high_nibbles = _mm256_and_si256(_mm256_srli_epi16(v, 4), _mm256_set1_epi8(0x0F));
  // The byte shuffle looks at the low nibble and answers 0 for bytes >= 0x80 by itself.
  return _mm256_and_si256(_mm256_shuffle_epi8(low, v), _mm256_shuffle_epi8(high, high_nibbles));
}

static inline std::uint64_t mask_of(__m256i classes, int bits) {
  const __m256i chosen = _mm256_and_si256(classes, _mm256_set1_epi8(static_cast<char>(bits)));
  return top_bits(_mm256_cmpgt_epi8(chosen, _mm256_setzero_si256()));
}

static inline void classify_block(const char* p, std::uint64_t& space, std::uint64_t& punctuation) {
  const __m256i a = classes_of(load(p));
  const __m256i b = classes_of(load(p + 32));
  space = mask_of(a, kSpaceBits) | mask_of(b, kSpaceBits) << 32;
  punctuation = mask_of(a, kPunctuationBits) | mask_of(b, kPunctuationBits) << 32;
}

static inline std::uint64_t unusual_of(__m256i v) {
  // Signed comparison: bytes >= 0x80 are negative.
  const __m256i low = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), v);
  const __m256i kept = _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x09)),
                                       _mm256_or_si256(_mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x0A)),
                                                       _mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x0D))));
  return top_bits(
      _mm256_or_si256(_mm256_andnot_si256(kept, low), _mm256_cmpeq_epi8(v, _mm256_set1_epi8(0x7F))));
}

static inline std::uint64_t unusual_block(const char* p) {
  return unusual_of(load(p)) | unusual_of(load(p + 32)) << 32;
}

// Bytes from `first` on, `count` of them.
static inline std::uint64_t range_of(__m256i v, char first, char count) {
  const __m256i distance = _mm256_sub_epi8(v, _mm256_set1_epi8(first));
  return top_bits(
      _mm256_cmpeq_epi8(_mm256_min_epu8(distance, _mm256_set1_epi8(static_cast<char>(count - 1))), distance));
}

static inline std::uint64_t dash_block(const char* p) {
  const auto is = [&](std::size_t at, char c) {
    const __m256i v = _mm256_set1_epi8(c);
    return top_bits(_mm256_cmpeq_epi8(load(p + at), v)) | top_bits(_mm256_cmpeq_epi8(load(p + at + 32), v))
                                                              << 32;
  };
  const std::uint64_t starts = is(0, '\xE2') & is(1, '\x80');
  return starts & (range_of(load(p + 2), '\x90', 0x18) | range_of(load(p + 34), '\x90', 0x18) << 32);
}

static inline void letters_block(const char* p, std::uint64_t& letters, std::uint64_t& uppers) {
  const __m256i low = load(p);
  const __m256i high = load(p + 32);
  const __m256i case_bit = _mm256_set1_epi8(0x20);
  letters = range_of(_mm256_or_si256(low, case_bit), 'a', 26) |
            range_of(_mm256_or_si256(high, case_bit), 'a', 26) << 32;
  uppers = range_of(low, 'A', 26) | range_of(high, 'A', 26) << 32;
}

static inline void word_block(const char* p, WordMasks& masks) {
  const __m256i low = load(p);
  const __m256i high = load(p + 32);
  const auto is = [&](char c) {
    const __m256i v = _mm256_set1_epi8(c);
    return top_bits(_mm256_cmpeq_epi8(low, v)) | top_bits(_mm256_cmpeq_epi8(high, v)) << 32;
  };
  const auto in_range = [&](char first, char count) {
    return range_of(low, first, count) | range_of(high, first, count) << 32;
  };
  letters_block(p, masks.letters, masks.uppers);
  masks.digits = in_range('0', 10);
  masks.blanks = is(' ');
  masks.spaces = in_range('\t', 5) | masks.blanks;
  masks.newlines = is('\n') | is('\r');
  masks.quotes = is('\'');
  masks.beyond = top_bits(low) | top_bits(high) << 32;
  masks.continuations = in_range('\x80', 64);
}

#include "simd/generic/ascii.inl.hpp"

#include "simd/generic/bits.inl.hpp"

static void widen_i32_i64(const std::int32_t* in, std::size_t count, std::int64_t* out) {
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    store(out + i, _mm256_cvtepi32_epi64(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i))));
  }
  for (; i < count; ++i) out[i] = in[i];
}

static void fill_i32(std::int32_t* out, std::size_t count, std::int32_t value) {
  const __m256i v = _mm256_set1_epi32(value);
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) store(out + i, v);
  for (; i < count; ++i) out[i] = value;
}

static void fill_i64(std::int64_t* out, std::size_t count, std::int64_t value) {
  const __m256i v = _mm256_set1_epi64x(value);
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) store(out + i, v);
  for (; i < count; ++i) out[i] = value;
}

static inline std::uint64_t look(const MergePairs& pairs, std::int32_t left, std::int32_t right) {
  const std::uint64_t hash = pairs.hash_of(left, right);
  const std::uint64_t values = (std::uint64_t{1} << pairs.value_bits) - 1;
  const __m256i tag = _mm256_set1_epi64x(static_cast<long long>(pairs.tag_of(hash)));
  // All but the values and the mark of the first slot.
  const __m256i tags = _mm256_set1_epi64x(static_cast<long long>(~values & ~MergePairs::kOverflow));
  for (const std::uint64_t* line = pairs.line_of(hash);; line = pairs.next_line(line)) {
    // The slot of the pair with all bits turned over, zeros of the others.
    const auto turned = [&](const std::uint64_t* slots) {
      const __m256i four = load(slots);
      return _mm256_andnot_si256(four, _mm256_cmpeq_epi64(_mm256_and_si256(four, tags), tag));
    };
    const __m256i four = _mm256_or_si256(turned(line), turned(line + 4));
    const __m128i two = _mm_or_si128(_mm256_castsi256_si128(four), _mm256_extracti128_si256(four, 1));
    const __m128i one = _mm_or_si128(two, _mm_shuffle_epi32(two, 0x4E));
    const auto slot = static_cast<std::uint64_t>(_mm_cvtsi128_si64(one));
    if (static_cast<int>(slot == 0) & static_cast<int>(line[0] >> 63)) continue;
    return slot == 0 ? MergePairs::kNone : ~slot & values;
  }
}

#include "simd/generic/merge.inl.hpp"

#include "simd/generic/code_points.inl.hpp"

}  // namespace btt::simd::avx2
BTT_TARGET_REGION_END

namespace btt::simd::avx2 {

void fill_table(KernelTable& table) {
  table = {ascii_prefix,  is_ascii,      lower_ascii,   classify_ascii, unusual_ascii, dashes,
           word_masks,    bit_positions, widen_i32_i64, fill_i32,       fill_i64,      encode_points,
           encode_points, encode_points, merge_words,   kMostMerged};
}

}  // namespace btt::simd::avx2

#endif  // BTT_SIMD_HAS_X86
