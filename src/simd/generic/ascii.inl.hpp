// The ASCII operations for levels without masked loads, once for all of them.
//
// Included inside a level's namespace and target region, after the level has defined
//   kVectorBytes                                         bytes of one vector, a divisor of 64
//   std::uint64_t high_mask(const char* p)               bit i: p[i] >= 0x80, over 64 bytes
//   void lower_vector(const char* in, char* out)         kVectorBytes bytes
//   std::uint64_t unusual_block(const char* p)           over 64 bytes
//   std::uint64_t dash_block(const char* p)              over 64 bytes, with the two behind them
//   void word_block(const char* p, WordMasks& masks)     over 64 bytes
//   void classify_block(const char* p, std::uint64_t& space, std::uint64_t& punctuation)   over 64 bytes
// The includer has included <cstring>. No guard: every level gets its own copies.

static std::size_t ascii_prefix(const char* in, std::size_t size) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) {
    const std::uint64_t high = high_mask(in + i);
    if (high != 0) return i + static_cast<std::size_t>(__builtin_ctzll(high));
  }
  // Word steps: the tail is short, and a copy into a padded buffer costs a call.
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, in + i, 8);
    if ((word & 0x8080808080808080) != 0) break;
  }
  while (i < size && static_cast<unsigned char>(in[i]) < 0x80) ++i;
  return i;
}

static bool is_ascii(const char* in, std::size_t size) {
  return ascii_prefix(in, size) == size;
}

static void lower_ascii(const char* in, std::size_t size, char* out) {
  if (size >= kVectorBytes) {
    std::size_t i = 0;
    for (; i + kVectorBytes <= size; i += kVectorBytes) lower_vector(in + i, out + i);
    // The last vector overlaps the one before it, which is harmless in place too: lower-casing twice changes
    // nothing.
    if (i < size) lower_vector(in + size - kVectorBytes, out + size - kVectorBytes);
    return;
  }
  for (std::size_t i = 0; i < size; ++i) {
    const char c = in[i];
    out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
}

static void classify_ascii(const char* in, std::size_t size, std::uint64_t* space_mask,
                           std::uint64_t* punctuation_mask) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) classify_block(in + i, space_mask[i / 64], punctuation_mask[i / 64]);
  if (i == size) return;
  char padded[64] = {};  // zero is in neither class
  std::memcpy(padded, in + i, size - i);
  classify_block(padded, space_mask[i / 64], punctuation_mask[i / 64]);
}

static void unusual_ascii(const char* in, std::size_t size, std::uint64_t* mask) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) mask[i / 64] = unusual_block(in + i);
  if (i == size) return;
  char padded[64];
  std::memset(padded, ' ', sizeof(padded));
  std::memcpy(padded, in + i, size - i);
  mask[i / 64] = unusual_block(padded);
}

static void dashes(const char* in, std::size_t size, std::uint64_t* mask) {
  std::size_t i = 0;
  for (; i + 66 <= size; i += 64) mask[i / 64] = dash_block(in + i);
  // Two blocks where the bytes behind the last but one are not all there.
  for (; i < size; i += 64) {
    char padded[66] = {};
    std::memcpy(padded, in + i, size - i < 66 ? size - i : 66);
    mask[i / 64] = dash_block(padded);
  }
}

static void word_masks(const char* in, std::size_t size, WordMasks* masks) {
  std::size_t i = 0;
  for (; i + 64 <= size; i += 64) word_block(in + i, masks[i / 64]);
  if (i == size) return;
  char padded[64] = {};  // zero is in no class
  std::memcpy(padded, in + i, size - i);
  word_block(padded, masks[i / 64]);
}
