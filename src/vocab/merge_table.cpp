#include "vocab/merge_table.hpp"

#include <algorithm>
#include <utility>

namespace btt::vocab {

std::size_t MergeTable::slots_for(std::size_t merges, std::size_t tokens) noexcept {
  const std::size_t needed = merges + (merges + 1) / 2 + 2;
  std::size_t slots = 2;
  while (slots < needed) slots *= 2;
  return std::min(slots, needed + tokens);
}

void MergeTable::reserve(std::size_t merges, std::size_t tokens) {
  const std::size_t slots = slots_for(merges, tokens);
  if (slots > slots_.size()) rebuild(slots);
}

void MergeTable::fit(std::size_t tokens) {
  const std::size_t slots = slots_for(size_, tokens);
  // An eighth of a slot for each token is not worth the time.
  if (slots_.size() > slots + tokens / 8) rebuild(slots);
}

void MergeTable::rebuild(std::size_t slots) {
  GrownArray<Slot> old = GrownArray<Slot>::zeros(slots);
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.key == kFree) continue;
    std::size_t at = slot_of(slot.key);
    while (slots_[at].key != kFree) at = next_slot(at);
    slots_[at] = slot;
  }
}

void MergeTable::insert(std::int32_t left, std::int32_t right, Merge merge) {
  if ((size_ + 1) * 3 > slots_.size() * 2) rebuild(2 * slots_.size());
  const std::uint64_t key = key_of(left, right);
  std::size_t slot = slot_of(key);
  while (slots_[slot].key != kFree && slots_[slot].key != key) slot = next_slot(slot);
  if (slots_[slot].key == kFree) ++size_;
  slots_[slot] = Slot{key, merge};
}

std::vector<MergeTable::Pair> MergeTable::by_rank() const {
  std::vector<Pair> pairs;
  pairs.reserve(size_);
  for (const Slot& slot : slots_) {
    if (slot.key == kFree) continue;
    pairs.push_back(Pair{static_cast<std::int32_t>((slot.key >> 32) - 1),
                         static_cast<std::int32_t>(slot.key & 0xFFFFFFFF), slot.merge});
  }
  std::sort(pairs.begin(), pairs.end(),
            [](const Pair& a, const Pair& b) { return a.merge.rank < b.merge.rank; });
  return pairs;
}

}  // namespace btt::vocab
