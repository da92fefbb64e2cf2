// Calls: what a Python tokenizer's short calls come down to, as builtins that are bound to one state of it.
//
//   call(text, arguments)    -> the mapping of arrays, or None
//   encoding(text, add_specials, state) -> Encoding that knows its ids and what it was made of, or None
//   array(text, add_specials) -> int32 array, or None
//   ragged(texts, add_specials) -> (int32 ids of all rows, int64 row offsets), or None; lists and tuples
//   remember(...)            makes `call` know one combination of arguments
//   wrapped(text, positional, named, watched, frame)
//                            -> the mapping in an object of the caller's, or None: `call` for a wrapper,
//                            whose arguments come as they were written, and which answers only while the
//                            (dict, key, value) triples of `watched` hold. `frame` says how the object is
//                            made, see python/budtiktok/integrations/latentbud/_short.py
//   learn(positional, named, arguments)
//                            makes `wrapped` know one way to write arguments that `call` knows
//
// None means "not here": unknown arguments, something that is not a text, a row that fails, more text than
// the GIL should be held for (16 KiB). The Python side then takes the cffi road, which gives the result or
// the error; so these need no error messages of their own.
#pragma once

#include "python_api.hpp"

namespace btt::capi::python {

// The builtin make_calls(tokenizer, options, options_without_specials, Encoding), the first three being
// addresses: a tuple of the builtins above.
Object* make_calls_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
