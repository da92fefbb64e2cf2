// Hand-written matchers of regular expressions that well-known models use.
//
//   known_pattern("\\s+")->search("a  b", 0, match)   // {1, 3}
//
// Each matches exactly what the engine matches for the pattern (the unit test compares them). On English and
// Japanese prose those that split whole texts are seven to twelve times as fast.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "regex/regex.hpp"

namespace btt::regex {

// Null where there is none for `pattern`, which is compared as text.
std::shared_ptr<const Regex> known_pattern(std::string_view pattern);

// The patterns that have one.
std::vector<std::string_view> known_patterns();

}  // namespace btt::regex
