#include "loader/base64.hpp"

#include <array>
#include <cstdint>

namespace btt::loader {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// The six bits of each digit; kNoDigit for any other byte.
constexpr std::uint8_t kNoDigit = 0xFF;
constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  for (std::uint8_t& value : values) value = kNoDigit;
  for (std::uint8_t i = 0; i < 64; ++i) values[static_cast<unsigned char>(kAlphabet[i])] = i;
  return values;
}
constexpr std::array<std::uint8_t, 256> kValues = make_values();

unsigned value_of(char c) noexcept {
  return kValues[static_cast<unsigned char>(c)];
}

}  // namespace

bool decode_base64(std::string_view text, std::string& out) {
  out.clear();
  if (text.size() % 4 != 0) return false;
  out.resize(text.size() / 4 * 3);
  char* to = out.data();
  std::size_t at = 0;
  for (; at + 4 < text.size(); at += 4) {
    const unsigned a = value_of(text[at]);
    const unsigned b = value_of(text[at + 1]);
    const unsigned c = value_of(text[at + 2]);
    const unsigned d = value_of(text[at + 3]);
    if ((a | b | c | d) >= 64) return false;
    const unsigned bits = a << 18 | b << 12 | c << 6 | d;
    *to++ = static_cast<char>(bits >> 16);
    *to++ = static_cast<char>(bits >> 8 & 0xFF);
    *to++ = static_cast<char>(bits & 0xFF);
  }
  // The last four, which may be padded.
  if (at < text.size()) {
    const unsigned padding = text[at + 3] != '=' ? 0 : text[at + 2] == '=' ? 2 : 1;
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < 4; ++i) {
      const unsigned value = i >= 4 - padding ? 0 : value_of(text[at + i]);
      if (value == kNoDigit) return false;
      bits = bits << 6 | value;
    }
    // Bits that padding leaves over must be zero.
    if ((padding == 1 && (bits & 0xFF) != 0) || (padding == 2 && (bits & 0xFFFF) != 0)) return false;
    for (unsigned i = 0; i < 3 - padding; ++i) *to++ = static_cast<char>(bits >> (16 - 8 * i) & 0xFF);
    out.resize(out.size() - padding);
  }
  return true;
}

std::string encode_base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = bytes.size() - at < 3 ? bytes.size() - at : 3;
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      bits = bits << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i)
      out.push_back(i <= count ? kAlphabet[bits >> (18 - 6 * i) & 63] : '=');
  }
  return out;
}

}  // namespace btt::loader
