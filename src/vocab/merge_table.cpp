#include "vocab/merge_table.hpp"

#include <algorithm>

namespace btt::vocab {

void MergeTable::reserve(std::size_t merges) {
  std::size_t slots = slots_.size();
  // At most two thirds full: merges are 24 bytes each or less, and misses stay short.
  while (slots * 2 < merges * 3) slots *= 2;
  if (slots == slots_.size()) return;
  std::vector<Slot> old(slots, Slot{kFree, Merge{0, 0}});
  old.swap(slots_);
  mask_ = slots - 1;
  for (const Slot& slot : old) {
    if (slot.key == kFree) continue;
    std::size_t at = slot_of(slot.key);
    while (slots_[at].key != kFree) at = (at + 1) & mask_;
    slots_[at] = slot;
  }
}

void MergeTable::insert(std::int32_t left, std::int32_t right, Merge merge) {
  reserve(size_ + 1);
  const std::uint64_t key = key_of(left, right);
  std::size_t slot = slot_of(key);
  while (slots_[slot].key != kFree && slots_[slot].key != key) slot = (slot + 1) & mask_;
  if (slots_[slot].key == kFree) ++size_;
  slots_[slot] = Slot{key, merge};
}

std::vector<MergeTable::Pair> MergeTable::by_rank() const {
  std::vector<Pair> pairs;
  pairs.reserve(size_);
  for (const Slot& slot : slots_) {
    if (slot.key == kFree) continue;
    pairs.push_back(Pair{static_cast<std::int32_t>(slot.key >> 32),
                         static_cast<std::int32_t>(slot.key & 0xFFFFFFFF), slot.merge});
  }
  std::sort(pairs.begin(), pairs.end(),
            [](const Pair& a, const Pair& b) { return a.merge.rank < b.merge.rank; });
  return pairs;
}

}  // namespace btt::vocab
