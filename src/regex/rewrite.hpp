// Rewrites a pattern so that no part of it depends on the engine's own Unicode tables.
//
//   rewrite("\\d+").pattern    // "[\x{30}-\x{39}\x{660}-\x{669}...]+"
//
// \w \W \d \D \p{..} \P{..} \b \B \X \y \Y and POSIX brackets become classes and look-around with the members
// of Unicode 16.0; under (?i) case pairs that older engines lack are added. All else is kept as it is
// written. Matches what Oniguruma 6.9.10 makes of the pattern with ONIG_SYNTAX_ONIGURUMA.
#pragma once

#include <string>
#include <string_view>

namespace btt::regex {

struct Rewritten {
  // What to compile.
  std::string pattern;
  // The same pattern with its shorthands left in place: it compiles exactly where the reference's engine
  // takes the pattern. (A rewritten one may be valid where the original is not, [a-\w] for example.)
  std::string check;
  // Name of a construct that is valid but not reproduced; empty: none.
  std::string unsupported;
};

// Throws Error(kParse) on unknown property names.
Rewritten rewrite(std::string_view pattern);

}  // namespace btt::regex
