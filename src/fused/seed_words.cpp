#include "fused/seed_words.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace btt::fused {

SeedWords::SeedWords(std::vector<Word> words) {
  // Sorted by the upper bits of the hash, which choose the set; the likely ones stay in front of others.
  constexpr unsigned kBits = 12;
  const auto place_of = [](const Word& word) { return hash_of(word.key) >> (64 - kBits); };
  std::array<std::uint32_t, (std::size_t{1} << kBits) + 1> begins{};
  for (const Word& word : words) ++begins[place_of(word) + 1];
  for (std::size_t i = 1; i < begins.size(); ++i) begins[i] += begins[i - 1];
  words_.resize(words.size());
  for (const Word& word : words) words_[begins[place_of(word)]++] = word;
}

}  // namespace btt::fused
