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
