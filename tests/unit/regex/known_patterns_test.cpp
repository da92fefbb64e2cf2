#include "regex/known_patterns.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regex = btt::regex;
using std::string;
using std::string_view;
using std::vector;

namespace {

// "a b" -> "a| b": the matches, with what lies between them in parentheses.
string matched(const regex::Regex& regex, string_view text) {
  string out;
  std::size_t last = 0;
  regex::for_each_match(regex, text, [&](regex::Match match) {
    if (match.begin > last) out += "(" + string(text.substr(last, match.begin - last)) + ")";
    out += string(text.substr(match.begin, match.end - match.begin)) + "|";
    last = match.end;
  });
  if (last < text.size()) out += "(" + string(text.substr(last)) + ")";
  return out;
}

// The known pattern that begins with `prefix` and has `part` in it.
std::shared_ptr<const regex::Regex> known(string_view prefix, string_view part = "") {
  for (const string_view text : regex::known_patterns()) {
    if (text.substr(0, prefix.size()) == prefix && text.find(part) != string_view::npos)
      return regex::compile(text);
  }
  FAIL("no such pattern");
  return nullptr;
}

// One member of each class that any of the patterns tells apart.
const vector<string> kAll = {" ", "\n", "\r",       "\t",           "\xE3\x80\x80", "'",           "s",
                             "l", "E",  "\xC7\x85", "\xE4\xB8\xAD", "\xCC\x81",     "7",           "\xC2\xB2",
                             "!", "/",  "<",        "\xC5\xBF",     "\x01",         "\xE2\x82\xAC"};
const vector<string> kFew = {" ", "\n", "'", "s", "E", "\xE4\xB8\xAD", "\xCC\x81", "7", "!"};

template <class F>
void for_each_text(const vector<string>& alphabet, int length, const string& prefix, F&& f) {
  f(prefix);
  if (length == 0) return;
  for (const string& each : alphabet) for_each_text(alphabet, length - 1, prefix + each, f);
}

// xorshift64: the same texts everywhere.
struct Random {
  std::uint64_t state;
  std::size_t below(std::size_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return static_cast<std::size_t>(state % n);
  }
};

// Counts instead of a CHECK per text: there are some hundred thousand of them.
struct Comparison {
  explicit Comparison(string_view pattern)
      : fast(regex::known_pattern(pattern)), slow(regex::compile_general(pattern)) {}

  std::shared_ptr<const regex::Regex> fast;
  std::shared_ptr<const regex::Regex> slow;
  std::size_t texts = 0;
  string different;

  void operator()(const string& text) {
    ++texts;
    if (!different.empty()) return;
    const string a = matched(*fast, text);
    const string b = matched(*slow, text);
    if (a != b) different = text + ": " + a + " instead of " + b;
  }
};

}  // namespace

TEST_CASE("every known pattern matches what the engine matches, on all short texts") {
  for (const string_view pattern : regex::known_patterns()) {
    CAPTURE(pattern);
    Comparison compare(pattern);
    REQUIRE(regex::is_known(pattern));
    const auto each = [&](const string& text) { compare(text); };
    for_each_text(kAll, 3, "", each);
    for_each_text(kFew, 5, "", each);
    CHECK(compare.different == "");
    CHECK(compare.texts == 8421 + 66430);
  }
}

TEST_CASE("every known pattern matches what the engine matches, on random texts") {
  const vector<string> words = {"'re",           "'LL",
                                "'ve",           "don't",
                                "word",          "Word",
                                "WORD",          "   ",
                                "\r\n",          "12345",
                                "...",           "<|startoftext|>",
                                "<|endoftext|>", "\xE0\xA4\x95\xE0\xA5\x8D",
                                "\xC3\xA9",      "\xEF\xBC\x8C"};
  for (const string_view pattern : regex::known_patterns()) {
    CAPTURE(pattern);
    Comparison compare(pattern);
    Random random{0x9E3779B97F4A7C15u};
    for (int i = 0; i < 1500; ++i) {
      string text;
      for (std::size_t n = random.below(16); n-- > 0;) {
        text += random.below(3) == 0 ? words[random.below(words.size())] : kAll[random.below(kAll.size())];
      }
      compare(text);
    }
    CHECK(compare.different == "");
    CHECK(compare.texts == 1500);
  }
}

TEST_CASE("a search sees only what begins at or behind its start") {
  const auto spaces = regex::compile("\\s+");
  regex::Match match{};
  REQUIRE(spaces->search("a  b c", 2, match));
  CHECK(match.begin == 2);
  CHECK(match.end == 3);
  CHECK_FALSE(spaces->search("a  b", 3, match));
  CHECK_FALSE(spaces->search("", 0, match));
}

// The expected values of these are what the reference gives.
TEST_CASE("GPT-2") {
  const auto p = known("'s|'t", " ?\\p{N}+");
  CHECK(matched(*p, "Hello  world, it's 2024!\n\n x") == "Hello| | world|,| it|'s| 2024|!|\n\n| x|");
  CHECK(matched(*p, "a'S ") == "a|'|S| |");
}

TEST_CASE("cl100k and Qwen differ in numbers only") {
  CHECK(matched(*known("(?i:", "{1,3}"), "I'LL pay $12345\n\n  now") == "I|'LL| pay| $|123|45|\n\n| | now|");
  CHECK(matched(*known("(?i:", "|\\p{N}|"), "12a") == "1|2|a|");
  CHECK(matched(*known("(?i:", "{1,3}"), "x'\xC5\xBF") == "x|'\xC5\xBF|");
}

TEST_CASE("o200k splits at a change to upper case") {
  const auto p = known("[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}");
  CHECK(matched(*p, "helloWorld HTTPServer's") == "hello|World| HTTPServer's|");
  CHECK(matched(*p,
                "A\xE4\xB8\xAD"
                "B") == "A\xE4\xB8\xAD|B|");
  CHECK(matched(*p, "!/\n/") == "!/\n/|");
}

TEST_CASE("CLIP drops white space and keeps its tokens whole") {
  CHECK(matched(*known("<\\|"), "<|startoftext|>a 12<|") == "<|startoftext|>|a|( )1|2|<||");
}

TEST_CASE("DeepSeek, BLOOM and the short ones") {
  CHECK(matched(*known("[!\"#"), ".com 1a 12") == ".com| |1a| |(12)");
  CHECK(matched(*known(" ?[^("), "a (b|c), d") == "a|( ()b|(|)c|(),) d|");
  CHECK(matched(*known("\\w+|"), "a\xC2\xB2.\xC2\xB2 ") == "a\xC2\xB2|.\xC2\xB2|( )");
  CHECK(matched(*known(" {2,}"), "a  b c") == "(a)  |(b c)");
}
