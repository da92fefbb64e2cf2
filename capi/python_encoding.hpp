// The base type of the Python class Encoding: one object that holds the ids of a text and what the rest is
// computed from once it is asked for.
//
//   ids, len(e)   of the row as it was made; where only the C encoding knows, what the methods _ids_now() and
//                 _size_now() of the class answer
//   _held         the C encoding with its view (see python/budtiktok/encoding.py), None: not computed yet
//   _ids          the ids as a list, None: only the C encoding has them
//   _source       (state, text, whether specials are added) or, of a row of a batch, (what computes the rest
//   for
//                 all its rows, row, False); None: there is only the C encoding
//
// The last three can be set, and do what the slots of PlainEncoding in encoding.py do.
//
// A row costs one block of memory without a list, which is made when it is read.
#pragma once

#include "python_api.hpp"

namespace btt::capi::python {

// The type; null with an exception set where it cannot be made.
Object* make_encoding_base();

// An object of a class that is derived from it and adds nothing to it. Null with an exception set.
Object* make_encoding(Object* type, const std::int32_t* ids, std::size_t count, Object* state, Object* text,
                      bool with_specials) noexcept;

// The builtin cut_encodings(type, ids, offsets, rows, later): the list of such objects for the rows of int32
// ids, where int64 offsets say where each begins; addresses and a number. The source of row i is (later, i,
// False).
Object* cut_encodings_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
