#include "fused/word_cache.hpp"

#include <algorithm>

namespace btt::fused {

WordCache::WordCache(std::size_t spilled_capacity, std::size_t most_bytes, const SeedWords* seeds)
    : seeds_(seeds), spilled_capacity_(spilled_capacity) {
  static_assert(2 * sizeof(Entry) == kLine, "a set is one cache line");
  if (most_bytes != 0) {
    const auto size = [this] {
      return sets_ * kLine + bytes_capacity_ + spilled_capacity_ * sizeof(std::int32_t);
    };
    while (size() > most_bytes && sets_ > 1) {
      sets_ /= 2;
      bytes_capacity_ /= 2;
      spilled_capacity_ /= 2;
    }
    while (2 * size() <= most_bytes) {
      sets_ *= 2;
      bytes_capacity_ *= 2;
      spilled_capacity_ *= 2;
    }
  }
  // One large page where the system has some, at the begin of one: 512 small ones are made at the first words
  // of as many kinds, each at the price of ten words.
  static_assert(2 * kSets * sizeof(Entry) >= std::size_t{1} << 21,
                "GrownArray asks for large pages from 2 MiB on");
  entries_ = GrownArray<Entry>::zeros(2 * sets_);
  bytes_.reserve(bytes_capacity_);
  spilled_.reserve(spilled_capacity_);
  lay_seeds();
}

// One a set at most: half of the cache stays free, and no new word is looked for in a second set because of
// them.
void WordCache::lay_seeds() noexcept {
  if (seeds_ == nullptr || sets_ < kSets) return;
  const std::vector<std::int32_t>& ids = seeds_->ids();
  // Sets are asked for a while before they are filled.
  constexpr std::size_t kGroup = 32;
  PackedKey keys[kGroup];
  for (std::size_t begin = 0; begin < ids.size(); begin += kGroup) {
    const std::size_t count = std::min(kGroup, ids.size() - begin);
    for (std::size_t i = 0; i < count; ++i) {
      keys[i] = seeds_->key_of(ids[begin + i]);
      __builtin_prefetch(&entries_[2 * set_of(keys[i])], 1);
    }
    for (std::size_t i = 0; i < count; ++i) {
      Entry& entry = entries_[2 * set_of(keys[i])];
      if (entry.key.hi != 0) continue;
      entry.key = keys[i];
      set_count(entry, 1);
      entry.ids[0] = ids[begin + i];
    }
  }
}

void WordCache::forget() noexcept {
  std::memset(static_cast<void*>(entries_.data()), 0, 2 * sets_ * sizeof(Entry));
  bytes_.clear();
  spilled_.clear();
  lay_seeds();
}

WordCache::Entry& WordCache::place_in(std::size_t set, std::size_t second) noexcept {
  Entry* const pair = &entries_[2 * set];
  Entry* const other = &entries_[2 * second];
  for (Entry* entry : {pair, pair + 1, other, other + 1}) {
    if (entry->key.hi == 0) return *entry;
  }
  pair[1] = pair[0];
  return pair[0];
}

void WordCache::insert(std::size_t set, const PackedKey& key, const std::int32_t* ids, std::size_t count,
                       std::size_t extra) noexcept {
  put(set, second_set_of(key), key, ids, count, extra);
}

void WordCache::put(std::size_t set, std::size_t second, const PackedKey& key, const std::int32_t* ids,
                    std::size_t count, std::size_t extra) noexcept {
  const std::size_t total = count + extra;
  if (total == 0 || total > spilled_capacity_) return;
  const bool spills = count > kInlineIds || extra != 0;
  if (spills && spilled_.size() + total > spilled_capacity_) forget();
  Entry& entry = place_in(set, second);
  entry.key = key;
  if (spills) {
    entry.ids[0] = kSpilled;
    entry.ids[1] = static_cast<std::int32_t>(count);
    entry.ids[2] = static_cast<std::int32_t>(spilled_.size());
    entry.ids[3] = static_cast<std::int32_t>(extra);
    spilled_.insert(spilled_.end(), ids, ids + total);
    return;
  }
  set_count(entry, count);
  std::copy_n(ids, count, entry.ids);
}

void WordCache::insert_long(std::size_t set, PackedKey key, std::string_view word, const std::int32_t* ids,
                            std::size_t count, std::size_t extra) noexcept {
  const std::size_t total = count + extra;
  if (total == 0 || total > spilled_capacity_) return;
  // Both before the bytes go in: put() must not forget them.
  if (bytes_.size() + word.size() > bytes_capacity_ || spilled_.size() + total > spilled_capacity_) forget();
  const std::size_t second = second_set_of(key);
  key.hi |= bytes_.size();
  bytes_.insert(bytes_.end(), word.begin(), word.end());
  put(set, second, key, ids, count, extra);
}

}  // namespace btt::fused
