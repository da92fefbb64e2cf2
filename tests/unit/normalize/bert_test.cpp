// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/bert.hpp"

#include <string>

#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::Bert;
using normalize::BertOptions;
using normalize::check_cases;

namespace {

constexpr BertOptions kNothing{false, false, false, false};

Bert with(bool BertOptions::*option) {
  BertOptions options = kNothing;
  options.*option = true;
  return Bert(options);
}

}  // namespace

TEST_CASE("clean_text drops controls, formats and private use, and makes white space a space") {
  check_cases(with(&BertOptions::clean_text), {
                                                  {"", "", ""},
                                                  {"plain", "plain", "0-1 1-2 2-3 3-4 4-5"},
                                                  {"a\013b", "ab", "0-1 2-3"},
                                                  {"a\302\205b", "ab", "0-1 3-4"},
                                                  {"a\u00A0b", "a b", "0-1 1-3 3-4"},
                                                  {"a\u200Bb", "ab", "0-1 4-5"},
                                                  {"a\uE000\uE001\U000F1234b", "ab", "0-1 11-12"},
                                                  {"\u0378\uFFFE\u0890", "\u0378\uFFFE\u0890", "0-2 2-5 5-8"},
                                                  {"a\tb\nc\rd", "a b c d", "0-1 1-2 2-3 3-4 4-5 5-6 6-7"},
                                                  {"\177a", "a", "1-2"},
                                                  {"a\001", "a", "0-1"},
                                                  {"\u3000x\u2028", " x ", "0-3 3-4 4-7"},
                                                  {"\u00AD\uFEFF", "", ""},
                                                  {"\u00E9\u200B\u00E9", "\u00E9\u00E9", "0-2 5-7"},
                                                  {"\uFFFD\u00E9\uFFFD", "\u00E9", "3-5"},
                                              });
}

TEST_CASE("clean_text drops U+0000") {
  const std::string text("\0a\0", 3);
  CHECK(normalize::normalize_string(with(&BertOptions::clean_text), text) == "a");
}

TEST_CASE("handle_chinese_chars puts spaces around the characters of its blocks") {
  check_cases(with(&BertOptions::handle_chinese_chars),
              {
                  {"a\u4E2Db", "a \u4E2D b", "0-1 1-4 1-4 1-4 4-5"},
                  {"\u4E2D\u6587", " \u4E2D  \u6587 ", "0-3 0-3 0-3 3-6 3-6 3-6"},
                  {"\U0002B820", "\U0002B820", "0-4"},
                  {"\U0002B920", " \U0002B920 ", "0-4 0-4 0-4"},
                  {"\u3072\uD55C\u3001", "\u3072\uD55C\u3001", "0-3 3-6 6-9"},
                  {"\u4E00\u9FFF", " \u4E00  \u9FFF ", "0-3 0-3 0-3 3-6 3-6 3-6"},
                  {"\u3400\u4DBF", " \u3400  \u4DBF ", "0-3 0-3 0-3 3-6 3-6 3-6"},
                  {"\uF900\uFAFF", " \uF900  \uFAFF ", "0-3 0-3 0-3 3-6 3-6 3-6"},
                  {"\U0002F800", " \U0002F800 ", "0-4 0-4 0-4"},
                  {"\U00020000", " \U00020000 ", "0-4 0-4 0-4"},
                  {"ab", "ab", "0-1 1-2"},
              });
}

TEST_CASE("strip_accents decomposes and drops nonspacing marks only") {
  check_cases(with(&BertOptions::strip_accents), {
                                                     {"\u00E9", "e", "0-2"},
                                                     {"e\u0301", "e", "0-1"},
                                                     {"\uD55C", "\u1112\u1161\u11AB", "0-3 0-3 0-3"},
                                                     {"\u0915\u093F", "\u0915\u093F", "0-3 3-6"},
                                                     {"\u0130", "I", "0-2"},
                                                     {"Ab", "Ab", "0-1 1-2"},
                                                     {"\u00E0\u0327\u0301x", "ax", "0-2 6-7"},
                                                 });
}

TEST_CASE("lowercase alone keeps accents") {
  check_cases(with(&BertOptions::lowercase), {
                                                 {"AbC", "abc", "0-1 1-2 2-3"},
                                                 {"\u0130", "i\u0307", "0-2 0-2"},
                                                 {"\u0391\u03A3", "\u03B1\u03C3", "0-2 2-4"},
                                                 {"\u00C9\u4E2D", "\u00E9\u4E2D", "0-2 2-5"},
                                                 {"\u1E9E", "\u00DF", "0-3"},
                                                 {"\u023A", "\u2C65", "0-2"},
                                                 {"A\tB", "a\tb", "0-1 1-2 2-3"},
                                             });
}

TEST_CASE("nothing switched on") {
  check_cases(Bert(kNothing), {
                                  {"A\tb", "A\tb", "0-1 1-2 2-3"},
                                  {"\u00C9\u4E2D", "\u00C9\u4E2D", "0-2 2-5"},
                                  {"\001", "\001", "0-1"},
                              });
}

TEST_CASE("all steps, in their order") {
  check_cases(Bert(BertOptions()),
              {
                  {"\u00C9a\u4E2D\u200B", "ea \u4E2D ", "0-2 2-3 3-6 3-6 3-6"},
                  {"\u0130", "i", "0-2"},
                  {"\uD55CA", "\u1112\u1161\u11ABa", "0-3 0-3 0-3 3-4"},
                  {"Hello\tWORLD", "hello world", "0-1 1-2 2-3 3-4 4-5 5-6 6-7 7-8 8-9 9-10 10-11"},
                  {"  ", "  ", "0-1 1-2"},
                  {"\u200B\u200B", "", ""},
                  {"\uFF28\u2460", "\uFF48\u2460", "0-3 3-6"},
                  {"\u00C4\001\u4E2D\u00D6", "a \u4E2D o", "0-2 3-6 3-6 3-6 6-8"},
                  {"e\u0301\u0327 \uC911", "e \u110C\u116E\u11BC", "0-1 5-6 6-9 6-9 6-9"},
                  {"a\001B", "ab", "0-1 2-3"},
              });
}

TEST_CASE("no character becomes more characters than its bytes") {
  for (unsigned bits = 0; bits < 16; ++bits) {
    const Bert bert(BertOptions{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0});
    std::size_t broken = 0;
    for (char32_t c = 0; c < 0x110000; ++c) {
      if (c >= 0xD800 && c < 0xE000) continue;
      std::string text;
      unicode::append(text, c);
      const std::size_t chars = unicode::count_code_points(normalize::normalize_string(bert, text));
      const std::size_t bytes = c == 0xFFFD ? 1 : text.size();
      if (chars > bytes) ++broken;
    }
    CAPTURE(bits);
    CHECK(broken == 0);
  }
}

TEST_CASE("the ASCII way and the general way agree") {
  // The same ASCII text takes the fast way alone and the general one behind a character that stays as it is.
  std::string ascii;
  for (int c = 1; c < 128; ++c) ascii.push_back(static_cast<char>(c));
  for (unsigned bits = 0; bits < 16; ++bits) {
    const Bert bert(BertOptions{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0});
    for (const std::string& text : {ascii, std::string("Word\tword\n"), std::string("Abc")}) {
      CAPTURE(bits);
      const std::string whole = normalize::normalize_string(bert, "\u00DF" + text);
      CHECK("\u00DF" + normalize::normalize_string(bert, text) == whole);
    }
  }
}
