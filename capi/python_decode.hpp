// Decoding from Python: lists of int read in place, texts made without a copy of bytes in between.
//
// Bound to one state of a tokenizer (make_decoder), for rows that are short:
//   decode(ids, skip_special_tokens)    -> str, or None
//   decode_rows(rows, skip_special_tokens) -> list of str, or None
// For all others, around btt_decode_batch, which is called without the GIL:
//   read_id_rows(rows)                  -> (int32 ids as bytes, int64 row offsets as bytes), or None
//   cut_texts(buffer, offsets, rows)    -> list of str; addresses of UTF-8 and of its offsets, a number
//
// None means "not here": what is not exactly a list or tuple of int, a number that is no id, a flag that is
// no bool, more ids than the GIL should be held for.
#pragma once

#include "python_api.hpp"

namespace btt::capi::python {

// The builtin make_decoder(tokenizer), the argument being an address: a tuple of `decode` and `decode_rows`.
Object* make_decoder_builtin(Object* self, Object* const* arguments, Size count);

Object* read_id_rows_builtin(Object* self, Object* const* arguments, Size count);
Object* cut_texts_builtin(Object* self, Object* const* arguments, Size count);

}  // namespace btt::capi::python
