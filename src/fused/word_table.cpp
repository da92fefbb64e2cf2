#include "fused/word_table.hpp"

#include <algorithm>

namespace btt::fused {

WordTable::WordTable(const vocab::Vocab& vocab, std::string_view continuing_prefix) {
  const auto is_continuation = [&](std::string_view token) {
    return token.size() > continuing_prefix.size() &&
           vocab::equal_bytes(token.data(), continuing_prefix.data(), continuing_prefix.size());
  };
  std::size_t entries = vocab.size();
  for (const vocab::Vocab::Entry& entry : vocab.entries())
    entries += is_continuation(vocab.text(entry)) ? 1 : 0;
  slots_.assign(entries + entries / 3 + 8, Slot{{0, 0, 0, 0}, vocab::kNoId});
  constexpr std::size_t kBitsOfKey = 8;
  unsigned line_bits = 1;
  while ((std::size_t{64} * kBitWords << line_bits) < kBitsOfKey * entries) ++line_bits;
  bits_.assign(kBitWords << line_bits, 0);
  bits_shift_ = 32 - line_bits;
  // In the order of ids: vocabularies begin with what is frequent, which then stands where it is looked for
  // first.
  Group group;
  for (const vocab::Vocab::Entry& entry : vocab.entries_by_id()) {
    const std::string_view token = vocab.text(entry);
    if (token.empty()) continue;
    insert(token, false, entry.id, group);
    if (is_continuation(token)) insert(token.substr(continuing_prefix.size()), true, entry.id, group);
  }
  insert(group);
  for (Root& root : roots_) root.long_entries.finish();
}

void WordTable::insert(std::string_view text, bool continuation, std::int32_t id, Group& group) {
  Root& root = roots_[continuation ? 1 : 0];
  const std::size_t length_bit = text.size() > kMaxKeyBytes ? 0 : text.size();
  Lengths& lengths = text.size() == 1 ? root.by_byte[static_cast<unsigned char>(text[0])]
                                      : root.by_two_bytes[pair_slot(text)];
  lengths = static_cast<Lengths>(lengths | 1u << length_bit);
  if (text.size() > kMaxKeyBytes) {
    root.long_entries.insert(text, id);
    return;
  }
  static_assert(vocab::Vocab::kPadding >= kKeyPadding);
  NewKey& entry = group.keys[group.size++];
  entry = NewKey{key_of(text.data(), text.size()), id};
  if (continuation) entry.key.hi |= kContinuation;
  const std::uint64_t hash = hash_of(entry.key);
  bits_[word_of_bits(entry.key, hash)] |= std::uint64_t{1} << hash % 64;
  __builtin_prefetch(&slots_[first_slot(hash)], 1);
  if (group.size == kGroup) insert(group);
}

void WordTable::insert(Group& group) noexcept {
  for (std::size_t i = 0; i < group.size; ++i) {
    std::size_t slot = first_slot(hash_of(group.keys[i].key));
    while (slots_[slot].key().hi != 0) slot = next_slot(slot);
    std::memcpy(slots_[slot].key_words, &group.keys[i].key, sizeof(PackedKey));
    slots_[slot].id = group.keys[i].id;
  }
  group.size = 0;
}

WordTable::Match WordTable::longest_match(std::string_view rest, bool continuation) const noexcept {
  const Root& root = roots_[continuation ? 1 : 0];
  if (rest.size() > 1) {
    std::uint32_t lengths = root.by_two_bytes[pair_slot(rest)];
    if ((lengths & 1) != 0) {
      // Entries are whole characters, so a match never ends inside one.
      for (std::size_t size = std::min(rest.size(), root.long_entries.max_token_bytes()); size > kMaxKeyBytes;
           --size) {
        const std::int32_t id = root.long_entries.find(rest.substr(0, size));
        if (id != vocab::kNoId) return Match{id, size};
      }
    }
    if (rest.size() < kMaxKeyBytes) lengths &= (2u << rest.size()) - 1;
    for (lengths >>= 1; lengths != 0;) {
      const auto top = static_cast<unsigned>(31 - __builtin_clz(lengths));
      lengths ^= 1u << top;
      const std::size_t size = top + 1;
      PackedKey key = key_of(rest.data(), size);
      if (continuation) key.hi |= kContinuation;
      const std::int32_t id = find(key);
      if (id != vocab::kNoId) return Match{id, size};
    }
  }
  if (root.by_byte[static_cast<unsigned char>(rest[0])] != 0) {
    PackedKey key = key_of(rest.data(), 1);
    if (continuation) key.hi |= kContinuation;
    return Match{find(key), 1};
  }
  return Match{vocab::kNoId, 0};
}

std::size_t WordTable::memory_bytes() const noexcept {
  return sizeof(WordTable) + slots_.capacity() * sizeof(Slot) + bits_.capacity() * sizeof(std::uint64_t) +
         roots_[0].long_entries.memory_bytes() + roots_[1].long_entries.memory_bytes();
}

}  // namespace btt::fused
