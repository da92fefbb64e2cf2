#include "vocab/vocab.hpp"

#include <algorithm>
#include <numeric>

namespace btt::vocab {
namespace {

constexpr std::size_t kFirstSlots = 64;

// A table with one slot per id answers fastest, but one huge id in a file must not cost gigabytes: above this
// many holes ids are found by binary search.
constexpr std::size_t kMaxHolesPerToken = 8;
constexpr std::size_t kMaxHoles = std::size_t{1} << 16;

}  // namespace

void Vocab::reserve(std::size_t tokens, std::size_t bytes) {
  entries_.reserve(tokens);
  pool_.reserve(bytes);
  std::size_t slots = kFirstSlots;
  while (slots < tokens * 2) slots *= 2;
  if (slots > slots_.size()) rehash(slots);
}

void Vocab::rehash(std::size_t slots) {
  slots_.assign(slots, Slot{0, 0});
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const std::uint64_t hash = hash_bytes(text(entries_[i]));
    slots_[slot_of(text(entries_[i]), hash)] =
        Slot{static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(hash >> 32)};
  }
}

std::size_t Vocab::slot_of(std::string_view token, std::uint64_t hash) const noexcept {
  const std::size_t mask = slots_.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  std::size_t slot = static_cast<std::size_t>(hash) & mask;
  while (slots_[slot].entry != 0) {
    if (slots_[slot].tag == tag && text(entries_[slots_[slot].entry - 1]) == token) return slot;
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Vocab::insert_group(const NewToken* tokens, std::size_t count) {
  std::uint64_t hashes[kGroup];
  for (std::size_t i = 0; i < count; ++i) {
    hashes[i] = hash_bytes(tokens[i].text);
    prefetch_slot(hashes[i]);
  }
  for (std::size_t i = 0; i < count; ++i) insert(tokens[i].text, tokens[i].id, hashes[i]);
}

void Vocab::insert(std::string_view token, std::int32_t id, std::uint64_t hash) {
  if (slots_.size() < (entries_.size() + 1) * 2) rehash(slots_.empty() ? kFirstSlots : slots_.size() * 2);
  Slot& slot = slots_[slot_of(token, hash)];
  if (slot.entry != 0) {
    entries_[slot.entry - 1].id = id;
    return;
  }
  entries_.push_back(
      Entry{static_cast<std::uint32_t>(pool_.size()), static_cast<std::uint32_t>(token.size()), id});
  pool_.append(token);
  slot = Slot{static_cast<std::uint32_t>(entries_.size()), static_cast<std::uint32_t>(hash >> 32)};
}

void Vocab::finish() {
  pool_.shrink_to_fit();
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

std::int32_t Vocab::find(std::string_view token, std::uint64_t hash) const noexcept {
  if (slots_.empty()) return kNoId;
  const Slot& slot = slots_[slot_of(token, hash)];
  return slot.entry == 0 ? kNoId : entries_[slot.entry - 1].id;
}

void Vocab::prefetch_slot(std::uint64_t hash) const noexcept {
  if (!slots_.empty()) __builtin_prefetch(&slots_[static_cast<std::size_t>(hash) & (slots_.size() - 1)]);
}

void Vocab::prefetch_entry(std::uint64_t hash) const noexcept {
  if (slots_.empty()) return;
  const std::uint32_t entry = slots_[static_cast<std::size_t>(hash) & (slots_.size() - 1)].entry;
  if (entry != 0) __builtin_prefetch(&entries_[entry - 1]);
}

bool Vocab::has_id(std::int64_t id) const noexcept {
  return entry_of(id) != nullptr;
}

std::string_view Vocab::token(std::int64_t id) const noexcept {
  const Entry* entry = entry_of(id);
  return entry == nullptr ? std::string_view() : text(*entry);
}

std::vector<Vocab::Entry> Vocab::entries_by_id() const {
  if (ids_are_indexes_) return entries_;
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
