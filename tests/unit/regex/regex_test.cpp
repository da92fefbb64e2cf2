#include "regex/regex.hpp"

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/error.hpp"

namespace regex = btt::regex;
using btt::Error;
using btt::Status;
using std::string;
using std::string_view;

namespace {

// Matches as "begin-end " in bytes.
string spans(const regex::Regex& regex, string_view text) {
  string out;
  regex::for_each_match(regex, text, [&](regex::Match match) {
    out += std::to_string(match.begin) + "-" + std::to_string(match.end) + " ";
  });
  return out;
}

string spans(const char* pattern, string_view text) {
  return spans(*regex::compile_general(pattern), text);
}

Status failure(string_view pattern) {
  try {
    regex::compile(pattern);
  } catch (const Error& error) {
    return error.status();
  }
  return Status::kOk;
}

string message(string_view pattern) {
  try {
    regex::compile(pattern);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

// All expected values are those of the reference.
TEST_CASE("alternatives are tried in order, and the leftmost match wins") {
  CHECK(spans("a|ab", "ab") == "0-1 ");
  CHECK(spans("ab|a", "ab") == "0-2 ");
  CHECK(spans("b|a", "ab") == "0-1 1-2 ");
}

TEST_CASE("empty matches: none where the match before ended, at the end of the text one") {
  CHECK(spans("x*", "axb") == "0-0 1-2 3-3 ");
  CHECK(spans("", "\xC3\xA9") == "0-0 2-2 ");
  CHECK(spans("\\b", "ab c") == "0-0 2-2 3-3 4-4 ");
  CHECK(spans("(?=[A-Z])", "aBC") == "1-1 2-2 ");
  CHECK(spans("$", "") == "0-0 ");
}

TEST_CASE("look-behind sees the text before the search") {
  CHECK(spans("(?<=a)b|(?<!a)c", "abcac") == "1-2 2-3 ");
  regex::Match match{};
  REQUIRE(regex::compile("(?<=a)b")->search("ab", 1, match));
  CHECK(match.begin == 1);
}

TEST_CASE("anchors are those of lines, the dot stops at a newline") {
  CHECK(spans("^.", "ab\ncd") == "0-1 3-4 ");
  CHECK(spans(".$", "ab\ncd") == "1-2 4-5 ");
  CHECK(spans("(?m:a.b)", "a\nb") == "0-3 ");
}

TEST_CASE("the end of the text, behind look-behind too") {
  CHECK(spans("(?<=a)\\z", "ba") == "2-2 ");
  CHECK(spans("\\b\\Z", "=\xC3\xA9") == "3-3 ");
  CHECK(spans("\\B\\z", "=a") == "");
  CHECK(spans("\\Z", "a\n") == "1-1 2-2 ");
  CHECK(spans("\\z", "a\n") == "2-2 ");
  CHECK(spans("\\Z", "a\r\n") == "2-2 3-3 ");
}

TEST_CASE("intervals: {n,m}+ repeats, {n}? is optional, n above m is possessive") {
  CHECK(spans("\\p{N}{1,3}+", "12345") == "0-5 ");
  CHECK(spans("a{2}?b", "aab") == "0-3 ");
  CHECK(spans("a{,2}b", "aaab") == "1-4 ");
  CHECK(spans("a{3,1}a", "aaa") == "");
}

TEST_CASE("word characters have a quirk outside of brackets") {
  CHECK(spans("\\w+", "a\xC2\xB2\xC2\xB9") == "0-5 ");
  CHECK(spans("[\\w]+", "a\xC2\xB2") == "0-1 ");
  CHECK(spans("[[:word:]]+", "a\xC2\xB2") == "0-1 ");
  CHECK(spans("\\p{Word}+", "a\xC2\xB2") == "0-3 ");
  CHECK(spans("\\W", "\xC2\xB2") == "");
  CHECK(spans("[^\\w]", "\xC2\xB2") == "0-2 ");
  CHECK(spans("a\\b", "a\xC2\xB2") == "");
  CHECK(spans("\\w+",
              "a\xE2\x80\x8D"
              "b") == "0-1 4-5 ");  // no joiners
  CHECK(spans("(?W:\\w+)", "a\xC2\xB2\xC3\xA9") == "0-1 ");
}

TEST_CASE("classes nest and intersect, and are of Unicode 16.0") {
  CHECK(spans("[\\p{L}&&[^a-f]]+", "axyb") == "1-3 ");
  CHECK(spans("[^(\\s|[.,])]+", "a|b.") == "0-1 2-3 ");
  CHECK(spans("[[:punct:]]+", "$.a") == "0-2 ");
  CHECK(spans("\\p{Punct}+", "$.a") == "1-2 ");
  CHECK(spans("[[:^alpha:]]", "a1") == "1-2 ");
  CHECK(spans("\\p{Lu}", "\xE1\xB2\x89") == "0-3 ");          // U+1C89, new in 16.0
  CHECK(spans("\\p{Garay}+", "\xF0\x90\xB5\x90") == "0-4 ");  // U+10D50
  CHECK(spans("\\p{^L}\\P{^N}", "1a12") == "2-4 ");
  CHECK(spans("[\\P{Any}x]", "ax") == "1-2 ");
  CHECK(spans("[]a]+", "]a") == "0-2 ");
  CHECK(spans("[\\w-]+", "a-b") == "0-3 ");
  CHECK(spans("\\pL", "pLa") == "0-2 ");
}

TEST_CASE("case folding: single characters, several, and pairs of 16.0") {
  CHECK(spans("(?i:'s)", "'S'\xC5\xBF") == "0-2 2-5 ");
  CHECK(spans("(?i:k)", "K\xE2\x84\xAA") == "0-1 1-4 ");
  CHECK(spans("(?i:ss)", "\xC3\x9F\xE1\xBA\x9E") == "0-2 2-5 ");
  CHECK(spans("(?i:\xC3\x9F)", "SS") == "0-2 ");
  CHECK(spans("(?i)\\p{Lu}", "a") == "");
  CHECK(spans("(?i)[\\p{Lu}]", "a") == "0-1 ");
  CHECK(spans("(?i:\xF0\x90\xB5\x90)", "\xF0\x90\xB5\xB0") == "0-4 ");  // U+10D50, U+10D70
  CHECK(spans("(?i:[\xF0\x90\xB5\x90])", "\xF0\x90\xB5\xB0") == "0-4 ");
  CHECK(spans("(?i:[^\xF0\x90\xB5\x90])", "\xF0\x90\xB5\xB0") == "");
  CHECK(spans("(?i:\\u0264)", "\xEA\x9F\x8B") == "0-3 ");  // U+A7CB
  CHECK(spans("(?:(?i)a|b)B", "AB bB BB") == "0-2 3-5 6-8 ");
}

TEST_CASE("line breaks and grapheme clusters") {
  CHECK(spans("\\R",
              "\r\n\n\xE2\x80\xA8"
              "a") == "0-2 2-3 3-6 ");
  CHECK(spans("a\\R*", "a\n\n") == "0-3 ");
  CHECK(spans("\\X", "e\xCC\x81x\r\n") == "0-3 3-4 4-6 ");
  const string flag = "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA";
  CHECK(spans("\\X", flag + flag) == "0-8 8-16 ");
  const string family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA9";
  CHECK(spans("\\X", family) == "0-11 ");
  // No conjuncts here: the reference's engine has no rule GB9c.
  CHECK(spans("\\X", "\xE0\xA4\x95\xE0\xA5\x8D\xE0\xA4\x95") == "0-6 6-9 ");
}

TEST_CASE("literals") {
  CHECK(spans(*regex::compile_literal("a+"), "aa+a+") == "1-3 3-5 ");
  CHECK(spans(*regex::compile_literal("aa"), "aaaaa") == "0-2 2-4 ");
  CHECK(spans(*regex::compile_literal(""),
              "\xC3\xA9"
              "b") == "0-0 2-2 3-3 ");
}

TEST_CASE("patterns that the reference does not take") {
  for (const char* const pattern :
       {"(", ")", "[", "[]", "*", "(?s)a", "(?P<n>a)", "(?u:a)", "\\p{IsHan}", "\\p{Script=Han}", "[a-\\w]",
        "[\\w-z]", "[z-a]", "\\", "(?<=a(?=b))", "\\1"}) {
    CAPTURE(pattern);
    CHECK(failure(pattern) == Status::kParse);
  }
  CHECK(message("(a") == "invalid regular expression: end pattern with unmatched parenthesis");
  CHECK(message("\\p{Nope}") == "invalid regular expression: invalid character property name {Nope}");
}

TEST_CASE("what is valid but not reproduced is refused by name") {
  CHECK(failure("a(?{x})") == Status::kUnsupported);
  CHECK(message("(*FAIL)") == "regular expression: a callout is not supported");
  CHECK(message("(?<=\\b)a") == "regular expression: \\b inside of look-behind is not supported");
  CHECK(message("(?<!\\X)a") == "regular expression: \\X inside of look-behind is not supported");
  CHECK(message("(?y{w})\\X") == "regular expression: the option y{w} is not supported");
  CHECK(message("(?I)a") == "regular expression: the option I is not supported");
}

TEST_CASE("the engine gives up on catastrophic patterns, and the search says so") {
  const auto regex = regex::compile("(x+x+)+y");
  regex::Match match{};
  try {
    regex->search(string(28, 'x'), 0, match);
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.status() == Status::kInvalidArgument);
    CHECK(string(error.what()) == "regular expression: retry-limit-in-match over");
  }
}

TEST_CASE("known patterns are taken by their text alone") {
  CHECK(regex::is_known("\\s+"));
  CHECK_FALSE(regex::is_known("\\s+ "));
  CHECK(spans(*regex::compile("\\s+"), "a b") == spans("\\s+", "a b"));
  CHECK(string(regex::engine_version()).substr(0, 2) == "6.");
}

TEST_CASE("one regex serves many threads") {
  const auto regex = regex::compile_general("(?<=\\w)\\p{L}+|\\X");
  const string text = "ab e\xCC\x81 cd";
  const string expected = spans(*regex, text);
  std::vector<string> results(4);
  std::vector<std::thread> threads;
  for (string& result : results) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) result = spans(*regex, text);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const string& result : results) CHECK(result == expected);
}
