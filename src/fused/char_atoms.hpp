// CharAtoms: characters that merging may start from whole, instead of from their bytes.
//
// "я" is D1 8F. Where (D1, 8F) merges before anything that could take one of the two bytes for itself, the
// two come together whatever stands around, and a Russian word is half as many symbols from the start.
//
// A character is an atom where
//   1. merging its bytes alone comes to one token, by merges of ascending ranks;
//   2. each merge that has this token for a part has a higher rank than all of these;
//   3. what stands beside it cannot take a part of it: the symbol at either end of what is merged so far has
//      no merge with something outside that ranks before the one that takes it inwards.
// Of 3. only the byte beside the character is looked at: bytes that any such merge could begin or end with
// are kept for each character, hence it is not an atom behind some bytes and in front of some.
// Merges that reach into it never happen then (3), so its own do, all before those that the whole character
// takes part in (2): done first they leave all others as they are, and in their order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "model/bpe.hpp"
#include "simd/merge_pairs.hpp"

namespace btt::fused {

class CharAtoms {
 public:
  // None.
  CharAtoms() = default;
  // Those of a byte-level model, whose merges `pairs` are, too; `byte_ids` are the symbols of bytes.
  CharAtoms(const model::Bpe& model, const simd::MergePairs& pairs, const std::int32_t (&byte_ids)[256]);

  bool is_empty() const noexcept { return entries_.empty(); }

  // The token of the character of `size` bytes, all of them, at `at` of a word; vocab::kNoId where it is no
  // atom there.
  std::int32_t find(std::string_view word, std::size_t at, std::size_t size) const noexcept;

  std::size_t memory_bytes() const noexcept {
    return blocks_.capacity() * sizeof(std::uint16_t) + entries_.capacity() * sizeof(std::uint32_t) +
           rules_.capacity() * sizeof(Rule);
  }

 private:
  struct Builder;

  // Bytes that must not stand before and behind.
  using Bytes = std::array<std::uint64_t, 4>;
  struct Rule {
    Bytes before{};
    Bytes behind{};
    friend bool operator==(const Rule& a, const Rule& b) noexcept {
      return a.before == b.before && a.behind == b.behind;
    }
  };
  static bool has(const Bytes& bytes, char byte) noexcept {
    const auto bit = static_cast<unsigned char>(byte);
    return (bytes[bit / 64] >> bit % 64 & 1) != 0;
  }

  // Ids of tokens take 20 bits (vocab::PairTable), the number of a rule 12.
  static constexpr unsigned kIdBits = 20;
  static constexpr std::uint32_t kNoAtom = ~std::uint32_t{0};
  static constexpr std::size_t kMostRules = (std::size_t{1} << 12) - 1;
  static constexpr std::size_t kBlock = 128;
  static constexpr char32_t kEnd = 0x10000;  // others are not worth the memory

  // Which block of entries_ a block of code points has; 0 is empty.
  std::vector<std::uint16_t> blocks_;
  std::vector<std::uint32_t> entries_;
  std::vector<Rule> rules_;
};

}  // namespace btt::fused
