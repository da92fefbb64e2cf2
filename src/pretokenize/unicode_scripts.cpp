#include "pretokenize/unicode_scripts.hpp"

#include "unicode/scripts.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {
namespace {

using unicode::Script;

// Kana are Han, and so is the prolonged sound mark; the space has no script. Common and Inherited are scripts
// like the others.
Script script_of(char32_t c) noexcept {
  if (c == 0x30FC) return Script::kHan;
  if (c == ' ') return Script::kAny;
  const Script script = unicode::script_9(c);
  return script == Script::kHiragana || script == Script::kKatakana ? Script::kHan : script;
}

}  // namespace

void UnicodeScripts::apply(text::Pieces& pieces) const {
  pieces.split_each([](std::string_view piece, auto&& emit) {
    const char* const begin = piece.data();
    const char* const end = begin + piece.size();
    // A piece begins at the first character with a script: what is before it belongs to none.
    Script running = Script::kAny;
    std::size_t start = piece.size();
    for (const char* p = begin; p < end;) {
      const auto at = static_cast<std::size_t>(p - begin);
      const Script script = script_of(unicode::decode(p));
      if (script == Script::kAny || script == running) continue;
      if (running != Script::kAny) emit(start, at);
      start = at;
      running = script;
    }
    if (running != Script::kAny) emit(start, piece.size());
  });
}

}  // namespace btt::pretokenize
