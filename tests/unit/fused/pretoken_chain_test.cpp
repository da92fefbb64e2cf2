// The scans of chains beside the pre-tokenizers themselves, whose patterns run on the engine.
#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "fused/pretoken_scan.hpp"
#include "pretokenize/byte_level.hpp"
#include "pretokenize/digits.hpp"
#include "pretokenize/punctuation.hpp"
#include "pretokenize/split.hpp"
#include "regex/word_patterns.hpp"
#include "unicode/utf8.hpp"

namespace regex = btt::regex;
namespace pretokenize = btt::pretokenize;
using btt::text::Span;
using pretokenize::SplitBehavior;

namespace {

using Chain = std::vector<std::unique_ptr<pretokenize::PreTokenizer>>;
using Words = std::vector<std::string>;

std::unique_ptr<pretokenize::PreTokenizer> split(std::string_view pattern,
                                                 SplitBehavior behavior = SplitBehavior::kIsolated,
                                                 bool invert = false) {
  return std::make_unique<pretokenize::Split>(regex::compile_general(pattern), behavior, invert);
}

// The scan and the chain that it stands for.
struct Case {
  const char* name;
  btt::fused::ScanFunction scan;
  btt::fused::SpanScanFunction spans;
  Chain chain;
  bool prints_bytes;  // the chain's text has a character for each byte
};

std::vector<Case> make_cases() {
  std::vector<Case> cases;
  for (const std::string_view words : {regex::DeepSeekWords::kText, regex::DeepSeekWordsEscaped::kText}) {
    Chain chain;
    chain.push_back(split("\\p{N}{1,3}"));
    chain.push_back(split(regex::DeepSeekCjk::kText));
    chain.push_back(split(words));
    cases.push_back(Case{"DeepSeek", btt::fused::deepseek_scan(), nullptr, std::move(chain), false});
  }
  Chain falcon;
  falcon.push_back(std::make_unique<pretokenize::Punctuation>(SplitBehavior::kContiguous));
  falcon.push_back(std::make_unique<pretokenize::ByteLevel>(false, true));
  falcon.push_back(std::make_unique<pretokenize::Digits>(false));
  falcon.push_back(split("[0-9][0-9][0-9]"));
  cases.push_back(Case{"Falcon", btt::fused::falcon_scan(), nullptr, std::move(falcon), true});
  for (const std::string_view pattern : {regex::Clip::kText, regex::ClipPlain::kText}) {
    for (const bool again : {false, true}) {
      Chain chain;
      chain.push_back(split(pattern, SplitBehavior::kRemoved, true));
      if (again) chain.push_back(split(regex::Gpt2::kText));
      cases.push_back(Case{again ? "CLIP and GPT-2" : "CLIP", nullptr, btt::fused::clip_scan(pattern, again),
                           std::move(chain), false});
    }
  }
  return cases;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> all = make_cases();
  return all;
}

Words scanned(const Case& each, std::string_view text, std::size_t most) {
  btt::fused::PretokenScan state;
  state.start(text);
  Words words;
  std::vector<std::uint32_t> ends(most);
  std::vector<Span> spans(most);
  std::uint32_t done = 0;
  for (;;) {
    const std::size_t count =
        each.scan != nullptr ? each.scan(state, ends.data(), most) : each.spans(state, spans.data(), most);
    if (count == 0) return words;
    for (std::size_t i = 0; i < count; ++i) {
      const Span span = each.scan != nullptr ? Span{done, ends[i]} : spans[i];
      done = span.end;
      words.emplace_back(text.substr(span.begin, span.size()));
    }
  }
}

Words staged(const Case& each, std::string_view text) {
  btt::text::AlignedText aligned;
  aligned.reset(text, 0, false);
  btt::text::Pieces pieces;
  pieces.text = &aligned;
  pieces.spans.assign(1, Span{0, static_cast<std::uint32_t>(text.size())});
  for (const auto& member : each.chain) member->apply(pieces);
  Words words;
  std::size_t at = 0;
  for (const Span span : pieces.spans) {
    const std::string_view piece = aligned.text().substr(span.begin, span.size());
    if (each.prints_bytes) {
      const std::size_t size = btt::unicode::count_code_points(piece);
      words.emplace_back(text.substr(at, size));
      at += size;
    } else {
      words.emplace_back(piece);
    }
  }
  return words;
}

// Members of all the classes that the chains tell apart. U+00B2 and U+0272 have bytes that are printed as
// numbers, U+2070 is a number without any, U+203F and U+00A1 are punctuation, U+30FB is punctuation that
// DeepSeek's chain takes for an ideograph first, U+E000 and U+0378 are private and unassigned.
const std::vector<std::string> kAll = {"a",
                                       "s",
                                       "'",
                                       "7",
                                       "77",
                                       " ",
                                       "\n",
                                       "\t",
                                       "!",
                                       "<",
                                       "\x01",
                                       "\x7F",
                                       "é",
                                       "中",
                                       "ア",
                                       "²",
                                       "\u0272",
                                       "\u2070",
                                       "\u3000",
                                       "\u0301",
                                       "\u203F",
                                       "\u00A1",
                                       "\u20AC",
                                       "\u00A0",
                                       "\u200B",
                                       "\uE000",
                                       "\u0378",
                                       "\u30FB",
                                       "<|startoftext|>"};
const std::vector<std::string> kFew = {"s", "'", "7", " ", "\n", "!", "中", "・", "\u3000", "\x01", "²"};

template <class F>
void for_each_text(const std::vector<std::string>& alphabet, int length, const std::string& prefix, F&& f) {
  f(prefix);
  if (length == 0) return;
  for (const std::string& each : alphabet) for_each_text(alphabet, length - 1, prefix + each, f);
}

}  // namespace

TEST_CASE("the words of all short texts are the chain's") {
  for (const Case& each : cases()) {
    CAPTURE(each.name);
    std::string different;
    std::size_t texts = 0;
    const auto compare = [&](const std::string& text) {
      ++texts;
      if (different.empty() && !text.empty() && scanned(each, text, 64) != staged(each, text))
        different = text;
    };
    for_each_text(kAll, 3, "", compare);
    for_each_text(kFew, 4, "", compare);
    CHECK(different == "");
    CHECK(texts == 25260 + 16105);
  }
}

TEST_CASE("every pair of ASCII characters, as the end and inside of a text") {
  for (const Case& each : cases()) {
    CAPTURE(each.name);
    std::size_t wrong = 0;
    for (int a = 0; a < 128; ++a) {
      for (int b = 0; b < 128; ++b) {
        std::string text = {static_cast<char>(a), static_cast<char>(b)};
        if (scanned(each, text, 64) != staged(each, text)) ++wrong;
        text += "é ";
        if (scanned(each, text, 64) != staged(each, text)) ++wrong;
      }
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("random texts, across windows and in parts") {
  const std::vector<std::string> parts = {"'re",      "don't",   "word",     "    ", "\r\n",   "12345",
                                          "...",      "//",      " the",     " 1",   "\n\n  ", "हिन्दी",
                                          "Ελληνικά", "日本語",  "カタカナ", "1²2",  "२३४५",   "e\u0301",
                                          "\u0272",   " \u00A1", "\x01\x02"};
  std::mt19937 random(5);
  for (const Case& each : cases()) {
    CAPTURE(each.name);
    for (int i = 0; i < 200; ++i) {
      std::string text;
      for (std::size_t n = 1 + random() % 1200; n > 0; --n) {
        const auto r = static_cast<std::uint32_t>(random());
        if (r % 31 == 0) {
          text.append((r >> 8) % 150, "aA 1!\n\x02"[(r >> 16) % 7]);
        } else {
          text += r % 2 == 0 ? parts[(r >> 8) % parts.size()] : kAll[(r >> 8) % kAll.size()];
        }
      }
      REQUIRE(scanned(each, text, 1 + random() % 64) == staged(each, text));
    }
  }
}

TEST_CASE("a megabyte of one character takes no longer than it should") {
  // Where the end of a part was looked for at every word this would not come to an end.
  for (const Case& each : cases()) {
    for (const char* unit : {"7", "²7", "\x01", "中", "a ", " \u3000", "²", "e\u0301", "'"}) {
      std::string text = "²";
      while (text.size() < (std::size_t{1} << 20)) text += unit;
      std::size_t size = 0;
      for (const std::string& word : scanned(each, text, 64)) size += word.size();
      CHECK(size <= text.size());
      CHECK((each.scan == nullptr || size == text.size()));
    }
  }
}

TEST_CASE("other patterns are not CLIP's") {
  CHECK((btt::fused::clip_scan("\\s+", false) == nullptr));
  CHECK((btt::fused::clip_scan("", true) == nullptr));
}
