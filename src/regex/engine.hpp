// The engine, Oniguruma, behind our own types. Only engine.cpp includes its header.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "regex/regex.hpp"

namespace btt::regex::engine {

// Compiles `pattern` as it is. Throws Error(kParse) with the engine's message.
std::shared_ptr<const Regex> compile(std::string_view pattern);

// Those of `candidates` that the class `text` ("[a-z]") has; none where it does not compile.
std::vector<char32_t> members(const std::string& text, const std::vector<char32_t>& candidates);

const char* version();

}  // namespace btt::regex::engine
