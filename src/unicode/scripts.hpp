// The Script property of Unicode 9.0, as the reference's UnicodeScripts pre-tokenizer has it (a frozen
// table).
//
//   unicode::script_9(U'\u6797')   // Script::kHan
//   unicode::script_9(U',')        // Script::kCommon, a script like any other
//   unicode::script_9(U'\u0378')   // Script::kAny: unassigned
//
// Code points must be below 0x110000.
#pragma once

#include "unicode/two_stage.hpp"

namespace btt::unicode {

// The scripts that code asks for by name. Every other script has a value of its own, good for comparing only.
enum class Script : std::uint8_t { kAny, kCommon, kInherited, kHan, kHiragana, kKatakana };

namespace detail {
extern const std::uint8_t kScriptBlock[];
extern const std::uint8_t kScriptOf[];
}  // namespace detail

inline Script script_9(char32_t c) {
  return static_cast<Script>(detail::kScriptOf[detail::two_stage_index(detail::kScriptBlock, c)]);
}

}  // namespace btt::unicode
