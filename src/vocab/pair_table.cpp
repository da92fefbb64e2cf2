#include "vocab/pair_table.hpp"

#include <algorithm>
#include <memory>

namespace btt::vocab {
namespace {

using simd::MergePairs;

// How many bits a number takes.
unsigned bits_of(std::uint64_t number) noexcept {
  unsigned bits = 0;
  for (; number != 0; number >>= 1) ++bits;
  return bits;
}

}  // namespace

// How slots are divided and how many lines there are, without the lines.
MergePairs PairTable::fields(const MergeTable& merges, std::int64_t max_id) {
  // Half full: one line in fifty overflows.
  constexpr std::size_t kInLine = MergePairs::kLineSlots / 2;
  std::uint32_t max_rank = 0;
  merges.for_each([&](const MergeTable::Pair& pair) { max_rank = std::max(max_rank, pair.merge.rank); });
  MergePairs pairs;
  pairs.line_count = merges.size() / kInLine + 1;
  // One more is no token's.
  pairs.id_bits = bits_of(static_cast<std::uint64_t>(max_id) + 1);
  pairs.hash_bits = 2 * pairs.id_bits;
  pairs.value_bits = pairs.id_bits + bits_of(max_rank);
  pairs.hash_mask = (std::uint64_t{1} << pairs.hash_bits) - 1;
  // The golden section of all hashes, odd.
  pairs.multiplier = 0x9E3779B97F4A7C15ULL >> (64 - pairs.hash_bits) | 1;
  // The hashes of a line are fewer than this.
  pairs.tag_mask = (std::uint64_t{1} << bits_of(pairs.hash_mask / pairs.line_count)) - 1;
  return pairs;
}

bool PairTable::fits(const MergeTable& merges, std::int64_t max_id) {
  // The hash times the number of lines is a number of 64 bits too.
  if (max_id < 0 || max_id >= (std::int64_t{1} << 20) - 1 || merges.size() >= std::size_t{1} << 24)
    return false;
  const MergePairs pairs = fields(merges, max_id);
  return bits_of(pairs.tag_mask) + pairs.value_bits <= MergePairs::kFieldBits;
}

PairTable::PairTable(const MergeTable& merges, std::int64_t max_id) : pairs_(fields(merges, max_id)) {
  slots_ = GrownArray<std::uint64_t>::uninitialized((pairs_.line_count + 1) * MergePairs::kLineSlots);
  std::fill(slots_.begin(), slots_.end(), MergePairs::kFree);
  void* begin = slots_.data();
  std::size_t space = slots_.size() * sizeof(std::uint64_t);
  constexpr std::size_t kLine = MergePairs::kLineSlots * sizeof(std::uint64_t);
  lines_ = static_cast<std::uint64_t*>(std::align(kLine, pairs_.line_count * kLine, begin, space));
  pairs_.lines = lines_;
  merges.for_each([this](const MergeTable::Pair& pair) { insert(pair); });
}

void PairTable::insert(const MergeTable::Pair& pair) noexcept {
  const std::uint64_t hash = pairs_.hash_of(pair.left, pair.right);
  const std::uint64_t slot = pairs_.tag_of(hash) |
                             static_cast<std::uint64_t>(pair.merge.rank) << pairs_.id_bits |
                             static_cast<std::uint64_t>(pair.merge.id);
  std::uint64_t* line = lines_ + (pairs_.line_of(hash) - pairs_.lines);
  for (;; line = lines_ + (pairs_.next_line(line) - pairs_.lines)) {
    for (std::size_t i = 0; i < MergePairs::kLineSlots; ++i) {
      if ((line[i] & MergePairs::kFree) == 0) continue;
      line[i] = slot | (line[i] & MergePairs::kOverflow);
      return;
    }
    line[0] |= MergePairs::kOverflow;
  }
}

}  // namespace btt::vocab
