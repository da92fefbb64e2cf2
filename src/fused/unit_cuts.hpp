// UnitCuts: where a text may be cut without any merge of a BPE model reaching over the cut.
//
// A merge joins two tokens; the character that ends the left one and the one that begins the right one are
// then neighbours in the result. Two neighbouring characters of a text that no merge has so can never come
// into one token, whatever else is merged around them: what stands left and right of them is independent.
// With Mistral's 58,980 merges that is so in front of every space behind a word, and between all digits: "in
// 2019" is "▁in", "▁", "2", "0", "1", "9".
//
// The space U+0020 stands for the mark, as the normalizer writes it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "fused/word_window.hpp"
#include "model/bpe.hpp"

namespace btt::fused {

class UnitCuts {
 public:
  static constexpr char32_t kMark = U'\u2581';

  explicit UnitCuts(const model::Bpe& model);

  // Whether a text may be cut between two ASCII characters.
  bool between_ascii(unsigned char left, unsigned char right) const noexcept {
    return (joined_[left][right >> 6] >> (right & 63) & 1) == 0;
  }

  // The same for any two. Not always where it might be: for two characters of which one is below U+0E00, of a
  // script with spaces between words, and none is ASCII it is enough that each is joined with something.
  bool between(char32_t left, char32_t right) const noexcept {
    return between(described(left), described(right));
  }

  // Sets `starts` of a loaded window to where it may be cut. Letters of one run stay together: to cut them
  // too gains nothing.
  void find(WordWindow& window) const noexcept;

  std::size_t memory_bytes() const noexcept {
    return sizeof(UnitCuts) + blocks_.capacity() + pairs_.capacity() * sizeof(std::uint64_t) +
           kind_pairs_.capacity() * sizeof(KindPair);
  }

 private:
  static constexpr std::uint8_t kJoinsNext = 1;
  static constexpr std::uint8_t kJoinsPrevious = 2;
  static constexpr char32_t kExact = 0x0E00;
  static constexpr unsigned kBlockShift = 8;
  static constexpr char32_t kBlockMask = (1u << kBlockShift) - 1;

  std::uint8_t flags(char32_t c) const noexcept {
    return blocks_[static_cast<std::size_t>(block_[c >> kBlockShift]) << kBlockShift | (c & kBlockMask)];
  }
  void set_flag(char32_t c, std::uint8_t flag);
  void join(char32_t left, char32_t right);
  // Whether the pair is in pairs_ if a merge joins it. Where a word of Greek or Russian meets a space or a
  // comma that decides whether it is a unit, which comes again, or a part of a long one.
  static bool is_exact(char32_t left, char32_t right) noexcept {
    return (left >= kExact && right >= kExact) || (left < 0x80) != (right < 0x80);
  }
  static std::uint64_t key_of(char32_t left, char32_t right) noexcept {
    return static_cast<std::uint64_t>(left) << 32 | right;
  }
  std::size_t slot_of(std::uint64_t key) const noexcept {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 32) & (pairs_.size() - 1);
  }
  bool are_joined(char32_t left, char32_t right) const noexcept {
    const std::uint64_t key = key_of(left, right);
    for (std::size_t slot = slot_of(key); pairs_[slot] != 0; slot = (slot + 1) & (pairs_.size() - 1)) {
      if (pairs_[slot] == key) return true;
    }
    return false;
  }

  struct Described {
    char32_t c;
    std::uint8_t flags;
  };
  Described described(char32_t c) const noexcept { return Described{c, flags(c)}; }
  bool between(Described left, Described right) const noexcept {
    if ((left.flags & kJoinsNext) == 0 || (right.flags & kJoinsPrevious) == 0) return true;
    return is_exact(left.c, right.c) && !are_joined(left.c, right.c);
  }

  // Kinds of ASCII characters. Where no two neighbours of two kinds are joined, masks alone say where to cut.
  enum Kind { kLetter, kDigit, kBlank, kOther, kKinds };
  struct KindPair {
    std::uint8_t left;
    std::uint8_t right;
    bool is_cut;  // all of them; else each pair is asked
  };
  static Kind kind_of(unsigned char c) noexcept;
  void list_kind_pairs();

  std::uint64_t joined_[128][2] = {};
  std::vector<KindPair> kind_pairs_;  // without those that are joined always
  std::array<std::uint16_t, (0x110000 >> kBlockShift)> block_{};
  std::vector<std::uint8_t> blocks_;  // the first one is empty
  std::vector<std::uint64_t> pairs_;  // hash table of a power of two slots, at most half full; 0 = free
};

}  // namespace btt::fused
