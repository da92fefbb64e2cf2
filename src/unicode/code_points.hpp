// Texts of code points of a fixed width, as programming languages keep them, to UTF-8.
//
//   const std::uint16_t units[] = {0x61, 0xE9};
//   append_code_points(units, 2, out)  // "a\xC3\xA9"
//
// A code point of 1 or 2 bytes is one by itself: Latin-1, and no surrogate pairs.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/grown_array.hpp"

namespace btt::unicode {

// False where one is a surrogate or above U+10FFFF; `out` then has the text before it, or some of it.
bool append_code_points(const std::uint8_t* points, std::size_t count, GrownArray<char>& out);
bool append_code_points(const std::uint16_t* points, std::size_t count, GrownArray<char>& out);
bool append_code_points(const std::uint32_t* points, std::size_t count, GrownArray<char>& out);
// The same of points of `width` bytes: 1, 2 or 4.
bool append_code_points(const void* points, std::size_t width, std::size_t count, GrownArray<char>& out);

}  // namespace btt::unicode
