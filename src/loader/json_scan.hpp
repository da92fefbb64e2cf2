// A slow reader of JSON's grammar for what the fast parser does not tell: where a text is malformed, and
// integers that are wider than 64 bits.
//
// "{\"a\":nope}" is malformed at byte 5. Files of models write "no limit" as 1000000000000000019884624838656,
// which the fast parser takes for an error and the reference's for a real number.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace btt::loader {

// Arrays and objects in one another: as many as the reference's JSON library follows.
constexpr std::size_t kMaxNesting = 127;

// Byte at which `text` stops being JSON (its size where it ends too early) or nests too deep, kNpos where it
// is JSON.
std::size_t malformed_at(std::string_view text);

// Copies a text, which must be JSON, with ".0" behind every integer that does not fit 64 bits; answers
// whether there was one.
bool widen_integers(std::string_view text, std::string& out);

}  // namespace btt::loader
