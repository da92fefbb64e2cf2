// AVX-512: words are merged in registers, up to 128 symbols of them.
#include "simd/avx512_merge.hpp"

#include "simd/level_tables.hpp"

#if BTT_SIMD_HAS_X86

#include <immintrin.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "simd/target_region.hpp"

BTT_TARGET_REGION_BEGIN("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,popcnt")
namespace btt::simd::avx512 {

namespace {

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
  const __m512i ids = _mm512_set1_epi64(static_cast<long long>((std::uint64_t{1} << pairs.id_bits) - 1));
  const __m128i id_bits = _mm_cvtsi32_si128(static_cast<int>(pairs.id_bits));
};

// The value of a pair in the first place.
[[gnu::always_inline]] inline __m512i look_in_line(const Table& table, const std::uint64_t* line,
                                                   std::uint64_t tag) {
  const __m512i slots = _mm512_load_si512(line);
  // (slots ^ tag) & fields: of the slot of the pair the value is left, of others more.
  const __m512i left_over =
      _mm512_ternarylogic_epi64(slots, _mm512_set1_epi64(static_cast<long long>(tag)), table.fields, 0x28);
  const __mmask8 found = _mm512_cmplt_epu64_mask(left_over, table.limit);
  return _mm512_mask_compress_epi64(table.none, found, left_over);
}

// A pair that is to be looked up.
struct Asked {
  const std::uint64_t* line;
  std::uint64_t tag;
};

// Also in the first place: to move it to a general register and back takes as long as to find it.
[[gnu::always_inline]] inline __m512i answer(const Table& table, const Asked& asked) {
  const std::uint64_t* line = asked.line;
  const std::uint64_t tag = asked.tag;
  __m512i value = look_in_line(table, line, tag);
  while (static_cast<int>(line[0] >> 63) & static_cast<int>(first_of(value) == MergePairs::kNone)) {
    line = table.pairs.next_line(line);
    value = look_in_line(table, line, tag);
  }
  return value;
}

[[gnu::always_inline]] inline __m512i rank_of(const Table& table, __m512i value) {
  return _mm512_maskz_srl_epi64(0xFF, value, table.id_bits);
}

[[gnu::always_inline]] inline Asked asked_of(const Table& table, std::int32_t left, std::int32_t right) {
  const std::uint64_t hash = table.pairs.hash_of(left, right);
  return Asked{table.pairs.line_of(hash), table.pairs.tag_of(hash)};
}

[[gnu::always_inline]] inline Asked ask(const Table& table, std::int32_t left, std::int32_t right) {
  const Asked asked = asked_of(table, left, right);
  __builtin_prefetch(asked.line);
  return asked;
}

[[gnu::always_inline]] inline std::uint64_t look(const Table& table, std::int32_t left, std::int32_t right) {
  return first_of(answer(table, asked_of(table, left, right)));
}

// The bit of a place of a row in block `i`, if that is where it is.
[[gnu::always_inline]] inline __mmask16 bit_in(std::size_t i, std::size_t place) {
  const std::size_t in_block = place - 16 * i;
  return static_cast<__mmask16>(in_block < 16 ? std::uint32_t{1} << in_block : 0);
}

// A word of up to 16 * kBlocks symbols. What is merged leaves no hole; behind the last symbol there is none.
template <std::size_t kBlocks>
struct alignas(64) Row {
  std::int32_t cells[16 * (kBlocks + 2)];  // ids, in front of them and behind them none
  std::uint32_t ranks[16 * kBlocks];       // of the merge with the next one
  std::int32_t made[16 * kBlocks];         // what that gives
  MergeWord* word;
  // Of the last merge: the pairs with those before it and behind it, and its place, kNowhere before the
  // first.
  Asked before;
  Asked behind;
  std::size_t here;

  static constexpr std::size_t kNowhere = 16 * kBlocks + 1;

  std::int32_t* ids() { return cells + 16; }
  const std::int32_t* ids() const { return cells + 16; }
};

// The least of the ranks of a row, in all places. (The masks, here and below: without them GCC 12 warns of a
// vector that is not initialized.)
template <std::size_t kBlocks>
[[gnu::always_inline]] inline __m512i least_of(const __m512i* ranks) {
  __m512i least = ranks[0];
  for (std::size_t i = 1; i < kBlocks; ++i) least = _mm512_maskz_min_epu32(0xFFFF, least, ranks[i]);
  least = _mm512_maskz_min_epu32(0xFFFF, least, _mm512_maskz_shuffle_i64x2(0xFF, least, least, 0x4E));
  least = _mm512_maskz_min_epu32(0xFFFF, least, _mm512_maskz_shuffle_i64x2(0xFF, least, least, 0xB1));
  least = _mm512_maskz_min_epu32(0xFFFF, least, _mm512_maskz_shuffle_epi32(0xFFFF, least, _MM_PERM_BADC));
  return _mm512_maskz_min_epu32(0xFFFF, least, _mm512_maskz_shuffle_epi32(0xFFFF, least, _MM_PERM_CDAB));
}

inline __m512i set(__m512i v, __mmask16 where, std::uint32_t value) {
  return _mm512_mask_set1_epi32(v, where, static_cast<int>(value));
}

// The first of `values`.
[[gnu::always_inline]] inline __m512i set(__m512i v, __mmask16 where, __m512i values) {
  return _mm512_mask_broadcastd_epi32(v, where, _mm512_maskz_extracti32x4_epi32(0xF, values, 0));
}

// Drops the element at `place`; what comes behind the last one is `last`.
template <std::size_t kBlocks>
[[gnu::always_inline]] inline void drop(__m512i* blocks, std::size_t place, __m512i last) {
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const __m512i next = i + 1 < kBlocks
                             ? _mm512_maskz_permutexvar_epi32(0xFFFF, _mm512_setzero_si512(), blocks[i + 1])
                             : last;
    // The first one of a block behind has moved to the one before it.
    const auto dropped = place < 16 * i ? __mmask16{1} : bit_in(i, place);
    blocks[i] = _mm512_mask_compress_epi32(next, static_cast<__mmask16>(~dropped), blocks[i]);
  }
}

template <std::size_t kBlocks>
void start_row(const Table& table, MergeWord& word, Row<kBlocks>& row) {
  const std::size_t count = word.count;
  row.word = &word;
  row.here = Row<kBlocks>::kNowhere;
  row.before = row.behind = Asked{table.pairs.lines, 0};
  const __m512i none = _mm512_set1_epi32(table.pairs.no_id());
  _mm512_store_si512(row.cells, none);
  _mm512_store_si512(row.ids() + 16 * kBlocks, none);
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const std::size_t left = count - std::min(count, 16 * i);
    const auto is_symbol = static_cast<__mmask16>((std::uint32_t{1} << std::min<std::size_t>(left, 16)) - 1);
    _mm512_store_si512(row.ids() + 16 * i, _mm512_mask_loadu_epi32(none, is_symbol, word.symbols + 16 * i));
    _mm512_store_si512(row.ranks + 16 * i, _mm512_set1_epi32(-1));
  }
  for (std::size_t i = 0; i + 1 < count; ++i) {
    const std::uint64_t value = look(table, word.symbols[i], word.symbols[i + 1]);
    row.ranks[i] = table.pairs.rank_of(value);
    row.made[i] = table.pairs.made_of(value);
  }
}

// Merges two symbols; false where none merge. The pairs that this makes are looked up in the next step, when
// their memory has come: meanwhile other rows have theirs. (gpt2 3 to 6 % more new text a second than with
// both in one step, qwen3 7 to 14 %, a Zen 4.)
template <std::size_t kBlocks>
[[gnu::always_inline]] inline bool step_row(const Table& table, Row<kBlocks>& row) {
  __m512i ids[kBlocks], ranks[kBlocks], made[kBlocks];
  const __m512i before = answer(table, row.before);
  const __m512i behind = answer(table, row.behind);
  const __m512i rank_before = rank_of(table, before);
  const __m512i rank_behind = rank_of(table, behind);
  const __m512i made_before = _mm512_and_si512(before, table.ids);
  const __m512i made_behind = _mm512_and_si512(behind, table.ids);
  for (std::size_t i = 0; i < kBlocks; ++i) {
    const __mmask16 here_mask = bit_in(i, row.here);
    const __mmask16 before_mask = bit_in(i, row.here - 1);
    ranks[i] =
        set(set(_mm512_load_si512(row.ranks + 16 * i), here_mask, rank_behind), before_mask, rank_before);
    made[i] =
        set(set(_mm512_load_si512(row.made + 16 * i), here_mask, made_behind), before_mask, made_before);
    ids[i] = _mm512_load_si512(row.ids() + 16 * i);
  }
  const __m512i least = least_of<kBlocks>(ranks);
  if (_mm512_cmpeq_epi32_mask(least, _mm512_set1_epi32(-1)) != 0) return false;
  std::size_t here = 0;
  __m512i id_alone = _mm512_setzero_si512();
  for (std::size_t i = kBlocks; i-- > 0;) {
    const __mmask16 least_mask = _mm512_cmpeq_epi32_mask(ranks[i], least);
    const std::uint32_t where = least_mask;
    here = where != 0 || kBlocks == 1 ? 16 * i + static_cast<std::size_t>(__builtin_ctz(where)) : here;
    // The first of those in the block is what counts.
    id_alone = _mm512_mask_compress_epi32(id_alone, least_mask, made[i]);
  }
  const auto id = static_cast<std::int32_t>(first_of(id_alone));
  const std::int32_t* const place = row.ids() + here;
  row.here = here;
  row.before = ask(table, place[-1], id);
  row.behind = ask(table, id, place[2]);
  drop<kBlocks>(ids, here + 1, _mm512_set1_epi32(table.pairs.no_id()));
  drop<kBlocks>(ranks, here + 1, _mm512_set1_epi32(-1));
  drop<kBlocks>(made, here + 1, _mm512_setzero_si512());
  for (std::size_t i = 0; i < kBlocks; ++i) {
    _mm512_store_si512(row.ids() + 16 * i, set(ids[i], bit_in(i, here), static_cast<std::uint32_t>(id)));
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

// Merges the words of `least` symbols or more that a row can hold. (No lambdas here: GCC compiles them for
// the baseline.)
template <std::size_t kBlocks>
void merge_rows(const Table& table, MergeWord* words, std::size_t count, std::size_t least) {
  constexpr std::size_t kRows = 16;
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
  std::size_t most = 0;
  for (std::size_t i = 0; i < count; ++i) most = std::max(most, words[i].count);
  merge_rows<1>(table, words, count, 2);
  if (most > 16) merge_rows<2>(table, words, count, 17);
  if (most > 32) merge_rows<4>(table, words, count, 33);
  if (most > 64) merge_rows<8>(table, words, count, 65);
}

}  // namespace btt::simd::avx512
BTT_TARGET_REGION_END

#endif  // BTT_SIMD_HAS_X86
