// Mask words to positions, for levels that count bits in one instruction.
//
// Included inside a level's namespace and target region; needs <cstddef> and <cstdint>. No guard: every level
// gets its own copy.

// Eight positions at a time, wanted or not: a loop that ends at the last bit is mispredicted at nearly every
// word.
static std::size_t bit_positions(const std::uint64_t* masks, std::size_t words, std::uint32_t* out) {
  std::size_t count = 0;
  for (std::size_t word = 0; word < words; ++word) {
    std::uint64_t bits = masks[word];
    const auto in_word = static_cast<std::size_t>(__builtin_popcountll(bits));
    for (std::size_t done = 0; done < in_word; done += 8) {
      for (std::size_t i = 0; i < 8; ++i) {
        // The bit on top keeps the count of zeros defined where there is no bit left.
        out[count + done + i] = static_cast<std::uint32_t>(64 * word) +
                                static_cast<std::uint32_t>(__builtin_ctzll(bits | std::uint64_t{1} << 63));
        bits &= bits - 1;
      }
    }
    count += in_word;
  }
  return count;
}
