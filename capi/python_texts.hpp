// Texts of Python objects as views, without a copy where the object has its UTF-8 (ASCII text is that
// already); other text is made into UTF-8 here (python_str.hpp).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/grown_array.hpp"
#include "python_api.hpp"

namespace btt::capi::python {

// A call with more than this is left to the cffi road, which gives the GIL up while it encodes; there the
// cost of the road is small beside the work. Builtins keep the GIL: to take it back in a daemon thread ends
// that thread while the interpreter shuts down, by pthread_exit before 3.14, which must not unwind through
// frames of C++.
constexpr std::size_t kMaxBytes = std::size_t{16} << 10;
constexpr std::size_t kMaxRows = 256;

class TextList {
 public:
  // The text of a str, or with `bytes_too` of exactly bytes, which must live as long as the view of it.
  // False, with no exception set, for everything else, for a str with a lone surrogate, and where all texts
  // together would have more than `most_bytes`.
  bool add(Object* object, bool bytes_too, std::size_t most_bytes);

  // The texts of exactly a list or a tuple. `keep` becomes a tuple that holds the items: other threads may
  // change a list once the GIL is free. False where something is not a text.
  bool add_all(Object* sequence, bool bytes_too, std::size_t most_bytes, Ref& keep);

  // Forgets the texts.
  void clear() noexcept;

  // Good until the next text comes.
  const std::vector<std::string_view>& views() noexcept;
  std::size_t bytes() const noexcept { return bytes_; }
  std::size_t capacity_bytes() const noexcept;

 private:
  bool read(Object* object, bool bytes_too, std::size_t most_bytes);

  std::vector<std::string_view> views_;
  // Texts that were made here, one behind the other in memory that moves while it grows.
  struct Made {
    std::size_t text;
    std::size_t begin;
  };
  std::vector<Made> made_;
  GrownArray<char> memory_;
  std::size_t bytes_ = 0;
};

// The builtin view_texts(sequence, bytes_too): (btt_str array as bytes, what keeps the texts, how many, bytes
// of all texts), or None.
Object* view_texts_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
