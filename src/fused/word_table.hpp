// WordTable: the vocabulary of a WordPiece model for greedy matching, immutable and shared by all workers.
//
// Whole words and continuations ("##ing" as "ing") stand in one table of packed keys; entries of more than 15
// bytes, some in a thousand, in a hash table of strings. Which lengths can match at all is known from the
// first two bytes, and a bit for each hash says of nearly all other texts of these lengths that they are
// none. These bits are 64 bytes for all lengths, chosen by the first three bytes: with the slot that the
// longest match stands in they are all that is read of memory which is too large to be near.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "fused/packed_key.hpp"
#include "vocab/vocab.hpp"

namespace btt::fused {

class WordTable {
 public:
  WordTable(const vocab::Vocab& vocab, std::string_view continuing_prefix);

  struct Match {
    std::int32_t id;
    std::size_t size;  // bytes; 0 = no match
  };

  // The id of a whole word by its key; vocab::kNoId where it is none.
  std::int32_t find_word(const PackedKey& key) const noexcept { return find(key); }
  // Asks for the memory that a whole word of up to kMaxKeyBytes is looked for in.
  void prefetch_word(const PackedKey& key) const noexcept {
    __builtin_prefetch(&slots_[first_slot(hash_of(key))]);
    __builtin_prefetch(&bits_[first_word_of_bits(key)]);
  }

  // The longest entry that `rest` starts with: a word, or a continuation. kKeyPadding bytes behind
  // rest.data() must be readable.
  Match longest_match(std::string_view rest, bool continuation) const noexcept;

  std::size_t memory_bytes() const noexcept;

 private:
  // One bit per length, 1 .. 15; bit 0 = there are longer ones.
  using Lengths = std::uint16_t;
  static constexpr std::size_t kPairBits = 12;
  static constexpr std::uint64_t kContinuation = std::uint64_t{1} << 63;

  struct Root {
    std::array<Lengths, 256> by_byte{};                               // of entries of one byte
    std::array<Lengths, std::size_t{1} << kPairBits> by_two_bytes{};  // of longer ones
    vocab::Vocab long_entries;
  };

  static std::size_t pair_slot(std::string_view bytes) noexcept {
    const auto two = static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[0]) |
                                                static_cast<unsigned char>(bytes[1]) << 8);
    return (two * 0x9E3779B1u) >> (32 - kPairBits);
  }

  std::int32_t find(const PackedKey& key) const noexcept {
    const std::uint64_t hash = hash_of(key);
    if ((bits_[word_of_bits(key, hash)] >> hash % 64 & 1) == 0) return vocab::kNoId;
    for (std::size_t slot = first_slot(hash);; slot = next_slot(slot)) {
      const PackedKey there = slots_[slot].key();
      if (there == key) return slots_[slot].id;
      if (there.hi == 0) return vocab::kNoId;
    }
  }
  // The texts of a vocabulary, which are padded. Slots are asked for a while before they are filled.
  struct NewKey {
    PackedKey key;
    std::int32_t id;
  };
  static constexpr std::size_t kGroup = 32;
  struct Group {
    NewKey keys[kGroup];
    std::size_t size = 0;
  };
  void insert(std::string_view text, bool continuation, std::int32_t id, Group& group);
  void insert(Group& group) noexcept;

  // Any number of slots, not a power of two: the table is the most of what an encoder holds.
  std::size_t first_slot(std::uint64_t hash) const noexcept {
    return static_cast<std::size_t>((hash >> 32) * slots_.size() >> 32);
  }
  std::size_t next_slot(std::size_t slot) const noexcept { return slot + 1 == slots_.size() ? 0 : slot + 1; }

  // Of the 64 bytes of a key's beginning.
  std::size_t first_word_of_bits(const PackedKey& key) const noexcept {
    const auto begin =
        static_cast<std::uint32_t>(key.lo & 0xFFFFFF) ^ static_cast<std::uint32_t>(key.hi >> 63);
    return (begin * 0x9E3779B1u >> bits_shift_) * kBitWords;
  }
  std::size_t word_of_bits(const PackedKey& key, std::uint64_t hash) const noexcept {
    return first_word_of_bits(key) + hash / 64 % kBitWords;
  }

  // 20 bytes, without a hole between two.
  struct Slot {
    std::uint32_t key_words[4];
    std::int32_t id;
    PackedKey key() const noexcept {
      PackedKey key;
      std::memcpy(&key, key_words, sizeof(key));
      return key;
    }
  };
  std::vector<Slot> slots_;  // hi == 0: free, of which there always are some
  static constexpr std::size_t kBitWords = 8;
  // Eight or more for each key, of which the one that its hash chooses is set.
  std::vector<std::uint64_t> bits_;
  unsigned bits_shift_ = 0;
  Root roots_[2];  // words, continuations
};

}  // namespace btt::fused
