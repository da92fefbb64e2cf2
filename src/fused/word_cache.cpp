#include "fused/word_cache.hpp"

#include <cstdlib>
#include <memory>
#include <new>

namespace btt::fused {

WordCache::WordCache(std::size_t spilled_capacity) : spilled_capacity_(spilled_capacity) {
  static_assert(2 * sizeof(Entry) == kLine, "a set is one cache line");
  // calloc and no memset: pages that no word of a short text touches are never made.
  std::size_t space = 2 * kSets * sizeof(Entry) + kLine;
  memory_.reset(std::calloc(1, space));
  if (memory_ == nullptr) throw std::bad_alloc();
  void* begin = memory_.get();
  entries_ = static_cast<Entry*>(std::align(kLine, 2 * kSets * sizeof(Entry), begin, space));
  bytes_.reserve(kBytesCapacity);
  spilled_.reserve(spilled_capacity_);
}

void WordCache::Free::operator()(void* memory) const noexcept {
  std::free(memory);
}

void WordCache::forget() noexcept {
  std::memset(static_cast<void*>(entries_), 0, 2 * kSets * sizeof(Entry));
  bytes_.clear();
  spilled_.clear();
}

WordCache::Entry& WordCache::place_in(std::size_t set) noexcept {
  Entry* const pair = &entries_[2 * set];
  Entry* const beside = &entries_[2 * second(set)];
  for (Entry* entry : {pair, pair + 1, beside, beside + 1}) {
    if (entry->key.hi == 0) return *entry;
  }
  pair[1] = pair[0];
  return pair[0];
}

void WordCache::insert(std::size_t set, const PackedKey& key, const std::int32_t* ids, std::size_t count,
                       std::size_t extra) noexcept {
  const std::size_t total = count + extra;
  if (total == 0 || total > spilled_capacity_) return;
  const bool spills = count > kInlineIds || extra != 0;
  if (spills && spilled_.size() + total > spilled_capacity_) forget();
  Entry& entry = place_in(set);
  entry.key = key;
  if (spills) {
    entry.ids[0] = kSpilled;
    entry.ids[1] = static_cast<std::int32_t>(count);
    entry.ids[2] = static_cast<std::int32_t>(spilled_.size());
    entry.ids[3] = static_cast<std::int32_t>(extra);
    spilled_.insert(spilled_.end(), ids, ids + total);
    return;
  }
  for (std::size_t i = 0; i < kInlineIds; ++i) entry.ids[i] = i < count ? ids[i] : -1;
}

void WordCache::insert_long(std::size_t set, PackedKey key, std::string_view word, const std::int32_t* ids,
                            std::size_t count, std::size_t extra) noexcept {
  const std::size_t total = count + extra;
  if (total == 0 || total > spilled_capacity_) return;
  // Both before the bytes go in: insert() must not forget them.
  if (bytes_.size() + word.size() > kBytesCapacity || spilled_.size() + total > spilled_capacity_) forget();
  key.hi |= bytes_.size();
  bytes_.insert(bytes_.end(), word.begin(), word.end());
  insert(set, key, ids, count, extra);
}

}  // namespace btt::fused
