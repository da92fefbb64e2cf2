// The patterns by which byte-level tokenizers cut a text into words: GPT-2's, cl100k's, Qwen's, o200k's,
// CLIP's and the members of DeepSeek's chain.
//
//   Gpt2::match({"Hello there", end})   // behind "Hello"
//
// match() answers the end of the match that begins at the cursor, which must not be at the end of the text;
// null where there is none. The first four match at every position of every text, so that the words cover it.
// Equal to the engine (the unit test of known_patterns.hpp).
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

// 's|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
inline const char* match_clip(Cursor c) {
  if (const char* const end = contraction(c, false)) return end;
  const std::uint8_t classes = c.classes();
  if (classes & kClassLetter) return run_of<kClassLetter>(c);
  if (classes & kClassNumber) return numbers(c, 1);
  if (classes & kClassSpace) return nullptr;
  return run_without<kNotOther>(c);
}

struct ClipPlain {
  static constexpr std::string_view kText = R"('s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)";

  static const char* match(Cursor c) { return match_clip(c); }
};

struct Clip {
  static constexpr std::string_view kText =
      R"(<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+)";

  static const char* match(Cursor c) {
    if (c.at('<')) {
      const std::string_view rest(c.p, static_cast<std::size_t>(c.end - c.p));
      for (const std::string_view token : {"<|startoftext|>", "<|endoftext|>"}) {
        if (rest.substr(0, token.size()) == token) return c.p + token.size();
      }
    }
    return match_clip(c);
  }
};

inline bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

inline bool is_ascii_punctuation(char c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

struct DeepSeekWords {
  static constexpr std::string_view kText =
      R"([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|)"
      R"( ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

  static const char* match(Cursor c) {
    if (is_ascii_punctuation(*c.p)) {
      const char* p = c.p + 1;
      while (p < c.end && is_ascii_letter(*p)) ++p;
      if (p > c.p + 1) return p;
    }
    constexpr unsigned kWord = kClassLetter | kClassMark;
    const std::uint8_t classes = c.classes();
    if ((classes & (kClassLetter | kClassPunctSymbol)) == 0 && !c.at_newline()) {
      Cursor word = c;
      word.advance();
      const char* const end = run_of<kWord>(word);
      if (end > word.p) return end;
    }
    if (classes & kWord) return run_of<kWord>(c);
    Cursor signs = c;
    if (c.at(' ')) ++signs.p;
    const char* const end = run_of<kClassPunctSymbol>(signs);
    if (end > signs.p) return newlines({end, c.end});
    return classes & kClassSpace ? white_space_by_lines(c) : nullptr;
  }
};

// The same pattern with an escaped quotation mark.
struct DeepSeekWordsEscaped : DeepSeekWords {
  static constexpr std::string_view kText =
      R"([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|)"
      R"( ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
};

// [\u4E00-\u9FA5\u3040-\u309F\u30A0-\u30FF]+, the code points written as they are.
struct DeepSeekCjk {
  static constexpr std::string_view kText =
      "[\xE4\xB8\x80-\xE9\xBE\xA5\xE3\x81\x80-\xE3\x82\x9F\xE3\x82\xA0-\xE3\x83\xBF]+";

  static bool is_member(char32_t x) { return (x >= 0x4E00 && x <= 0x9FA5) || (x >= 0x3040 && x <= 0x30FF); }

  static const char* match(Cursor c) {
    const char* const begin = c.p;
    while (!c.done()) {
      const char* q = c.p;
      if (!is_member(unicode::decode(q))) break;
      c.p = q;
    }
    return c.p == begin ? nullptr : c.p;
  }
};

}  // namespace btt::regex
