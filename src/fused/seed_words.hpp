// SeedWords: words that a new WordCache knows, each of one token; shared by all workers of a tokenizer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fused/packed_key.hpp"

namespace btt::fused {

class SeedWords {
 public:
  // With more, most of which come too late to be met, new text is encoded no faster (gpt2, Qwen3).
  static constexpr std::size_t kMost = std::size_t{48} << 10;

  struct Word {
    PackedKey key;
    std::int32_t id;
  };

  SeedWords() = default;
  // `words` are different ones, kMost at most, those first that a text is most likely to have.
  explicit SeedWords(std::vector<Word> words);

  // Nearly in the order of their sets, whatever the number of these: a cache is filled from front to back.
  const std::vector<Word>& words() const noexcept { return words_; }
  std::size_t memory_bytes() const noexcept { return words_.capacity() * sizeof(Word); }

 private:
  std::vector<Word> words_;
};

}  // namespace btt::fused
