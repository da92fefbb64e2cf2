#include "fused/pretoken_scan.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "regex/regex.hpp"
#include "regex/word_patterns.hpp"

namespace regex = btt::regex;

namespace {

const std::vector<std::string_view> kPatterns = {regex::Gpt2::kText, regex::Cl100k::kText, regex::Qwen::kText,
                                                 regex::O200k::kText};

std::vector<std::uint32_t> scanned(std::string_view pattern, std::string_view text, std::size_t most) {
  const btt::fused::ScanFunction scan = btt::fused::scan_function(pattern);
  btt::fused::PretokenScan state;
  state.start(text);
  std::vector<std::uint32_t> all;
  std::vector<std::uint32_t> ends(most);
  while (const std::size_t count = scan(state, ends.data(), most))
    all.insert(all.end(), ends.data(), ends.data() + count);
  return all;
}

std::vector<std::uint32_t> matched(const regex::Regex& engine, std::string_view text) {
  std::vector<std::uint32_t> ends;
  regex::for_each_match(engine, text, [&](regex::Match match) {
    REQUIRE(match.begin == (ends.empty() ? 0 : ends.back()));
    ends.push_back(static_cast<std::uint32_t>(match.end));
  });
  return ends;
}

// Members of all the classes that the patterns tell apart, and of each kind of ASCII.
const std::vector<std::string> kAll = {"a", "E", "s", "l",  "'", "7",      " ",      "\n",     "\t",
                                       "!", "/", "é", "中", "²", "\u3000", "\u0301", "\u017F", "\u01C5"};
const std::vector<std::string> kFew = {"s", "E", "'", "7", " ", "\n", "!", "中", "\u3000"};

template <class F>
void for_each_text(const std::vector<std::string>& alphabet, int length, const std::string& prefix, F&& f) {
  f(prefix);
  if (length == 0) return;
  for (const std::string& each : alphabet) for_each_text(alphabet, length - 1, prefix + each, f);
}

}  // namespace

TEST_CASE("the words of all short texts are the engine's") {
  for (const std::string_view pattern : kPatterns) {
    CAPTURE(pattern);
    const auto engine = regex::compile_general(pattern);
    std::string different;
    std::size_t texts = 0;
    const auto compare = [&](const std::string& text) {
      ++texts;
      if (different.empty() && scanned(pattern, text, 64) != matched(*engine, text)) different = text;
    };
    for_each_text(kAll, 3, "", compare);
    for_each_text(kFew, 5, "", compare);
    CHECK(different == "");
    CHECK(texts == 6175 + 66430);
    // Six characters, of which the known pattern was compared with the engine.
    const auto known = regex::compile(pattern);
    for_each_text({"s", "E", "'", "7", " ", "\n", "!", "\t"}, 6, "", [&](const std::string& text) {
      if (different.empty() && scanned(pattern, text, 64) != matched(*known, text)) different = text;
    });
    CHECK(different == "");
  }
}

TEST_CASE("every pair of ASCII characters") {
  for (const std::string_view pattern : kPatterns) {
    const auto engine = regex::compile_general(pattern);
    std::size_t wrong = 0;
    for (int a = 0; a < 128; ++a) {
      for (int b = 0; b < 128; ++b) {
        const std::string text = {static_cast<char>(a), static_cast<char>(b)};
        if (scanned(pattern, text, 64) != matched(*engine, text)) ++wrong;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("random texts, across windows and in parts") {
  const std::vector<std::string> words = {"'re",  "'LL",    "don't", "word",     "Word",   "WORDs",
                                          "    ", "\r\n",   "12345", "...",      "//",     " the",
                                          " The", "\n\n  ", "हिन्दी", "Ελληνικά", "日本語", "e\u0301"};
  std::mt19937 random(5);
  for (const std::string_view pattern : kPatterns) {
    CAPTURE(pattern);
    const auto known = regex::compile(pattern);
    for (int i = 0; i < 300; ++i) {
      std::string text;
      const std::size_t parts = random() % 1500;
      for (std::size_t n = 0; n < parts; ++n) {
        const auto r = static_cast<std::uint32_t>(random());
        if (r % 31 == 0) {
          text.append((r >> 8) % 150, "aA 1!\n"[(r >> 16) % 6]);
        } else {
          text += r % 2 == 0 ? words[(r >> 8) % words.size()] : kAll[(r >> 8) % kAll.size()];
        }
      }
      REQUIRE(scanned(pattern, text, 1 + random() % 64) == matched(*known, text));
    }
  }
}

TEST_CASE("runs of letters around the sizes of masks and windows") {
  for (const std::string_view pattern : kPatterns) {
    const auto known = regex::compile(pattern);
    std::size_t wrong = 0;
    for (std::size_t before : {0U, 1U, 63U, 64U, 1900U, 1983U, 1984U, 1985U, 2000U, 2046U, 2047U, 2048U}) {
      for (std::size_t size : {1U, 2U, 62U, 63U, 64U, 65U, 100U, 128U, 2048U, 5000U}) {
        for (const char* behind : {"", " ", "é", "'s", "B", "Bc", "7"}) {
          for (const char* first : {"a", "A"}) {
            std::string text(before, '.');
            for (std::size_t i = 0; i < size; ++i) text += first;
            text += behind;
            if (scanned(pattern, text, 64) != matched(*known, text)) ++wrong;
          }
        }
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("lines of code: indents at all places of a mask, with blank lines between them or without") {
  for (const std::string_view pattern : kPatterns) {
    const auto known = regex::compile(pattern);
    std::size_t wrong = 0;
    for (std::size_t before : {0U, 40U, 62U, 63U, 64U, 100U, 1984U, 2000U, 2046U, 2048U}) {
      for (std::size_t size = 0; size < 70; ++size) {
        for (const char* first : {"a\n", ";\n", "\r\n"}) {
          for (const char* behind :
               {"", "b", "\n", "\nb", "\t\n  ;", "\u3000b", "\u3000\n b", "b\n  b;\n \n  ;"}) {
            const std::string text = std::string(before, '.') + first + std::string(size, ' ') + behind;
            if (scanned(pattern, text, 64) != matched(*known, text)) ++wrong;
          }
        }
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("other patterns have no scan") {
  CHECK((btt::fused::scan_function("\\s+") == nullptr));
  CHECK((btt::fused::scan_function("") == nullptr));
}
