// UTF-8: decoding and encoding of single code points, validation and repair of whole texts.
//
//   const char* p = "\xC3\xA9!";
//   unicode::decode(p)                        // U+00E9, p now at '!'
//   unicode::append_lossy("a\xE2\x82z", out)  // "a\uFFFDz"
//
// Everything but find_invalid and append_lossy expects valid UTF-8 (texts are checked once, at the C
// surface). append_lossy matches Rust's String::from_utf8_lossy and Python's bytes.decode("utf-8",
// "replace").
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace btt::unicode {

constexpr std::size_t kNpos = static_cast<std::size_t>(-1);
constexpr std::size_t kMaxEncoded = 4;
constexpr char32_t kReplacementCharacter = 0xFFFD;

// Bytes of the sequence that `lead` starts (1..4); 1 for a continuation byte, which starts none.
inline std::size_t length_of_lead(unsigned char lead) {
  return lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

// Bytes that `c` takes in UTF-8 (1..4).
inline std::size_t length_of(char32_t c) {
  return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

// The code point at `p`; `p` moves behind it.
inline char32_t decode(const char*& p) {
  const auto byte = [&](int i) { return static_cast<char32_t>(static_cast<unsigned char>(p[i])); };
  const char32_t lead = byte(0);
  if (lead < 0x80) {
    p += 1;
    return lead;
  }
  if (lead < 0xE0) {
    const char32_t c = ((lead & 0x1F) << 6) | (byte(1) & 0x3F);
    p += 2;
    return c;
  }
  if (lead < 0xF0) {
    const char32_t c = ((lead & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
    p += 3;
    return c;
  }
  const char32_t c =
      ((lead & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
  p += 4;
  return c;
}

// The code point that ends at `end`; `end` moves to its first byte. Needs begin < end.
inline char32_t decode_last(const char* begin, const char*& end) {
  do {
    --end;
  } while (end > begin && (static_cast<unsigned char>(*end) & 0xC0) == 0x80);
  const char* p = end;
  return decode(p);
}

// Writes `c` (a scalar value) to `out`, which has room for kMaxEncoded bytes; returns the bytes written.
inline std::size_t encode(char32_t c, char* out) {
  if (c < 0x80) {
    out[0] = static_cast<char>(c);
    return 1;
  }
  if (c < 0x800) {
    out[0] = static_cast<char>(0xC0 | (c >> 6));
    out[1] = static_cast<char>(0x80 | (c & 0x3F));
    return 2;
  }
  if (c < 0x10000) {
    out[0] = static_cast<char>(0xE0 | (c >> 12));
    out[1] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out[2] = static_cast<char>(0x80 | (c & 0x3F));
    return 3;
  }
  out[0] = static_cast<char>(0xF0 | (c >> 18));
  out[1] = static_cast<char>(0x80 | ((c >> 12) & 0x3F));
  out[2] = static_cast<char>(0x80 | ((c >> 6) & 0x3F));
  out[3] = static_cast<char>(0x80 | (c & 0x3F));
  return 4;
}

inline void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
    return;
  }
  char buffer[kMaxEncoded];
  out.append(buffer, encode(c, buffer));
}

// Byte offset of the first ill-formed sequence (overlong, surrogate, above U+10FFFF, truncated, stray), or
// kNpos.
std::size_t find_invalid(std::string_view text);

// Appends `in` with each maximal subpart of an ill-formed sequence replaced by U+FFFD.
void append_lossy(std::string_view in, std::string& out);

// Bytes of the maximal subpart at the start of `text`, which is ill-formed there: what one U+FFFD of
// append_lossy stands for.
std::size_t ill_formed_length(std::string_view text);

// Valid UTF-8 only; counts the bytes that are not continuation bytes.
std::size_t count_code_points(std::string_view text);

bool is_ascii(std::string_view text);

}  // namespace btt::unicode
