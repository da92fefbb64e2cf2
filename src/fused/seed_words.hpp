// SeedWords: words that a new WordCache knows, each of one token; shared by all workers of a tokenizer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "fused/packed_key.hpp"

namespace btt::fused {

class SeedWords {
 public:
  // A worker lays them down at its first text, at 20 ns each: with half as many again the first half megabyte
  // takes no less time, and later text is encoded no faster (gpt2, Qwen3).
  static constexpr std::size_t kMost = std::size_t{32} << 10;

  // The word of a token.
  using KeyOf = std::function<PackedKey(std::int32_t id)>;

  SeedWords() = default;
  // `ids` are tokens of different words, kMost at most, those first that a text is most likely to have. The
  // words are asked for whenever they are needed: a tokenizer keeps four bytes a seed.
  SeedWords(std::vector<std::int32_t> ids, KeyOf key_of) : ids_(std::move(ids)), key_of_(std::move(key_of)) {
    ids_.shrink_to_fit();
  }

  const std::vector<std::int32_t>& ids() const noexcept { return ids_; }
  PackedKey key_of(std::int32_t id) const { return key_of_(id); }
  std::size_t memory_bytes() const noexcept { return ids_.capacity() * sizeof(std::int32_t); }

 private:
  std::vector<std::int32_t> ids_;
  KeyOf key_of_;
};

}  // namespace btt::fused
