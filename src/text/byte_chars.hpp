// The printable characters that stand for bytes in byte-level vocabularies (GPT-2's bytes_to_unicode).
//
// Bytes 21-7E, A1-AC and AE-FF stand for themselves as code points; the other 68 are U+0100 .. U+0143 in
// ascending order, so the space is U+0120 (Ġ) and the line feed U+010A (Ċ).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "unicode/utf8.hpp"

namespace btt::text {

constexpr bool is_own_byte_char(unsigned byte) noexcept {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

constexpr std::array<char32_t, 256> make_byte_chars() noexcept {
  std::array<char32_t, 256> table{};
  char32_t next = 0x100;
  for (unsigned byte = 0; byte < 256; ++byte) table[byte] = is_own_byte_char(byte) ? byte : next++;
  return table;
}

inline constexpr std::array<char32_t, 256> kByteChars = make_byte_chars();

// The byte that a character stands for, -1 where it is none of them.
inline int byte_of_char(char32_t c) noexcept {
  if (c < 0x100) return is_own_byte_char(static_cast<unsigned>(c)) ? static_cast<int>(c) : -1;
  if (c > 0x143) return -1;
  if (c <= 0x120) return static_cast<int>(c - 0x100);
  if (c <= 0x142) return static_cast<int>(c - 0x121 + 0x7F);
  return 0xAD;
}

// Appends the bytes that a text of such characters stands for; false, with `out` as it was, where one of them
// is none.
inline bool append_bytes(std::string_view printed, std::string& out) {
  const std::size_t before = out.size();
  const char* p = printed.data();
  const char* const end = p + printed.size();
  while (p < end) {
    const int byte = byte_of_char(unicode::decode(p));
    if (byte < 0) {
      out.resize(before);
      return false;
    }
    out.push_back(static_cast<char>(byte));
  }
  return true;
}

}  // namespace btt::text
