// Sets of code points as the engine's own class syntax, [\x{41}-\x{5A}], and the sets that its shorthands
// stand for.
//
// With the members written out, a class means the same on every version of the engine. Sets are those of the
// reference's engine, Oniguruma 6.9.10 with Unicode 16.0.
#pragma once

#include <string>
#include <string_view>

#include "unicode/range_properties.hpp"

namespace btt::regex {

using unicode::Ranges;

// The members of `ranges` without brackets: "\x{41}-\x{5A}".
void append_members(std::string& out, const Ranges& ranges);

// A whole class; `negated` complements it. Never an empty pair of brackets, which the engine would refuse.
void append_class(std::string& out, const Ranges& ranges, bool negated);

Ranges only_ascii(const Ranges& ranges);

// \w outside of brackets (and \b, \p{Word} there) has U+00B2, B3, B9, BC, BD and BE besides the word
// characters.
const Ranges& word_in_brackets();
const Ranges& word_outside_brackets();

// What "[:name:]" stands for; null where there is no such bracket. Names are case-sensitive.
const Ranges* posix_bracket(std::string_view name);

// A group that matches, without consuming anything, where \X goes on: \X is (?>\O(?:NO_BREAK\O)*).
const std::string& no_grapheme_break();

}  // namespace btt::regex
