// Texts of Python objects as views, without a copy: str keeps its UTF-8 itself (ASCII text is that already).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "python_api.hpp"

namespace btt::capi::python {

// A call with more than this is left to the cffi road, which gives the GIL up while it encodes; there the
// cost of the road is small beside the work. Builtins keep the GIL: to take it back in a daemon thread ends
// that thread while the interpreter shuts down, by pthread_exit before 3.14, which must not unwind through
// frames of C++.
constexpr std::size_t kMaxBytes = std::size_t{16} << 10;
constexpr std::size_t kMaxRows = 256;

// The text of a str, or with `bytes_too` of exactly bytes. False, with no exception set, for everything else
// and for a str with a lone surrogate.
bool read_text(Object* object, bool bytes_too, std::string_view& out) noexcept;

// Appends the texts of exactly a list or a tuple. `keep` becomes a tuple that holds the items: other threads
// may change a list once the GIL is free. False where something is not a text.
bool read_texts(Object* sequence, bool bytes_too, std::vector<std::string_view>& out, Ref& keep);

// The builtin read_texts(sequence, bytes_too): (btt_str array as bytes, tuple that keeps the texts, bytes of
// all texts), or None.
Object* read_texts_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
