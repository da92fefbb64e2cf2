#include "unicode/utf8.hpp"

#include <simdjson.h>

#include "simd/kernels.hpp"

namespace btt::unicode {

namespace {

struct Sequence {
  std::size_t
      length;  // of the well-formed sequence, or of the maximal subpart of an ill-formed one; at least 1
  bool valid;
};

bool is_continuation(unsigned char byte) {
  return (byte & 0xC0) == 0x80;
}

// The sequence at `p`, where p < end and *p >= 0x80. Table 3-7 of The Unicode Standard: the range of the
// second byte alone keeps overlongs, surrogates and values above U+10FFFF out.
Sequence sequence_at(const unsigned char* p, const unsigned char* end) {
  const unsigned char lead = p[0];
  std::size_t length = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {1, false};
  }
  const auto available = static_cast<std::size_t>(end - p);
  if (available < 2 || p[1] < low || p[1] > high) return {1, false};
  for (std::size_t i = 2; i < length; ++i) {
    if (i >= available || !is_continuation(p[i])) return {i, false};
  }
  return {length, true};
}

// First ill-formed sequence at or after `p`, or `end`. `sequence` is set where there is one.
const unsigned char* scan(const unsigned char* p, const unsigned char* end, Sequence& sequence) {
  const auto& kernels = simd::kernels();
  while (p < end) {
    if (*p < 0x80) {
      // A short hop first: in mixed text ASCII runs are a few bytes, too few for the call.
      const unsigned char* near = end - p > 8 ? p + 8 : end;
      while (p < near && *p < 0x80) ++p;
      if (p == near) {
        p += kernels.ascii_prefix(reinterpret_cast<const char*>(p), static_cast<std::size_t>(end - p));
      }
      continue;
    }
    sequence = sequence_at(p, end);
    if (!sequence.valid) return p;
    p += sequence.length;
  }
  return end;
}

const unsigned char* bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::size_t find_invalid(std::string_view text) {
  const std::size_t ascii = simd::kernels().ascii_prefix(text.data(), text.size());
  if (ascii == text.size()) return kNpos;
  // Five times the speed of the scan on text that is not ASCII for the most part, and too long a way to it
  // for a short one.
  constexpr std::size_t kLong = 64;
  if (text.size() - ascii >= kLong && simdjson::validate_utf8(text.data() + ascii, text.size() - ascii))
    return kNpos;
  const unsigned char* begin = bytes(text);
  const unsigned char* end = begin + text.size();
  Sequence sequence{};
  const unsigned char* p = scan(begin + ascii, end, sequence);
  return p == end ? kNpos : static_cast<std::size_t>(p - begin);
}

void append_lossy(std::string_view in, std::string& out) {
  const unsigned char* p = bytes(in);
  const unsigned char* end = p + in.size();
  while (p < end) {
    Sequence sequence{};
    const unsigned char* stop = scan(p, end, sequence);
    out.append(reinterpret_cast<const char*>(p), static_cast<std::size_t>(stop - p));
    if (stop == end) return;
    append(out, kReplacementCharacter);
    p = stop + sequence.length;
  }
}

std::size_t count_code_points(std::string_view text) {
  // A plain sum, which compilers vectorize for the baseline.
  std::size_t continuations = 0;
  for (const char byte : text) continuations += static_cast<signed char>(byte) < -64 ? 1 : 0;
  return text.size() - continuations;
}

bool is_ascii(std::string_view text) {
  return simd::kernels().is_ascii(text.data(), text.size());
}

std::size_t ill_formed_length(std::string_view text) {
  const unsigned char* begin = bytes(text);
  return sequence_at(begin, begin + text.size()).length;
}

}  // namespace btt::unicode
