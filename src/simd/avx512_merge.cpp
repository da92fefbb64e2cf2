// AVX-512: words are merged in registers, up to 32 symbols of them.
#include "simd/avx512_merge.hpp"

#include "simd/level_tables.hpp"

#if BTT_SIMD_HAS_X86

#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "simd/target_region.hpp"

BTT_TARGET_REGION_BEGIN("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt")
namespace btt::simd::avx512 {

namespace {

constexpr std::uint32_t kNoRank = UINT32_MAX;

// GCC 12 takes _mm512_castsi512_si128 for a vector that is not initialized, and warns.
[[gnu::always_inline]] inline std::uint64_t first_of(__m512i v) {
  return static_cast<std::uint64_t>(reinterpret_cast<__v8di>(v)[0]);
}

// MergePairs in registers.
struct Table {
  const MergePairs pairs;
  const __m512i limit = _mm512_set1_epi64(static_cast<long long>(std::uint64_t{1} << pairs.value_bits));
  const __m512i fields = _mm512_set1_epi64(static_cast<long long>(~MergePairs::kOverflow));
  const __m512i none = _mm512_set1_epi64(static_cast<long long>(MergePairs::kNone));
};

[[gnu::always_inline]] inline std::uint64_t look_in_line(const Table& table, const std::uint64_t* line,
                                                         std::uint64_t tag) {
  const __m512i slots = _mm512_load_si512(line);
  // (slots ^ tag) & fields: of the slot of the pair the value is left, of others more.
  const __m512i left_over =
      _mm512_ternarylogic_epi64(slots, _mm512_set1_epi64(static_cast<long long>(tag)), table.fields, 0x28);
  const __mmask8 found = _mm512_cmplt_epu64_mask(left_over, table.limit);
  return first_of(_mm512_mask_compress_epi64(table.none, found, left_over));
}

[[gnu::always_inline]] inline std::uint64_t look(const Table& table, std::int32_t left, std::int32_t right) {
  const std::uint64_t hash = table.pairs.hash_of(left, right);
  const std::uint64_t tag = table.pairs.tag_of(hash);
  const std::uint64_t* line = table.pairs.line_of(hash);
  std::uint64_t value = look_in_line(table, line, tag);
  while (static_cast<int>(value == MergePairs::kNone) & static_cast<int>(line[0] >> 63)) {
    line = table.pairs.next_line(line);
    value = look_in_line(table, line, tag);
  }
  return value;
}

inline std::uint64_t look(const MergePairs& pairs, std::int32_t left, std::int32_t right) {
  return look(Table{pairs}, left, right);
}

#include "simd/generic/merge.inl.hpp"

// A word of up to 16 * kBlocks symbols. What is merged leaves no hole; behind the last symbol there is none.
template <std::size_t kBlocks>
struct alignas(64) Row {
  std::int32_t cells[16 * (kBlocks + 2)];  // ids, in front of them and behind them none
  std::uint32_t ranks[16 * kBlocks];       // of the merge with the next one
  std::int32_t made[16 * kBlocks];         // what that gives
  MergeWord* word;

  std::int32_t* ids() { return cells + 16; }
  const std::int32_t* ids() const { return cells + 16; }
};

// Of the ranks of a row.
template <std::size_t kBlocks>
[[gnu::always_inline]] inline std::uint32_t least_of(const std::uint32_t* ranks) {
  const auto* const eights = reinterpret_cast<const __m256i*>(ranks);
  __m256i eight = _mm256_min_epu32(_mm256_load_si256(eights), _mm256_load_si256(eights + 1));
  if (kBlocks == 2) {
    eight = _mm256_min_epu32(eight, _mm256_load_si256(eights + 2));
    eight = _mm256_min_epu32(eight, _mm256_load_si256(eights + 3));
  }
  const __m128i four = _mm_min_epu32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
  const __m128i two = _mm_min_epu32(four, _mm_shuffle_epi32(four, 0x4E));
  const __m128i one = _mm_min_epu32(two, _mm_shuffle_epi32(two, 0xB1));
  return static_cast<std::uint32_t>(_mm_cvtsi128_si32(one));
}

inline __m512i set(__m512i v, __mmask16 where, std::uint32_t value) {
  return _mm512_mask_set1_epi32(v, where, static_cast<int>(value));
}

// Drops the element of which `kept` has no bit; what comes behind the last one is `last`.
template <std::size_t kBlocks>
[[gnu::always_inline]] inline void drop(__m512i* blocks, std::uint32_t kept, __m512i last) {
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const auto kept_here = static_cast<__mmask16>(kept >> 16 * i);
    const __m512i next = i + 1 < kBlocks
                             ? _mm512_maskz_permutexvar_epi32(0xFFFF, _mm512_setzero_si512(), blocks[i + 1])
                             : last;
    blocks[i] = _mm512_mask_compress_epi32(next, kept_here, blocks[i]);
    // The first one of the next block has moved here.
    if (i + 1 < kBlocks) kept ^= static_cast<std::uint32_t>(kept_here != 0xFFFF) << 16;
  }
}

template <std::size_t kBlocks>
void start_row(const Table& table, MergeWord& word, Row<kBlocks>& row) {
  const std::size_t count = word.count;
  row.word = &word;
  const __m512i none = _mm512_set1_epi32(table.pairs.no_id());
  const std::uint32_t all = static_cast<std::uint32_t>((std::uint64_t{1} << count) - 1);
  _mm512_store_si512(row.cells, none);
  _mm512_store_si512(row.ids() + 16 * kBlocks, none);
  for (std::size_t i = 0; i < kBlocks; ++i) {
    _mm512_store_si512(
        row.ids() + 16 * i,
        _mm512_mask_loadu_epi32(none, static_cast<__mmask16>(all >> 16 * i), word.symbols + 16 * i));
    _mm512_store_si512(row.ranks + 16 * i, _mm512_set1_epi32(-1));
  }
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const std::uint64_t value = look(table, word.symbols[i], word.symbols[i + 1]);
    row.ranks[i] = table.pairs.rank_of(value);
    row.made[i] = table.pairs.made_of(value);
  }
}

// Merges two symbols; false where none merge.
template <std::size_t kBlocks>
[[gnu::always_inline]] inline bool step_row(const Table& table, Row<kBlocks>& row) {
  __m512i ids[kBlocks], ranks[kBlocks], made[kBlocks];
  for (std::size_t i = 0; i < kBlocks; ++i) ranks[i] = _mm512_load_si512(row.ranks + 16 * i);
  const std::uint32_t least = least_of<kBlocks>(row.ranks);
  if (least == kNoRank) return false;
  const __m512i leasts = _mm512_set1_epi32(static_cast<int>(least));
  std::uint32_t where = 0;
  for (std::size_t i = 0; i < kBlocks; ++i)
    where |= static_cast<std::uint32_t>(_mm512_cmpeq_epi32_mask(ranks[i], leasts)) << 16 * i;
  const auto at = static_cast<std::size_t>(__builtin_ctz(where));
  const std::uint32_t here = where & -where;
  const std::uint32_t kept = ~(here << 1);
  const std::int32_t id = row.made[at];
  const std::int32_t* const place = row.ids() + at;
  const std::uint64_t before = look(table, place[-1], id);
  const std::uint64_t behind = look(table, id, place[2]);
  for (std::size_t i = 0; i < kBlocks; ++i) {
    ids[i] = _mm512_load_si512(row.ids() + 16 * i);
    made[i] = _mm512_load_si512(row.made + 16 * i);
  }
  drop<kBlocks>(ids, kept, _mm512_set1_epi32(table.pairs.no_id()));
  drop<kBlocks>(ranks, kept, _mm512_set1_epi32(-1));
  drop<kBlocks>(made, kept, _mm512_setzero_si512());
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const auto here_mask = static_cast<__mmask16>(here >> 16 * i);
    const auto before_mask = static_cast<__mmask16>(here >> 1 >> 16 * i);
    ranks[i] =
        set(set(ranks[i], here_mask, table.pairs.rank_of(behind)), before_mask, table.pairs.rank_of(before));
    made[i] = set(set(made[i], here_mask, static_cast<std::uint32_t>(table.pairs.made_of(behind))),
                  before_mask, static_cast<std::uint32_t>(table.pairs.made_of(before)));
    _mm512_store_si512(row.ids() + 16 * i, set(ids[i], here_mask, static_cast<std::uint32_t>(id)));
    _mm512_store_si512(row.ranks + 16 * i, ranks[i]);
    _mm512_store_si512(row.made + 16 * i, made[i]);
  }
  return true;
}

template <std::size_t kBlocks>
void finish_row(const Table& table, const Row<kBlocks>& row) {
  const __m512i none = _mm512_set1_epi32(table.pairs.no_id());
  std::size_t count = 0;
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const __m512i ids = _mm512_load_si512(row.ids() + 16 * i);
    const __mmask16 is_symbol = _mm512_cmpneq_epi32_mask(ids, none);
    _mm512_mask_storeu_epi32(row.word->symbols + 16 * i, is_symbol, ids);
    count += static_cast<std::size_t>(__builtin_popcount(is_symbol));
  }
  row.word->count = count;
}

// Starts the next word of `least` symbols or more that a row can hold; false where there is none.
template <std::size_t kBlocks>
bool start_next(const Table& table, MergeWord* words, std::size_t count, std::size_t least, std::size_t& next,
                Row<kBlocks>& row) {
  while (next < count) {
    MergeWord& word = words[next++];
    if (word.count < least || word.count > 16 * kBlocks) continue;
    start_row(table, word, row);
    return true;
  }
  return false;
}

// Merges the words of least to most symbols. (No lambdas here: GCC compiles them for the baseline.)
template <std::size_t kBlocks>
void merge_rows(const Table& table, MergeWord* words, std::size_t count, std::size_t least) {
  constexpr std::size_t kRows = 8;
  Row<kBlocks> rows[kRows];
  Row<kBlocks>* running[kRows];
  std::size_t active = 0;
  std::size_t next = 0;
  while (active < kRows && start_next(table, words, count, least, next, rows[active])) {
    running[active] = &rows[active];
    ++active;
  }
  while (active != 0) {
    for (std::size_t i = 0; i < active; ++i) {
      Row<kBlocks>& row = *running[i];
      if (step_row(table, row)) continue;
      finish_row(table, row);
      if (!start_next(table, words, count, least, next, row)) running[i--] = running[--active];
    }
  }
}

}  // namespace

void merge_by_registers(const MergePairs& pairs, MergeWord* words, std::size_t count) {
  const Table table{pairs};
  merge_rows<1>(table, words, count, 2);
  merge_rows<2>(table, words, count, 17);
  for (std::size_t i = 0; i < count; ++i) {
    if (words[i].count > 32) merge_words(pairs, &words[i], 1);
  }
}

}  // namespace btt::simd::avx512
BTT_TARGET_REGION_END

#endif  // BTT_SIMD_HAS_X86
