#include "vocab/vocab.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace btt::vocab {
namespace {

constexpr std::size_t kFirstSlots = 16;
// Tokens whose slots are asked for together.
constexpr std::size_t kGroup = 32;

// A table with one slot per id answers fastest, but one huge id in a file must not cost gigabytes: above this
// many holes ids are found by binary search.
constexpr std::size_t kMaxHolesPerToken = 8;
constexpr std::size_t kMaxHoles = std::size_t{1} << 16;

}  // namespace

void Vocab::reserve(std::size_t tokens, std::size_t bytes) {
  entries_.reserve(tokens);
  pool_.reserve(bytes);
}

// A token that was given before leaves the list, and the pool.
void Vocab::make_slots(std::vector<Replaced>* replaced) {
  slots_ = GrownArray<Slot>();
  if (entries_.empty()) return;
  std::memset(pool_.room(kPadding), 0, kPadding);
  std::size_t slots = kFirstSlots;
  while (slots < entries_.size() * 2) slots *= 2;
  slots_ = GrownArray<Slot>::zeros(slots);
  const std::size_t count = entries_.size();
  std::size_t kept = 0;
  std::size_t bytes = 0;
  for (std::size_t begin = 0; begin < count; begin += kGroup) {
    std::uint64_t hashes[kGroup];
    const std::size_t end = std::min(begin + kGroup, count);
    for (std::size_t i = begin; i < end; ++i) {
      hashes[i - begin] = hash_padded(text(entries_[i]));
      prefetch_slot(hashes[i - begin]);
    }
    for (std::size_t i = begin; i < end; ++i) {
      Entry entry = entries_[i];
      Slot& slot = slots_[slot_of(text(entry), hashes[i - begin])];
      if (slot.entry != 0) {
        std::int32_t& id = entries_[slot.entry - 1].id;
        if (replaced != nullptr) replaced->push_back(Replaced{id, std::string(text(entry))});
        id = entry.id;
        continue;
      }
      if (entry.offset != bytes) std::memmove(pool_.data() + bytes, pool_.data() + entry.offset, entry.size);
      entry.offset = static_cast<std::uint32_t>(bytes);
      bytes += entry.size;
      entries_[kept++] = entry;
      slot = Slot{static_cast<std::uint32_t>(kept), static_cast<std::uint32_t>(hashes[i - begin] >> 32)};
    }
  }
  entries_.cut(kept);
  pool_.cut(bytes);
}

void Vocab::finish(std::vector<Replaced>* replaced) {
  make_slots(replaced);
  // With the padding, which the bytes of texts that left may fill too.
  pool_.shrink_to(entries_.empty() ? 0 : pool_.size() + kPadding);
  entries_.shrink_to_fit();
  max_id_ = -1;
  max_token_bytes_ = 0;
  for (const Entry& entry : entries_) {
    if (entry.id > max_id_) max_id_ = entry.id;
    if (entry.size > max_token_bytes_) max_token_bytes_ = entry.size;
  }
  by_id_.clear();
  sorted_.clear();
  ids_are_indexes_ = true;
  for (std::size_t i = 0; i < entries_.size() && ids_are_indexes_; ++i) {
    ids_are_indexes_ = entries_[i].id == static_cast<std::int64_t>(i);
  }
  if (ids_are_indexes_) return;
  if (max_id_ < static_cast<std::int64_t>(entries_.size() * kMaxHolesPerToken + kMaxHoles)) {
    by_id_.assign(static_cast<std::size_t>(max_id_ + 1), 0);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      by_id_[static_cast<std::size_t>(entries_[i].id)] = static_cast<std::uint32_t>(i + 1);
    }
    return;
  }
  sorted_.resize(entries_.size());
  std::iota(sorted_.begin(), sorted_.end(), 0U);
  std::stable_sort(sorted_.begin(), sorted_.end(),
                   [this](std::uint32_t a, std::uint32_t b) { return entries_[a].id < entries_[b].id; });
  // The last of equal ids, like the dense table.
  const auto kept = std::unique(sorted_.rbegin(), sorted_.rend(), [this](std::uint32_t a, std::uint32_t b) {
    return entries_[a].id == entries_[b].id;
  });
  sorted_.erase(sorted_.begin(), kept.base());
  sorted_.shrink_to_fit();
}

const Vocab::Entry* Vocab::entry_of(std::int64_t id) const noexcept {
  if (id < 0 || id > max_id_) return nullptr;
  if (ids_are_indexes_) return &entries_[static_cast<std::size_t>(id)];
  if (!by_id_.empty()) {
    const std::uint32_t index = by_id_[static_cast<std::size_t>(id)];
    return index == 0 ? nullptr : &entries_[index - 1];
  }
  const auto behind =
      std::upper_bound(sorted_.begin(), sorted_.end(), id,
                       [this](std::int64_t value, std::uint32_t i) { return value < entries_[i].id; });
  if (behind == sorted_.begin()) return nullptr;
  const Entry& entry = entries_[*(behind - 1)];
  return entry.id == id ? &entry : nullptr;
}

bool Vocab::has_id(std::int64_t id) const noexcept {
  return entry_of(id) != nullptr;
}

std::string_view Vocab::token(std::int64_t id) const noexcept {
  const Entry* entry = entry_of(id);
  return entry == nullptr ? std::string_view() : text(*entry);
}

std::vector<Vocab::Entry> Vocab::entries_by_id() const {
  if (ids_are_indexes_) return std::vector<Entry>(entries_.begin(), entries_.end());
  std::vector<Entry> sorted;
  sorted.reserve(entries_.size());
  for (const std::uint32_t index : by_id_) {
    if (index != 0) sorted.push_back(entries_[index - 1]);
  }
  for (const std::uint32_t index : sorted_) sorted.push_back(entries_[index]);
  return sorted;
}

std::size_t Vocab::memory_bytes() const noexcept {
  return pool_.capacity() + entries_.capacity() * sizeof(Entry) + slots_.capacity() * sizeof(Slot) +
         (by_id_.capacity() + sorted_.capacity()) * sizeof(std::uint32_t);
}

}  // namespace btt::vocab
