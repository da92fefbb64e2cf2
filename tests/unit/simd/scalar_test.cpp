// The specification itself, against literal expectations.
#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "simd/kernels.hpp"
#include "simd/levels.hpp"

namespace {

const btt::simd::KernelTable& scalar() {
  return *btt::simd::table_of(btt::simd::Level::kScalar);
}

std::string all_bytes() {
  std::string text;
  for (int i = 0; i < 256; ++i) text.push_back(static_cast<char>(i));
  return text;
}

// The byte values of the set bits, as characters.
std::string members(const std::uint64_t* mask) {
  std::string result;
  for (unsigned i = 0; i < 256; ++i) {
    if ((mask[i / 64] >> (i % 64) & 1) != 0) result.push_back(static_cast<char>(i));
  }
  return result;
}

}  // namespace

TEST_CASE("ascii_prefix stops at the first byte >= 0x80") {
  CHECK(scalar().ascii_prefix("abc\xC3\xA9", 5) == 3);
  CHECK(scalar().ascii_prefix("\x80", 1) == 0);
  CHECK(scalar().ascii_prefix("0123456789abcdef\xFFz", 18) == 16);
  CHECK(scalar().ascii_prefix("\x7F\x00", 2) == 2);
  CHECK(scalar().ascii_prefix("", 0) == 0);
}

TEST_CASE("is_ascii") {
  CHECK(scalar().is_ascii("plain", 5));
  CHECK(scalar().is_ascii("", 0));
  CHECK_FALSE(scalar().is_ascii("caf\xC3\xA9", 5));
}

TEST_CASE("lower_ascii changes A-Z and nothing else") {
  const std::string text = all_bytes();
  std::string lowered(256, '\0');
  scalar().lower_ascii(text.data(), text.size(), &lowered[0]);
  for (unsigned i = 0; i < 256; ++i) {
    const unsigned expected = i >= 0x41 && i <= 0x5A ? i + 0x20 : i;
    CHECK(static_cast<unsigned char>(lowered[i]) == expected);
  }
}

TEST_CASE("classify_ascii: the ASCII part of White_Space and of BERT punctuation") {
  const std::string text = all_bytes();
  std::uint64_t space[4];
  std::uint64_t punctuation[4];
  scalar().classify_ascii(text.data(), text.size(), space, punctuation);
  CHECK(members(space) == "\t\n\v\f\r ");
  CHECK(members(punctuation) == "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
}

TEST_CASE("classify_ascii clears the bits past the end") {
  std::uint64_t space[2] = {~std::uint64_t{0}, 42};
  std::uint64_t punctuation[2] = {~std::uint64_t{0}, 43};
  scalar().classify_ascii("a !", 3, space, punctuation);
  CHECK(space[0] == 2);
  CHECK(punctuation[0] == 4);
  CHECK(space[1] == 42);
  CHECK(punctuation[1] == 43);
}

TEST_CASE("dashes: U+2010 to U+2027, whole ones") {
  const std::string text = "a\u2010\u2027\u200F\u2028\u2014b\xE2\x80";
  std::uint64_t mask[2] = {~std::uint64_t{0}, 42};
  scalar().dashes(text.data(), text.size(), mask);
  CHECK(mask[0] == (std::uint64_t{1} << 1 | std::uint64_t{1} << 4 | std::uint64_t{1} << 13));
  CHECK(mask[1] == 42);
}

TEST_CASE("encode_u16: one, two and three bytes, up to a surrogate") {
  const std::uint16_t points[] = {0x61, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0xD800, 0x62};
  char out[128];
  std::size_t count = 10;
  const std::size_t bytes = scalar().encode_u16(points, count, out);
  CHECK(count == 8);
  CHECK(std::string(out, bytes) == "a\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF");
  count = 4;
  CHECK(scalar().encode_u16(points, count, out) == 6);
  CHECK(count == 4);
}

TEST_CASE("encode_u8 and encode_u32: Latin-1, and four bytes up to U+10FFFF") {
  const std::uint8_t latin[] = {0x61, 0x7F, 0x80, 0xFF};
  const std::uint32_t wide[] = {0x61, 0xE9, 0x4E2D, 0x10000, 0x10FFFF, 0x110000, 0x62};
  char out[128];
  std::size_t count = 4;
  CHECK(std::string(out, scalar().encode_u8(latin, count, out)) == "a\x7F\xC2\x80\xC3\xBF");
  CHECK(count == 4);
  count = 7;
  CHECK(std::string(out, scalar().encode_u32(wide, count, out)) ==
        "a\xC3\xA9\xE4\xB8\xAD\xF0\x90\x80\x80\xF4\x8F\xBF\xBF");
  CHECK(count == 5);
}

TEST_CASE("widen_i32_i64 keeps the sign") {
  const std::int32_t in[3] = {-1, 2147483647, -2147483647 - 1};
  std::int64_t out[3] = {};
  scalar().widen_i32_i64(in, 3, out);
  CHECK(out[0] == -1);
  CHECK(out[1] == 2147483647);
  CHECK(out[2] == -2147483648LL);
}

TEST_CASE("fills write exactly count cells") {
  std::int32_t small[3] = {1, 1, 1};
  scalar().fill_i32(small, 2, -5);
  CHECK(small[0] == -5);
  CHECK(small[1] == -5);
  CHECK(small[2] == 1);
  std::int64_t large[3] = {1, 1, 1};
  scalar().fill_i64(large, 2, 5000000000LL);
  CHECK(large[0] == 5000000000LL);
  CHECK(large[1] == 5000000000LL);
  CHECK(large[2] == 1);
}
