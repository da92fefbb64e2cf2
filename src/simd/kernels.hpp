// The operations that exist once per SIMD level, and the table through which callers reach them.
//
//   const auto& k = btt::simd::kernels();           // one atomic load; take it once per text or block
//   std::size_t n = k.ascii_prefix(data, size);     // "abc\xC3\xA9" -> 3
//
// scalar.cpp is the specification; every level gives identical results (tests/simd/kernels_test.cpp runs all
// of them). For every operation: no alignment is needed, size 0 is legal with a null pointer, nothing outside
// [data, data + size) is read and nothing outside the stated output is written.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "simd/merge_pairs.hpp"

namespace btt::simd {

// What a scan for words asks of 64 bytes, one bit per byte. ASCII but for the last two; spaces are 09-0D and
// 20, and blanks (20) and newlines (0A, 0D) are among them.
struct WordMasks {
  std::uint64_t letters;
  std::uint64_t uppers;
  std::uint64_t digits;
  std::uint64_t spaces;
  std::uint64_t blanks;
  std::uint64_t newlines;
  std::uint64_t quotes;         // 27
  std::uint64_t beyond;         // 80-FF
  std::uint64_t continuations;  // 80-BF
};

struct KernelTable {
  // Length of the longest prefix without a byte >= 0x80.
  std::size_t (*ascii_prefix)(const char* in, std::size_t size);

  // True where no byte is >= 0x80 (also for size 0).
  bool (*is_ascii)(const char* in, std::size_t size);

  // out[i] = in[i] with A-Z made a-z; every other byte, also those >= 0x80, is copied. `out` is `in` or does
  // not overlap it.
  void (*lower_ascii)(const char* in, std::size_t size, char* out);

  // One bit per byte, byte i at bit i % 64 of word i / 64. Writes ceil(size / 64) words to each mask; bits
  // past `size` are zero. Space: 09-0D and 20. Punctuation: 21-2F 3A-40 5B-60 7B-7E. Bytes >= 0x80 set no
  // bit.
  void (*classify_ascii)(const char* in, std::size_t size, std::uint64_t* space_mask,
                         std::uint64_t* punctuation_mask);

  // One bit per byte, as classify_ascii: controls but 09, 0A and 0D, 7F, and bytes >= 0x80.
  void (*unusual_ascii)(const char* in, std::size_t size, std::uint64_t* mask);

  // One bit per byte, as classify_ascii: the first of the three bytes of U+2010 to U+2027 (dashes, quotation
  // marks and the like), E2 80 90 to E2 80 A7, where all three are there.
  void (*dashes)(const char* in, std::size_t size, std::uint64_t* mask);

  // As classify_ascii, with one WordMasks for each 64 bytes.
  void (*word_masks)(const char* in, std::size_t size, WordMasks* masks);

  // The positions of the set bits of `words` mask words, ascending, bit i of word w as 64 * w + i; answers
  // how many. Up to 8 elements behind the last one are overwritten.
  std::size_t (*bit_positions)(const std::uint64_t* masks, std::size_t words, std::uint32_t* out);

  // out[i] = in[i], sign extended. No overlap.
  void (*widen_i32_i64)(const std::int32_t* in, std::size_t count, std::int64_t* out);

  // out[0 .. count) = value.
  void (*fill_i32)(std::int32_t* out, std::size_t count, std::int32_t value);
  void (*fill_i64)(std::int64_t* out, std::size_t count, std::int64_t value);

  // The UTF-8 of code points of 8, 16 or 32 bits, up to the first that is a surrogate or above U+10FFFF;
  // `count` becomes how many were read. Answers the number of bytes. Up to 64 bytes behind the last one are
  // overwritten.
  std::size_t (*encode_u8)(const std::uint8_t* in, std::size_t& count, char* out);
  std::size_t (*encode_u16)(const std::uint16_t* in, std::size_t& count, char* out);
  std::size_t (*encode_u32)(const std::uint32_t* in, std::size_t& count, char* out);

  // Merges the symbols of each word, which are 1 to most_merged: again and again those two neighbours whose
  // pair has the lowest rank, the leftmost of equal ones, until no pair merges. No two words overlap.
  void (*merge_words)(const MergePairs& pairs, MergeWord* words, std::size_t count);
  std::size_t most_merged;
};

namespace detail {
extern std::atomic<const KernelTable*> active_table;  // null until the first use
const KernelTable& choose_first_table();
}  // namespace detail

// The table of the current level (levels.hpp). The first call chooses it.
inline const KernelTable& kernels() {
  const KernelTable* table = detail::active_table.load(std::memory_order_acquire);
  return table != nullptr ? *table : detail::choose_first_table();
}

}  // namespace btt::simd
