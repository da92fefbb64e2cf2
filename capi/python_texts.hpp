// Texts of Python objects as views, without a copy: str keeps its UTF-8 itself (ASCII text is that already).
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "python_api.hpp"

namespace btt::capi::python {

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
