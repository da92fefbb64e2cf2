// MergePairs: which pairs of tokens merge, as kernels read it. vocab/pair_table.hpp builds it.
//
// A line is 64 bytes, one cache line of eight slots. A slot is a number of three fields: the tag of the pair,
// the rank of its merge, the id of what that makes. Pairs that find no room in their line stand in the next
// one, or at most kReach - 1 lines further; the top bit of the first slot says so, of fewer than kReach
// lines behind each other. All ids are below
// 2^id_bits - 1, which is no token's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace btt::simd {

struct MergePairs {
  static constexpr std::size_t kLineSlots = 8;
  static constexpr std::uint64_t kReach = 8;
  static constexpr std::uint64_t kOverflow = std::uint64_t{1} << 63;
  static constexpr unsigned kFieldBits = 62;
  static constexpr std::uint64_t kFree = std::uint64_t{1} << kFieldBits;  // no tag has it
  // What no pair gives: a rank beyond all others.
  static constexpr std::uint64_t kNone = kFree - 1;

  const std::uint64_t* lines = nullptr;
  std::uint64_t line_count = 0;
  std::uint64_t multiplier = 0;
  std::uint64_t hash_mask = 0;
  std::uint64_t tag_mask = 0;
  unsigned hash_bits = 0;   // 2 * id_bits
  unsigned value_bits = 0;  // of rank and id
  unsigned id_bits = 0;

  std::int32_t no_id() const noexcept { return static_cast<std::int32_t>((std::uint32_t{1} << id_bits) - 1); }
  std::uint64_t hash_of(std::int32_t left, std::int32_t right) const noexcept {
    const std::uint64_t key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << id_bits |
                              static_cast<std::uint32_t>(right);
    // A bijection of numbers of hash_bits.
    return key * multiplier & hash_mask;
  }
  // Hashes of one line, and of those it overflows to, are neighbours: their lower bits tell them apart.
  const std::uint64_t* line_of(std::uint64_t hash) const noexcept {
    return lines + (hash * line_count >> hash_bits) * kLineSlots;
  }
  // In its field.
  std::uint64_t tag_of(std::uint64_t hash) const noexcept { return (hash & tag_mask) << value_bits; }
  const std::uint64_t* next_line(const std::uint64_t* line) const noexcept {
    line += kLineSlots;
    return line == lines + line_count * kLineSlots ? lines : line;
  }
  // Rank and id, or kNone. Which of the slots it is cannot be foretold, nor whether it is one of them: no
  // branch asks.
  std::uint64_t look(std::int32_t left, std::int32_t right) const noexcept {
    const std::uint64_t hash = hash_of(left, right);
    const std::uint64_t tag = tag_of(hash);
    for (const std::uint64_t* line = line_of(hash);; line = next_line(line)) {
      // What is left of the slot of the pair is its value; of others more.
      std::uint64_t least = kNone;
      for (std::size_t i = 0; i < kLineSlots; ++i) {
        const std::uint64_t left_over = (line[i] ^ tag) & ~kOverflow;
        least = left_over < least ? left_over : least;
      }
      const bool is_found = least >> value_bits == 0;
      // In one branch, which is hardly ever taken.
      if (static_cast<int>(!is_found) & static_cast<int>(line[0] >> 63)) continue;
      return is_found ? least : kNone;
    }
  }
  std::uint32_t rank_of(std::uint64_t value) const noexcept {
    return static_cast<std::uint32_t>(value >> id_bits);
  }
  std::int32_t made_of(std::uint64_t value) const noexcept {
    return static_cast<std::int32_t>(value & ((std::uint64_t{1} << id_bits) - 1));
  }
};

// A word to be merged: `count` symbols, 1 or more, at `symbols`, where its tokens then stand, `count` of
// them.
struct MergeWord {
  std::int32_t* symbols;
  std::size_t count;
};

}  // namespace btt::simd
