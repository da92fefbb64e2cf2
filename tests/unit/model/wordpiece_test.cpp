// Expected values of the tables: live runs of the reference (tokenizers 0.22.2).
#include "model/wordpiece.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>
#include <string>

#include "base/error.hpp"
#include "reference/wordpiece.hpp"

using namespace btt;
using model::TokenBuffer;
using model::WordPiece;
using text::Span;

namespace {

using Table = std::map<std::string, std::int32_t>;

WordPiece make(const Table& table, std::size_t max_chars = 100, const std::string& prefix = "##",
               const std::string& unk = "[UNK]") {
  vocab::Vocab vocab;
  for (const auto& entry : table) vocab.insert(entry.first, entry.second);
  vocab.finish();
  return WordPiece(std::move(vocab), unk, prefix, max_chars);
}

TokenBuffer tokens_of(const WordPiece& model, std::string_view text, const std::vector<Span>& pieces,
                      std::int32_t first_word = 0) {
  TokenBuffer tokens;
  tokens.start(true, true, false);
  model.tokenize(text, pieces.data(), pieces.size(), first_word, tokens);
  return tokens;
}

// "token begin-end" of one piece, blank-separated.
std::string shown(const WordPiece& model, std::string_view word) {
  const TokenBuffer tokens = tokens_of(model, word, {{0, static_cast<std::uint32_t>(word.size())}});
  std::string out;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0) out += ' ';
    out += std::string(model.vocab().token(tokens.ids[i])) + "(" + std::to_string(tokens.spans[i].begin) +
           "-" + std::to_string(tokens.spans[i].end) + ")";
  }
  return out;
}

const Table kTable = {{"[UNK]", 0},   {"un", 1},        {"##want", 2},  {"want", 3},  {"##ed", 4},
                      {"##aff", 5},   {"##able", 6},    {"w", 7},       {"##w", 8},   {"##", 9},
                      {"\u00E9", 10}, {"##\u00E9", 11}, {"\u4E2D", 12}, {"##un", 13}, {"a", 14}};

struct Case {
  std::string_view word;
  std::string_view tokens;
};

}  // namespace

TEST_CASE("greedy longest match") {
  const WordPiece model = make(kTable);
  for (const Case& expected :
       {Case{"unwanted", "un(0-2) ##want(2-6) ##ed(6-8)"}, Case{"want", "want(0-4)"},
        Case{"unaffable", "un(0-2) ##aff(2-5) ##able(5-9)"}, Case{"un", "un(0-2)"}, Case{"##un", "##un(0-4)"},
        Case{"wanted", "want(0-4) ##ed(4-6)"}, Case{"x", "[UNK](0-1)"}, Case{"unx", "[UNK](0-3)"},
        Case{"\u00E9", "\u00E9(0-2)"}, Case{"un\u00E9e", "[UNK](0-5)"}, Case{"a##b", "[UNK](0-4)"},
        Case{"\u4E2D", "\u4E2D(0-3)"}, Case{"un\u4E2D", "[UNK](0-5)"}, Case{"wwant", "w(0-1) ##want(1-5)"},
        Case{"ununwant", "un(0-2) ##un(2-4) ##want(4-8)"}, Case{"##", "##(0-2)"}}) {
    CAPTURE(expected.word);
    CHECK(shown(model, expected.word) == expected.tokens);
  }
}

TEST_CASE("the limit counts characters and is over when it is passed") {
  const WordPiece model = make(kTable, 3);
  for (const Case& expected :
       {Case{"\u00E9\u00E9\u00E9", "\u00E9(0-2) ##\u00E9(2-4) ##\u00E9(4-6)"},
        Case{"\u00E9\u00E9\u00E9\u00E9", "[UNK](0-8)"}, Case{"www", "w(0-1) ##w(1-2) ##w(2-3)"},
        Case{"wwww", "[UNK](0-4)"}, Case{"\u4E2D\u4E2D\u4E2D", "[UNK](0-9)"}}) {
    CAPTURE(expected.word);
    CHECK(shown(model, expected.word) == expected.tokens);
  }
  const std::string hundred(100, 'w');
  CHECK(tokens_of(make(kTable), hundred, {{0, 100}}).size() == 100);
  CHECK(shown(make(kTable), hundred + "w") == "[UNK](0-101)");
  CHECK(shown(make(kTable, 0), "w") == "[UNK](0-1)");
}

TEST_CASE("another prefix, or none") {
  for (const Case& expected :
       {Case{"unwant", "un(0-2) want(2-6)"}, Case{"wantun", "want(0-4) un(4-6)"}, Case{"##w", "##w(0-3)"}}) {
    CAPTURE(expected.word);
    CHECK(shown(make(kTable, 100, ""), expected.word) == expected.tokens);
  }
  for (const Case& expected : {Case{"wantwant", "[UNK](0-8)"}, Case{"wunant", "[UNK](0-6)"}}) {
    CAPTURE(expected.word);
    CHECK(shown(make(kTable, 100, "un"), expected.word) == expected.tokens);
  }
}

TEST_CASE("spans and words of many pieces") {
  const TokenBuffer tokens = tokens_of(make(kTable), "unwanted xyz want", {{0, 8}, {9, 12}, {13, 17}}, 4);
  CHECK(std::vector<Span>(tokens.spans.begin(), tokens.spans.end()) ==
        std::vector<Span>{{0, 2}, {2, 6}, {6, 8}, {9, 12}, {13, 17}});
  CHECK(std::vector<std::int32_t>(tokens.words.begin(), tokens.words.end()) ==
        std::vector<std::int32_t>{4, 4, 4, 5, 6});
}

TEST_CASE("an unknown token that the vocabulary lacks fails when it is needed") {
  const WordPiece model = make({{"a", 0}}, 100, "##", "<missing>");
  CHECK(shown(model, "a") == "a(0-1)");
  CHECK(model.unk_token() == "<missing>");
  // The reference's text, whatever the token is called.
  CHECK_THROWS_WITH_AS(shown(model, "b"), "WordPiece error: Missing [UNK] token from the vocabulary", Error);
}

TEST_CASE("random words against the plain form of the algorithm") {
  std::mt19937 random(5);
  const std::vector<std::string> letters = {"a", "b", "\u00E9", "\u4E2D"};
  const auto word = [&](std::size_t most) {
    std::string text;
    for (std::size_t size = 1 + random() % most; size > 0; --size) text += letters[random() % letters.size()];
    return text;
  };
  std::size_t known = 0;
  for (int round = 0; round < 300; ++round) {
    Table table = {{"[UNK]", 0}};
    const std::string prefix = round % 3 == 0 ? "" : round % 3 == 1 ? "##" : "\u00E9";
    for (std::int32_t id = 1; id < 40; ++id) table[(random() % 2 == 0 ? "" : prefix) + word(3)] = id;
    const std::size_t max_chars = round % 5 == 0 ? 6 : 100;
    const WordPiece model = make(table, max_chars, prefix);
    for (int i = 0; i < 30; ++i) {
      const std::string text = word(10);
      const auto expected = reference::wordpiece(table, "[UNK]", prefix, max_chars, text);
      const TokenBuffer tokens = tokens_of(model, text, {{0, static_cast<std::uint32_t>(text.size())}});
      CAPTURE(text);
      REQUIRE(tokens.size() == expected.size());
      for (std::size_t t = 0; t < expected.size(); ++t) {
        REQUIRE(tokens.ids[t] == expected[t].id);
        REQUIRE(tokens.spans[t].begin == expected[t].begin);
        REQUIRE(tokens.spans[t].end == expected[t].end);
      }
      REQUIRE(model.max_tokens(text.size()) >= tokens.size());
      if (tokens.ids[0] != 0) ++known;
    }
  }
  CHECK(known > 1000);  // the words are not all unknown
}
