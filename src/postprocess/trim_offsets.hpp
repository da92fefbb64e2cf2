// The trimming of offsets that byte-level post-processors do: white space that a token took with it leaves
// its range.
//
// "Hello there" -> "Hello" (0, 5), "Ġthere" (6, 11) instead of (5, 11).
#pragma once

#include "encoding/encoding.hpp"

namespace btt::postprocess {

// Trims an encoding and its overflow parts. With add_prefix_space one leading space of the first token is
// taken for the one that was added.
void trim_offsets(encoding::Encoding& encoding, bool add_prefix_space);

}  // namespace btt::postprocess
