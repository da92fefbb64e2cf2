// The specification of every operation, in the plainest form; all other levels are compared with it.
#include <algorithm>
#include <cstring>
#include <utility>

#include "simd/level_tables.hpp"

namespace btt::simd::scalar {

namespace {

unsigned char byte_at(const char* in, std::size_t i) {
  return static_cast<unsigned char>(in[i]);
}

std::size_t ascii_prefix(const char* in, std::size_t size) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t word;
    std::memcpy(&word, in + i, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (i < size && byte_at(in, i) < 0x80) ++i;
  return i;
}

bool is_ascii(const char* in, std::size_t size) {
  return ascii_prefix(in, size) == size;
}

void lower_ascii(const char* in, std::size_t size, char* out) {
  for (std::size_t i = 0; i < size; ++i) {
    const char c = in[i];
    out[i] = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
}

bool is_space(unsigned char c) {
  return c == 0x20 || (c >= 0x09 && c <= 0x0D);
}

bool is_punctuation(unsigned char c) {
  return (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) ||
         (c >= 0x7B && c <= 0x7E);
}

void classify_ascii(const char* in, std::size_t size, std::uint64_t* space_mask,
                    std::uint64_t* punctuation_mask) {
  for (std::size_t first = 0; first < size; first += 64) {
    const std::size_t count = size - first < 64 ? size - first : 64;
    std::uint64_t space = 0;
    std::uint64_t punctuation = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned char c = byte_at(in, first + i);
      space |= static_cast<std::uint64_t>(is_space(c)) << i;
      punctuation |= static_cast<std::uint64_t>(is_punctuation(c)) << i;
    }
    space_mask[first / 64] = space;
    punctuation_mask[first / 64] = punctuation;
  }
}

bool is_unusual(unsigned char c) {
  return (c < 0x20 && c != 0x09 && c != 0x0A && c != 0x0D) || c >= 0x7F;
}

void unusual_ascii(const char* in, std::size_t size, std::uint64_t* mask) {
  for (std::size_t first = 0; first < size; first += 64) {
    const std::size_t count = size - first < 64 ? size - first : 64;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < count; ++i)
      bits |= static_cast<std::uint64_t>(is_unusual(byte_at(in, first + i))) << i;
    mask[first / 64] = bits;
  }
}

bool is_dash(const char* in) {
  const unsigned char third = byte_at(in, 2);
  return byte_at(in, 0) == 0xE2 && byte_at(in, 1) == 0x80 && third >= 0x90 && third <= 0xA7;
}

void dashes(const char* in, std::size_t size, std::uint64_t* mask) {
  std::fill_n(mask, (size + 63) / 64, 0);
  for (std::size_t i = 0; i + 2 < size; ++i) {
    if (is_dash(in + i)) mask[i / 64] |= std::uint64_t{1} << i % 64;
  }
}

void word_masks(const char* in, std::size_t size, WordMasks* masks) {
  for (std::size_t first = 0; first < size; first += 64) {
    const std::size_t count = size - first < 64 ? size - first : 64;
    WordMasks found{};
    for (std::size_t i = 0; i < count; ++i) {
      const unsigned char c = byte_at(in, first + i);
      const auto bit = [i](bool is_one) { return static_cast<std::uint64_t>(is_one) << i; };
      const bool is_upper = c >= 'A' && c <= 'Z';
      found.letters |= bit(is_upper || (c >= 'a' && c <= 'z'));
      found.uppers |= bit(is_upper);
      found.digits |= bit(c >= '0' && c <= '9');
      found.spaces |= bit(is_space(c));
      found.blanks |= bit(c == ' ');
      found.newlines |= bit(c == '\n' || c == '\r');
      found.quotes |= bit(c == '\'');
      found.beyond |= bit(c >= 0x80);
      found.continuations |= bit(c >= 0x80 && c < 0xC0);
    }
    masks[first / 64] = found;
  }
}

std::size_t bit_positions(const std::uint64_t* masks, std::size_t words, std::uint32_t* out) {
  std::size_t count = 0;
  for (std::size_t word = 0; word < words; ++word) {
    for (std::uint64_t bits = masks[word]; bits != 0; bits &= bits - 1)
      out[count++] =
          static_cast<std::uint32_t>(64 * word) + static_cast<std::uint32_t>(__builtin_ctzll(bits));
  }
  return count;
}

void widen_i32_i64(const std::int32_t* in, std::size_t count, std::int64_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = in[i];
}

void fill_i32(std::int32_t* out, std::size_t count, std::int32_t value) {
  for (std::size_t i = 0; i < count; ++i) out[i] = value;
}

void fill_i64(std::int64_t* out, std::size_t count, std::int64_t value) {
  for (std::size_t i = 0; i < count; ++i) out[i] = value;
}

std::uint64_t look(const MergePairs& pairs, std::int32_t left, std::int32_t right) {
  return pairs.look(left, right);
}

#include "simd/generic/merge.inl.hpp"

#include "simd/generic/code_points.inl.hpp"

}  // namespace

void fill_table(KernelTable& table) {
  table = {ascii_prefix,  is_ascii,      lower_ascii,   classify_ascii, unusual_ascii, dashes,
           word_masks,    bit_positions, widen_i32_i64, fill_i32,       fill_i64,      encode_points,
           encode_points, encode_points, merge_words,   kMostMerged};
}

}  // namespace btt::simd::scalar
