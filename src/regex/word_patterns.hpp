// The patterns by which byte-level tokenizers cut a text into words: GPT-2's, cl100k's, Qwen's and o200k's.
//
//   Gpt2::match({"Hello there", end})   // behind "Hello"
//
// match() answers the end of the match that begins at the cursor, which must not be at the end of the text.
// Each of these patterns matches at every position of every text, so that the words cover it. Equal to the
// engine (the unit test of known_patterns.hpp).
#pragma once

#include <string_view>

#include "regex/matcher.hpp"

namespace btt::regex {

inline constexpr unsigned kNotOther = kClassSpace | kClassLetter | kClassNumber;

// ` ?[^\s\p{L}\p{N}]+`, or null.
inline const char* other_run(Cursor c) {
  if (c.at(' ')) ++c.p;
  const char* const start = c.p;
  const char* const end = run_without<kNotOther>(c);
  return end == start ? nullptr : end;
}

struct Gpt2 {
  static constexpr std::string_view kText =
      R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

  static const char* match(Cursor c) {
    if (const char* const end = contraction(c, false)) return end;
    Cursor word = c;
    if (c.at(' ')) {
      ++word.p;
      if (word.done()) return word.p;
    }
    const std::uint8_t classes = word.classes();
    if (classes & kClassLetter) return run_of<kClassLetter>(word);
    if (classes & kClassNumber) return run_of<kClassNumber>(word);
    if (classes & kClassSpace) return white_space(c);
    return run_without<kNotOther>(word);
  }
};

// `[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
template <int Numbers>
inline const char* match_cl100k(Cursor c) {
  if (const char* const end = contraction(c, true)) return end;
  const std::uint8_t classes = c.classes();
  if (classes & kClassLetter) return run_of<kClassLetter>(c);
  if (classes & kClassNumber) return numbers(c, Numbers);
  if (!c.at_newline()) {
    Cursor word = c;
    word.advance();
    if (word.classes() & kClassLetter) return run_of<kClassLetter>(word);
  }
  if (const char* const end = other_run(c)) return newlines({end, c.end});
  return white_space_by_lines(c);
}

struct Cl100k {
  static constexpr std::string_view kText =
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}|)"
      R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

  static const char* match(Cursor c) { return match_cl100k<3>(c); }
};

struct Qwen {
  static constexpr std::string_view kText = R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}|)"
                                            R"( ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

  static const char* match(Cursor c) { return match_cl100k<1>(c); }
};

struct O200k {
  static constexpr std::string_view kText =
      R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+)"
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
      R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*)"
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)?|)"
      R"(\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

  // Upper*Lower+. Modifier and other letters and marks are in both: where no lower-case letter follows the
  // upper run, it gives back all behind the last of them.
  static const char* upper_lower(Cursor c) {
    const char* behind_lower = nullptr;
    while (!c.done()) {
      const char* q = c.p;
      const std::uint8_t classes = unicode::regex_classes(unicode::decode(q));
      if ((classes & kClassUpperRun) == 0) {
        if (classes & kClassLowerRun) return run_of<kClassLowerRun>(c);
        break;
      }
      if (classes & kClassLowerRun) behind_lower = q;
      c.p = q;
    }
    return behind_lower;
  }

  // Upper+Lower*
  static const char* uppers(Cursor c) {
    const char* const end = run_of<kClassUpperRun>(c);
    return end == c.p ? nullptr : run_of<kClassLowerRun>({end, c.end});
  }

  static const char* with_contraction(const char* p, const char* end) {
    const char* const behind = contraction({p, end}, true);
    return behind == nullptr ? p : behind;
  }

  static const char* match(Cursor c) {
    const std::uint8_t classes = c.classes();
    if (classes & kClassNumber) return numbers(c, 3);
    // A mark may be the prefix of a word as well as its beginning.
    const bool prefix = (classes & kClassLetter) == 0 && !c.at_newline();
    Cursor word = c;
    if (prefix) word.advance();
    const char* end = upper_lower(word);
    if (end == nullptr && prefix) end = upper_lower(c);
    if (end == nullptr) end = uppers(word);
    if (end == nullptr && prefix) end = uppers(c);
    if (end != nullptr) return with_contraction(end, c.end);
    if (const char* const others = other_run(c)) {
      Cursor tail{others, c.end};
      while (tail.at_newline() || tail.at('/')) ++tail.p;
      return tail.p;
    }
    return white_space_by_lines(c);
  }
};

}  // namespace btt::regex
