#include "vocab/merge_table.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace btt::vocab {

std::size_t MergeTable::buckets_for(std::size_t merges, std::size_t tokens) noexcept {
  const std::size_t needed = merges + (merges + 1) / 2 + 2;
  std::size_t slots = 2;
  while (slots < needed) slots *= 2;
  return (std::min(slots, needed + tokens) + kBucket - 1) / kBucket;
}

void MergeTable::reserve(std::size_t merges, std::size_t tokens) {
  const std::size_t buckets = buckets_for(merges, tokens);
  if (buckets > buckets_) rebuild(buckets);
}

void MergeTable::fit(std::size_t tokens) {
  const std::size_t buckets = buckets_for(size_, tokens);
  // An eighth of a slot for each token is not worth the time.
  if (buckets_ > buckets + tokens / 8 / kBucket) rebuild(buckets);
}

MergeTable::Slot& MergeTable::slot_for(std::uint64_t key) noexcept {
  for (std::size_t bucket = bucket_of(key);; bucket = next_bucket(bucket)) {
    for (Slot* slot = &first_[bucket * kBucket]; slot != &first_[(bucket + 1) * kBucket]; ++slot) {
      if (slot->key == kFree || slot->key == key) return *slot;
    }
  }
}

void MergeTable::rebuild(std::size_t buckets) {
  GrownArray<Slot> old = GrownArray<Slot>::zeros(buckets * kBucket + kBucket - 1);
  std::swap(old, slots_);
  void* begin = slots_.data();
  std::size_t space = slots_.size() * sizeof(Slot);
  first_ = static_cast<Slot*>(std::align(64, buckets * 64, begin, space));
  buckets_ = buckets;
  for (const Slot& slot : old) {
    if (slot.key != kFree) slot_for(slot.key) = slot;
  }
}

void MergeTable::insert(std::int32_t left, std::int32_t right, Merge merge) {
  if ((size_ + 1) * 3 > buckets_ * kBucket * 2) rebuild(2 * buckets_);
  const std::uint64_t key = key_of(left, right);
  Slot& slot = slot_for(key);
  if (slot.key == kFree) ++size_;
  slot = Slot{key, merge};
}

std::vector<MergeTable::Pair> MergeTable::by_rank() const {
  std::vector<Pair> pairs;
  pairs.reserve(size_);
  for_each([&](const Pair& pair) { pairs.push_back(pair); });
  std::sort(pairs.begin(), pairs.end(),
            [](const Pair& a, const Pair& b) { return a.merge.rank < b.merge.rank; });
  return pairs;
}

}  // namespace btt::vocab
