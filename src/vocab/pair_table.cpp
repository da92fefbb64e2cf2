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

// The hashes of kReach lines are fewer than there are tags. False where a slot has no room for them.
bool set_lines(MergePairs& pairs, std::uint64_t lines) noexcept {
  pairs.line_count = lines;
  pairs.tag_mask = MergePairs::kReach * (std::uint64_t{1} << bits_of(pairs.hash_mask / lines)) - 1;
  return bits_of(pairs.tag_mask) + pairs.value_bits <= MergePairs::kFieldBits;
}

std::uint64_t more(std::uint64_t lines) noexcept {
  return lines + lines / 8 + 1;
}

}  // namespace

// How slots are divided and how many lines there are, without the lines. False where a slot is too small.
bool PairTable::set_fields(const MergeTable& merges, std::int64_t max_id) {
  // The hash times the number of lines is a number of 64 bits too.
  if (max_id < 0 || max_id >= (std::int64_t{1} << 20) - 1 || merges.size() >= std::size_t{1} << 24)
    return false;
  // Half full: one line in fifty overflows.
  constexpr std::size_t kInLine = MergePairs::kLineSlots / 2;
  std::uint32_t max_rank = 0;
  merges.for_each([&](const MergeTable::Pair& pair) { max_rank = std::max(max_rank, pair.merge.rank); });
  MergePairs& pairs = pairs_;
  // One more is no token's.
  pairs.id_bits = bits_of(static_cast<std::uint64_t>(max_id) + 1);
  pairs.hash_bits = 2 * pairs.id_bits;
  pairs.value_bits = pairs.id_bits + bits_of(max_rank);
  pairs.hash_mask = (std::uint64_t{1} << pairs.hash_bits) - 1;
  // The golden section of all hashes, odd.
  pairs.multiplier = 0x9E3779B97F4A7C15ULL >> (64 - pairs.hash_bits) | 1;
  // The more lines, the shorter the tags.
  std::uint64_t lines = merges.size() / kInLine + 1;
  while (!set_lines(pairs, lines)) {
    if (lines > 2 * merges.size() / kInLine) return false;
    lines = more(lines);
  }
  return true;
}

PairTable::PairTable(const MergeTable& merges, std::int64_t max_id) {
  if (!set_fields(merges, max_id)) return;
  // Without many pairs that want one line, the first try is the last one.
  for (const std::uint64_t most = 2 * pairs_.line_count; pairs_.line_count <= most;
       set_lines(pairs_, more(pairs_.line_count))) {
    is_complete_ = fill(merges);
    if (is_complete_) return;
  }
}

// False where a pair would stand too far from its line, or a look-up go too far.
bool PairTable::fill(const MergeTable& merges) {
  constexpr std::size_t kLine = MergePairs::kLineSlots * sizeof(std::uint64_t);
  slots_ = GrownArray<std::uint64_t>::uninitialized((pairs_.line_count + 1) * MergePairs::kLineSlots);
  std::fill(slots_.begin(), slots_.end(), MergePairs::kFree);
  void* begin = slots_.data();
  std::size_t space = slots_.size() * sizeof(std::uint64_t);
  lines_ = static_cast<std::uint64_t*>(std::align(kLine, pairs_.line_count * kLine, begin, space));
  pairs_.lines = lines_;
  // Lines are asked for a while before they are filled.
  constexpr std::size_t kGroup = 32;
  MergeTable::Pair group[kGroup];
  std::size_t size = 0;
  bool has_room = true;
  const auto insert_group = [&] {
    for (std::size_t i = 0; i < size; ++i) has_room = has_room && insert(group[i]);
    size = 0;
  };
  merges.for_each([&](const MergeTable::Pair& pair) {
    __builtin_prefetch(pairs_.line_of(pairs_.hash_of(pair.left, pair.right)), 1);
    group[size++] = pair;
    if (size == kGroup) insert_group();
  });
  insert_group();
  return has_room && !has_long_run();
}

// Whether so many lines behind each other overflow that a look-up would come to pairs whose tags are those of
// its own neighbourhood once more.
bool PairTable::has_long_run() const noexcept {
  std::size_t run = 0;
  // The first lines follow the last one.
  for (std::size_t i = 0; i < pairs_.line_count + MergePairs::kReach; ++i) {
    const std::uint64_t first = lines_[i % pairs_.line_count * MergePairs::kLineSlots];
    run = (first & MergePairs::kOverflow) != 0 ? run + 1 : 0;
    if (run == MergePairs::kReach) return true;
  }
  return false;
}

bool PairTable::insert(const MergeTable::Pair& pair) noexcept {
  const std::uint64_t hash = pairs_.hash_of(pair.left, pair.right);
  const std::uint64_t slot = pairs_.tag_of(hash) |
                             static_cast<std::uint64_t>(pair.merge.rank) << pairs_.id_bits |
                             static_cast<std::uint64_t>(pair.merge.id);
  std::uint64_t* line = lines_ + (pairs_.line_of(hash) - pairs_.lines);
  for (std::size_t distance = 0; distance < MergePairs::kReach; ++distance) {
    for (std::size_t i = 0; i < MergePairs::kLineSlots; ++i) {
      if ((line[i] & MergePairs::kFree) == 0) continue;
      line[i] = slot | (line[i] & MergePairs::kOverflow);
      return true;
    }
    line[0] |= MergePairs::kOverflow;
    line = lines_ + (pairs_.next_line(line) - pairs_.lines);
  }
  return false;
}

}  // namespace btt::vocab
