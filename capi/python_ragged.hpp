// Short batches of texts as flat arrays, from Python.
//
// Bound to one state of a tokenizer (make_ragged):
//   ragged(texts, add_special_tokens) -> (int32 ids of all rows, int64 row offsets), or None
//
// None means "not here": what is not a list or tuple of str, more text than the GIL should be held for.
#pragma once

#include "python_api.hpp"

namespace btt::capi::python {

// The builtin make_ragged(tokenizer, special_as_text), the first argument being an address: `ragged`.
Object* make_ragged_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
