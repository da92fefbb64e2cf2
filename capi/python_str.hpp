// StrMemory: where CPython keeps the characters of a str that is not ASCII.
//
// Asked for the UTF-8 of such a str, CPython makes it a code point at a time and keeps it as long as the str.
// The library makes it some times faster from the characters themselves, in memory that it has already. The
// stable interface does not show them, but they follow the object's header. What is known of that is tried on
// some texts before it is relied on; where it is not so, and of any str that is in another state than those,
// nothing is answered.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/grown_array.hpp"
#include "python_api.hpp"

namespace btt::capi::python {

class StrMemory {
 public:
  struct Characters {
    const void* data = nullptr;
    std::size_t count = 0;
    std::size_t width = 0;  // bytes of each: 1, 2 or 4
  };

  // With the GIL held, once, before find().
  void learn() noexcept;

  // False: the object is not exactly a str, or is ASCII, or has its UTF-8 already, or is not as expected.
  bool find(const Object* object, Characters& out) const noexcept;

 private:
  static constexpr std::size_t kWidths = 3;

  std::size_t header_ = 0;  // bytes; 0: nothing is known
  std::size_t utf8_ = 0;    // where in it the address of the UTF-8 stands, null until it is made
  // What the header says of a str of one, two and four bytes a character.
  std::uint8_t states_[kWidths] = {};
};

extern StrMemory str_memory;

// Appends the characters as UTF-8. False where one is a lone surrogate.
bool append_utf8(const StrMemory::Characters& characters, GrownArray<char>& out);

// The builtin code_points(text): where the characters of a str stand, how many there are, and their width in
// bytes; or None.
Object* code_points_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
