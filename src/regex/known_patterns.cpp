#include "regex/known_patterns.hpp"

#include <utility>

#include "regex/matcher.hpp"
#include "regex/word_patterns.hpp"

namespace btt::regex {
namespace {

// Pattern::match returns the end of the match that begins at the cursor, or null; it is never asked at the
// end of the text, as no known pattern matches the empty string.
template <class Pattern>
class Known final : public Regex {
 public:
  bool search(std::string_view text, std::size_t from, Match& match) const override {
    const char* const begin = text.data();
    for (Cursor c{begin + from, begin + text.size()}; !c.done(); c.advance()) {
      const char* const end = Pattern::match(c);
      if (end == nullptr) continue;
      match = {static_cast<std::size_t>(c.p - begin), static_cast<std::size_t>(end - begin)};
      return true;
    }
    return false;
  }
  std::string_view known_text() const noexcept override { return Pattern::kText; }
};

// 's|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+
const char* match_clip(Cursor c) {
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

bool is_ascii_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_ascii_punctuation(char c) {
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

  static const char* match(Cursor c) {
    const char* const begin = c.p;
    while (!c.done()) {
      const char* q = c.p;
      const char32_t x = unicode::decode(q);
      if (!((x >= 0x4E00 && x <= 0x9FA5) || (x >= 0x3040 && x <= 0x30FF))) break;
      c.p = q;
    }
    return c.p == begin ? nullptr : c.p;
  }
};

// ` ?[^(\s|[.,!?...])]+` with signs of other scripts: the parentheses and the bar are members of the class.
struct Bloom {
  static constexpr std::string_view kText =
      " ?[^(\\s|[.,!?\xE2\x80\xA6\xE3\x80\x82\xEF\xBC\x8C\xE3\x80\x81\xE0\xA5\xA4\xDB\x94\xD8\x8C])]+";

  static bool is_inside(char32_t x) {
    switch (x) {
      case '(':
      case ')':
      case '|':
      case '.':
      case ',':
      case '!':
      case '?':
      case 0x2026:
      case 0x3002:
      case 0xFF0C:
      case 0x3001:
      case 0x0964:
      case 0x06D4:
      case 0x060C:
        return false;
      default:
        return (unicode::regex_classes(x) & kClassSpace) == 0;
    }
  }

  static const char* match(Cursor c) {
    if (c.at(' ')) ++c.p;
    const char* const begin = c.p;
    while (!c.done()) {
      const char* q = c.p;
      if (!is_inside(unicode::decode(q))) break;
      c.p = q;
    }
    return c.p == begin ? nullptr : c.p;
  }
};

struct WordsAndSigns {
  static constexpr std::string_view kText = R"(\w+|[^\w\s]+)";

  // Word characters for \w, but not for [^\w\s].
  static bool is_both(char32_t x) { return x == 0xB2 || x == 0xB3 || x == 0xB9 || (x >= 0xBC && x <= 0xBE); }

  static const char* match(Cursor c) {
    const std::uint8_t classes = c.classes();
    if (classes & kClassWord) return run_of<kClassWord>(c);
    if (classes & kClassSpace) return nullptr;
    while (!c.done()) {
      const char* q = c.p;
      const char32_t x = unicode::decode(q);
      if ((unicode::regex_classes(x) & (kClassWord | kClassSpace)) != 0 && !is_both(x)) break;
      c.p = q;
    }
    return c.p;
  }
};

struct Spaces {
  static constexpr std::string_view kText = R"(\s+)";

  static const char* match(Cursor c) {
    const char* const end = run_of<kClassSpace>(c);
    return end == c.p ? nullptr : end;
  }
};

struct TwoSpaces {
  static constexpr std::string_view kText = " {2,}";

  static const char* match(Cursor c) {
    const char* const begin = c.p;
    while (c.at(' ')) ++c.p;
    return c.p - begin < 2 ? nullptr : c.p;
  }
};

template <int Limit>
const char* match_numbers(Cursor c) {
  const char* const end = numbers(c, Limit);
  return end == c.p ? nullptr : end;
}

struct ThreeNumbers {
  static constexpr std::string_view kText = R"(\p{N}{1,3})";

  static const char* match(Cursor c) { return match_numbers<3>(c); }
};

struct OneNumber {
  static constexpr std::string_view kText = R"(\p{N})";

  static const char* match(Cursor c) { return match_numbers<1>(c); }
};

struct ThreeDigits {
  static constexpr std::string_view kText = "[0-9][0-9][0-9]";

  static const char* match(Cursor c) {
    if (c.end - c.p < 3) return nullptr;
    for (int i = 0; i < 3; ++i) {
      if (c.p[i] < '0' || c.p[i] > '9') return nullptr;
    }
    return c.p + 3;
  }
};

struct Entry {
  std::string_view text;
  std::shared_ptr<const Regex> (*make)();
};

template <class Pattern>
constexpr Entry entry() {
  return {Pattern::kText,
          []() -> std::shared_ptr<const Regex> { return std::make_shared<Known<Pattern>>(); }};
}

constexpr Entry kEntries[] = {
    entry<Gpt2>(),        entry<Cl100k>(),       entry<Qwen>(),          entry<O200k>(),
    entry<Clip>(),        entry<ClipPlain>(),    entry<DeepSeekWords>(), entry<DeepSeekWordsEscaped>(),
    entry<DeepSeekCjk>(), entry<Bloom>(),        entry<WordsAndSigns>(), entry<Spaces>(),
    entry<TwoSpaces>(),   entry<ThreeNumbers>(), entry<OneNumber>(),     entry<ThreeDigits>(),
};

}  // namespace

std::shared_ptr<const Regex> known_pattern(std::string_view pattern) {
  for (const Entry& each : kEntries) {
    if (each.text == pattern) return each.make();
  }
  return nullptr;
}

std::vector<std::string_view> known_patterns() {
  std::vector<std::string_view> texts;
  for (const Entry& each : kEntries) texts.push_back(each.text);
  return texts;
}

}  // namespace btt::regex
