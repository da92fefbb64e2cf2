#include "unicode/code_points.hpp"

#include <algorithm>
#include <type_traits>

#include "simd/kernels.hpp"
#include "unicode/utf8.hpp"

namespace btt::unicode {
namespace {

// Code points that are looked at together; the compiler makes vector instructions of the loops over them.
constexpr std::size_t kBlock = 16;
// Code points between two looks at the room that is left.
constexpr std::size_t kStretch = 4096;

template <typename Unit>
bool append(const Unit* in, std::size_t count, GrownArray<char>& out) {
  // Most are ASCII. What is not used is never touched.
  out.reserve(out.size() + count + count / 4 + kBlock);
  while (count != 0) {
    const std::size_t stretch = std::min(count, kStretch);
    const Unit* const end = in + stretch;
    char* const begin = out.room(kMaxEncoded * stretch + kBlock);
    char* to = begin;
    while (in != end) {
      if (end - in >= static_cast<std::ptrdiff_t>(kBlock)) {
        Unit any = 0;
        for (std::size_t i = 0; i < kBlock; ++i) any = static_cast<Unit>(any | in[i]);
        // Where not all are ASCII only the front of this counts.
        for (std::size_t i = 0; i < kBlock; ++i) to[i] = static_cast<char>(in[i]);
        if (any < 0x80) {
          in += kBlock;
          to += kBlock;
          continue;
        }
        while (*in < 0x80) {
          ++in;
          ++to;
        }
      }
      do {
        const char32_t c = *in;
        if ((c >= 0xD800 && c <= 0xDFFF) || c > 0x10FFFF) return false;
        to += encode(c, to);
        ++in;
      } while (in != end && (*in >= 0x80 || end - in < static_cast<std::ptrdiff_t>(kBlock)));
    }
    out.add(static_cast<std::size_t>(to - begin));
    count -= stretch;
  }
  return true;
}

}  // namespace

bool append_code_points(const std::uint8_t* points, std::size_t count, GrownArray<char>& out) {
  return append(points, count, out);
}

bool append_code_points(const std::uint16_t* points, std::size_t count, GrownArray<char>& out) {
  constexpr std::size_t kBytes = 3;         // of a code point, at most
  constexpr std::size_t kOverwritten = 64;  // by the kernel, behind the text
  const simd::KernelTable& kernels = simd::kernels();
  out.reserve(out.size() + count + count / 4 + kOverwritten);
  while (count != 0) {
    const std::size_t stretch = std::min(count, kStretch);
    std::size_t read = stretch;
    char* const to = out.room(kBytes * stretch + kOverwritten);
    out.add(kernels.encode_u16(points, read, to));
    if (read != stretch) return false;
    points += stretch;
    count -= stretch;
  }
  return true;
}

bool append_code_points(const std::uint32_t* points, std::size_t count, GrownArray<char>& out) {
  return append(points, count, out);
}

bool append_code_points(const void* points, std::size_t width, std::size_t count, GrownArray<char>& out) {
  switch (width) {
    case 1:
      return append(static_cast<const std::uint8_t*>(points), count, out);
    case 2:
      return append(static_cast<const std::uint16_t*>(points), count, out);
    default:
      return append(static_cast<const std::uint32_t*>(points), count, out);
  }
}

}  // namespace btt::unicode
