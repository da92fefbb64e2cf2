#include "unicode/code_points.hpp"

#include <algorithm>

#include "simd/kernels.hpp"
#include "unicode/utf8.hpp"

namespace btt::unicode {
namespace {

// Code points between two looks at the room that is left.
constexpr std::size_t kStretch = 4096;
// Overwritten by the kernels, behind the text.
constexpr std::size_t kOverwritten = 64;

template <typename Unit, typename Encode>
bool append(const Unit* points, std::size_t count, Encode encode, GrownArray<char>& out) {
  // Most are ASCII. What is not used is never touched.
  out.reserve(out.size() + count + count / 4 + kOverwritten);
  while (count != 0) {
    const std::size_t stretch = std::min(count, kStretch);
    std::size_t read = stretch;
    char* const to = out.room(kMaxEncoded * stretch + kOverwritten);
    out.add(encode(points, read, to));
    if (read != stretch) return false;
    points += stretch;
    count -= stretch;
  }
  return true;
}

}  // namespace

bool append_code_points(const std::uint8_t* points, std::size_t count, GrownArray<char>& out) {
  return append(points, count, simd::kernels().encode_u8, out);
}

bool append_code_points(const std::uint16_t* points, std::size_t count, GrownArray<char>& out) {
  return append(points, count, simd::kernels().encode_u16, out);
}

bool append_code_points(const std::uint32_t* points, std::size_t count, GrownArray<char>& out) {
  return append(points, count, simd::kernels().encode_u32, out);
}

bool append_code_points(const void* points, std::size_t width, std::size_t count, GrownArray<char>& out) {
  switch (width) {
    case 1:
      return append_code_points(static_cast<const std::uint8_t*>(points), count, out);
    case 2:
      return append_code_points(static_cast<const std::uint16_t*>(points), count, out);
    default:
      return append_code_points(static_cast<const std::uint32_t*>(points), count, out);
  }
}

}  // namespace btt::unicode
