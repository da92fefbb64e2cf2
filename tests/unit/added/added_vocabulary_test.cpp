// Expected values of the tables: live runs of the reference (tokenizers 0.22.2).
#include "added/added_vocabulary.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "base/error.hpp"

using namespace btt;
using added::AddedToken;
using added::AddedVocabulary;
using added::Stretch;

namespace {

std::string same(std::string_view text) {
  return std::string(text);
}

vocab::Vocab one_word() {
  vocab::Vocab vocab;
  vocab.insert("\uE000", 0);
  vocab.finish();
  return vocab;
}

// Five words, the last of them with an id beyond the size.
vocab::Vocab five_words() {
  vocab::Vocab vocab;
  for (std::int32_t id = 0; id < 4; ++id) vocab.insert("w" + std::to_string(id), id);
  vocab.insert("known", 50);
  vocab.finish();
  return vocab;
}

std::string shown(const std::vector<Stretch>& stretches) {
  std::string out;
  for (const Stretch& s : stretches) {
    if (!out.empty()) out += ' ';
    out += std::to_string(s.span.begin) + "-" + std::to_string(s.span.end) + ":" +
           (s.id == vocab::kNoId ? "-" : std::to_string(s.id));
  }
  return out;
}

// "id:content:flags" of all tokens; w single word, l lstrip, r rstrip, n normalized, s special.
std::string shown(const AddedVocabulary& added) {
  std::string out;
  added.for_each_id([&](std::int32_t id, const AddedToken& t) {
    if (!out.empty()) out += ' ';
    out += std::to_string(id) + ":" + t.content + ":" + (t.single_word ? "w" : "") + (t.lstrip ? "l" : "") +
           (t.rstrip ? "r" : "") + (t.normalized ? "n" : "") + (t.special ? "s" : "");
  });
  return out;
}

struct SplitCase {
  std::vector<AddedToken> tokens;
  std::string_view text;
  bool special_as_text;
  std::string_view stretches;  // begin-end:id, - for text
};

void check_splits(const std::vector<SplitCase>& cases, bool normalized) {
  for (const SplitCase& expected : cases) {
    CAPTURE(expected.text);
    AddedVocabulary added;
    added.add(expected.tokens, one_word(), same);
    std::vector<Stretch> stretches;
    added.split(expected.text, normalized, expected.special_as_text, stretches);
    CHECK(shown(stretches) == expected.stretches);
  }
}

struct AddCase {
  std::vector<AddedToken> tokens;
  std::size_t added;
  std::string_view all;
};

}  // namespace

TEST_CASE("text around tokens") {
  check_splits(
      {
          {{{"<m>", false, false, false, false, false}}, "a<m>b", false, "0-1:- 1-4:1 4-5:-"},
          {{{"<m>", false, false, false, false, false}}, "<m>", false, "0-3:1"},
          {{{"<m>", false, false, false, false, false}}, "<m><m>", false, "0-3:1 3-6:1"},
          {{{"<m>", false, false, false, false, false}}, "", false, ""},
          {{{"<m>", false, false, false, false, false}}, "<m", false, "0-2:-"},
          {{{"danc", false, false, false, false, false},
            {"nci", false, false, false, false, false},
            {"ing", false, false, false, false, false},
            {"ike", false, false, false, false, false}},
           "I like dancing",
           false,
           "0-3:- 3-6:4 6-7:- 7-11:1 11-14:3"},
          {{{"\u00E9", false, false, false, false, false}, {"\u00E9a", false, false, false, false, false}},
           "x\u00E9a\u00E9",
           false,
           "0-1:- 1-4:2 4-6:1"},
      },
      false);
}

TEST_CASE("single_word looks at the characters around the bare match") {
  check_splits(
      {
          {{{"ing", true, false, false, false, false}}, "dancing ing", false, "0-8:- 8-11:1"},
          {{{"<mask>", true, false, false, false, false}},
           "<mask>, <mask>- \u0330<mask>",
           false,
           "0-6:1 6-8:- 8-14:1 14-24:-"},
          {{{"<m>", true, false, false, false, false}},
           "<m>_ <m>\u200D <m>\u00B2 \u00E9<m>",
           false,
           "0-12:- 12-15:1 15-23:-"},
          {{{"a", true, false, false, false, false}, {"ab", false, false, false, false, false}},
           "xa ab a",
           false,
           "0-3:- 3-5:2 5-6:- 6-7:1"},
      },
      false);
}

TEST_CASE("lstrip and rstrip take white space, each only once") {
  check_splits(
      {
          {{{"<mask>", false, true, false, false, false}},
           "I saw a \u3000<mask> x",
           false,
           "0-7:- 7-17:1 17-19:-"},
          {{{"<mask>", false, false, true, false, false}},
           "a <mask>\t\u2000 x",
           false,
           "0-2:- 2-13:1 13-14:-"},
          {{{"<mask>", true, true, true, false, false}},
           "Hi <mask> there\t<mask>\t<mask>\u2000",
           false,
           "0-2:- 2-10:1 10-15:- 15-23:1 23-32:1"},
          {{{"<m>", false, true, true, false, false}}, " <m> <m> ", false, "0-5:1 5-9:1"},
          {{{"<m>", false, true, false, false, false}}, "\u00A0\302\205<m>", false, "0-7:1"},
      },
      false);
}

TEST_CASE("white space that rstrip took can match again") {
  check_splits(
      {
          {{{"A", false, false, true, false, false}, {" ", false, false, false, false, false}},
           "xA   y",
           false,
           "0-1:- 1-5:1 2-3:2 3-4:2 4-5:2 5-6:-"},
          {{{"A", false, false, true, false, false}, {" B", false, false, false, false, false}},
           "xA B y",
           false,
           "0-1:- 1-3:1 2-4:2 4-6:-"},
      },
      false);
}

TEST_CASE("a match whose white space is all taken is no stretch") {
  // The reference panics here: the second token starts behind its own end.
  AddedVocabulary added;
  added.add({{"A", false, false, true, false, false}, {" ", false, true, false, false, false}}, one_word(),
            same);
  std::vector<Stretch> stretches;
  const std::string_view text = "xA   y";
  added.split(text, false, false, stretches);
  REQUIRE(stretches.size() >= 2);
  CHECK(stretches[0].span == text::Span{0, 1});
  CHECK(stretches[1].span == text::Span{1, 5});
  for (const Stretch& stretch : stretches) {
    CHECK(stretch.span.begin < stretch.span.end);
    CHECK(stretch.span.end <= text.size());
  }
}

TEST_CASE("special tokens as text consume their match") {
  check_splits(
      {
          {{{"<mask>", false, false, false, false, true}, {"ask>", false, false, false, false, false}},
           "Hi <mask>",
           true,
           "0-9:-"},
          {{{"<mask>", false, false, false, false, true}, {"ask>", false, false, false, false, false}},
           "Hi <mask>",
           false,
           "0-3:- 3-9:1"},
          {{{"<mask>", false, false, false, false, true}, {"Hi", false, false, false, false, false}},
           "Hi <mask> Hi",
           true,
           "0-2:2 2-10:- 10-12:2"},
          {{{"<mask>", false, false, false, false, false}, {"x", false, false, false, false, true}},
           "<mask>x",
           true,
           "0-6:1 6-7:-"},
      },
      false);
}

TEST_CASE("the normalized set") {
  check_splits(
      {
          {{{"my", false, true, true, true, false}}, "is my name", false, "0-2:- 2-6:1 6-10:-"},
          {{{"Hello", false, false, false, true, false}}, "Hello hello", false, "0-5:1 5-11:-"},
      },
      true);
  AddedVocabulary added;
  added.add({{"raw", false, false, false, false, false}, {"normal", false, false, false, true, false}},
            one_word(), same);
  std::vector<Stretch> stretches;
  added.split("raw normal", false, false, stretches);
  CHECK(shown(stretches) == "0-3:1 3-10:-");
  added.split("raw normal", true, false, stretches);
  CHECK(shown(stretches) == "0-4:- 4-10:2");
}

TEST_CASE("patterns of the normalized set are what the normalizer makes of the content") {
  AddedVocabulary added;
  added.add({{"MY", false, false, false, true, false}, {"RAW", false, false, false, false, false}},
            one_word(), [](std::string_view text) {
              std::string lower(text);
              for (char& c : lower) c = static_cast<char>(c | 0x20);
              return lower;
            });
  std::vector<Stretch> stretches;
  added.split("my MY", true, false, stretches);
  CHECK(shown(stretches) == "0-2:1 2-5:-");
  added.split("raw RAW", false, false, stretches);
  CHECK(shown(stretches) == "0-4:- 4-7:2");
  CHECK(added.token(1)->content == "MY");
}

TEST_CASE("ids of registration, batch after batch") {
  const std::vector<AddCase> cases = {
      {{{"x", false, false, false, false, false},
        {"known", false, false, false, false, false},
        {"", false, false, false, false, false},
        {"x", false, false, false, false, false},
        {"y", false, false, false, false, false}},
       3,
       "5:x: 6:y: 50:known:"},
      {{{"x", false, false, false, false, false},
        {"x", false, true, false, false, false},
        {"z", false, false, false, false, false}},
       2,
       "5:x:l 6:y: 50:known: 51:z:"},
      {{{"q", false, false, false, false, true}, {"r", false, false, false, false, true}},
       2,
       "5:x:l 6:y: 50:known: 51:z: 52:q:s 53:r:s"},
      {{{"y", false, false, false, true, true}}, 1, "5:x:l 6:y:ns 50:known: 51:z: 52:q:s 53:r:s"},
      {{{"w3", false, false, false, false, false}, {"s", true, false, true, false, false}},
       2,
       "3:w3: 5:x:l 6:y:ns 50:known: 51:z: 52:q:s 53:r:s 54:s:wr"},
      {{}, 0, "3:w3: 5:x:l 6:y:ns 50:known: 51:z: 52:q:s 53:r:s 54:s:wr"},
  };
  AddedVocabulary added;
  const vocab::Vocab vocab = five_words();
  CHECK(added.empty());
  for (const AddCase& expected : cases) {
    CHECK(added.add(expected.tokens, vocab, same) == expected.added);
    CHECK(shown(added) == expected.all);
  }
  CHECK(added.find("known") == 50);
  CHECK(added.find("w0") == vocab::kNoId);
  CHECK(added.is_special("q"));
  CHECK_FALSE(added.is_special("z"));
  CHECK(added.token(50)->content == "known");
  CHECK(added.token(0) == nullptr);
  CHECK(added.token(-1) == nullptr);
  CHECK(added.token(std::int64_t{1} << 40) == nullptr);
  CHECK(added.memory_bytes() > 0);
}

TEST_CASE("the first new id is the size of the vocabulary, not its largest id") {
  const std::vector<AddCase> cases = {
      {{{"new", false, false, false, false, false}}, 1, "5:new:"},
      {{{"newer", false, false, false, false, false}}, 1, "5:new: 6:newer:"},
  };
  AddedVocabulary added;
  for (const AddCase& expected : cases) {
    CHECK(added.add(expected.tokens, five_words(), same) == expected.added);
    CHECK(shown(added) == expected.all);
  }
}

TEST_CASE("a token registered again with another normalized flag") {
  // Not special: it stays in the old set and joins the new one. Special: it stays where it was.
  for (const bool special : {false, true}) {
    AddedVocabulary added;
    added.add({{"tok", false, false, false, false, special}}, one_word(), same);
    added.add({{"tok", false, false, false, true, special}}, one_word(), same);
    CHECK_FALSE(added.nothing_to_match(false));
    CHECK(added.nothing_to_match(true) == special);
    CHECK(added.token(1)->normalized);
  }
}

// Flags that the token has afterwards: live runs of the reference.
TEST_CASE("every form of a token that was there or came with the batch is known") {
  const AddedToken plain{"tok", false, false, false, false, false};
  const AddedToken left{"tok", false, true, false, false, false};
  struct Case {
    std::vector<std::vector<AddedToken>> batches;
    std::vector<std::size_t> registered;
    bool lstrip;
  };
  const std::vector<Case> cases = {
      {{{plain, left, plain}}, {2}, true},
      {{{plain}, {left, plain}}, {1, 1}, true},
      {{{plain}, {left}, {plain}}, {1, 1, 1}, false},
      {{{plain}, {left, plain, left}}, {1, 1}, true},
      {{{plain, left, plain, left}}, {2}, true},
  };
  for (const Case& expected : cases) {
    AddedVocabulary added;
    for (std::size_t i = 0; i < expected.batches.size(); ++i)
      CHECK(added.add(expected.batches[i], one_word(), same) == expected.registered[i]);
    CHECK(added.token(1)->lstrip == expected.lstrip);
  }
}

TEST_CASE("a token of which the normalizer leaves nothing cuts the text into bytes") {
  AddedVocabulary added;
  const auto nothing = [](std::string_view) { return std::string(); };
  CHECK(added.add({{"tok", false, false, false, true, false}}, one_word(), nothing) == 1);
  CHECK(added.matches_over_spaces());
  std::vector<added::Stretch> out;
  added.split("abc", true, false, out);
  REQUIRE(out.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(out[i].id == vocab::kNoId);
    CHECK(out[i].span.begin == i);
    CHECK(out[i].span.end == i + 1);
  }
  // The reference panics where a match lies inside a character.
  try {
    added.split("a\u00E9", true, false, out);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.status() == Status::kUnsupported);
    CHECK(std::string(error.what()).find("'tok'") != std::string::npos);
    CHECK(std::string(error.what()).find("byte 2") != std::string::npos);
  }
}

TEST_CASE("no id is left") {
  AddedVocabulary added;
  vocab::Vocab vocab;
  vocab.insert("a", 2147483647);
  vocab.finish();
  added.add({{"a", false, false, false, false, false}}, vocab, same);
  CHECK_THROWS_AS(added.add({{"b", false, false, false, false, false}}, vocab, same), Error);
}

TEST_CASE("flags that a token had before are known within a batch") {
  const AddedToken plain{"a", false, false, false, true, false};
  const AddedToken left{"a", false, true, false, true, false};
  const AddedToken right{"a", false, false, true, true, false};
  AddedVocabulary added;
  CHECK(added.add({plain, right, plain}, one_word(), same) == 2);
  CHECK(shown(added) == "1:a:rn");
  CHECK(added.add({left, right}, one_word(), same) == 1);
  CHECK(shown(added) == "1:a:ln");
  CHECK(added.add({right}, one_word(), same) == 1);
  CHECK(shown(added) == "1:a:rn");
}

TEST_CASE("ten thousand tokens stay quick") {
  std::vector<AddedToken> tokens;
  for (int i = 0; i < 10000; ++i)
    tokens.push_back({"<extra_id_" + std::to_string(i) + ">", false, false, false, false, true});
  AddedVocabulary added;
  CHECK(added.add(tokens, one_word(), same) == 10000);
  CHECK(added.size() == 10000);
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "<extra_id_" + std::to_string(i) + "> < word <extra_id_";
  std::vector<Stretch> stretches;
  const auto start = std::chrono::steady_clock::now();
  added.split(text, false, false, stretches);
  const auto spent = std::chrono::steady_clock::now() - start;
  CHECK(stretches.size() == 20000);  // a token and the text behind it, ten thousand times, the rest is text
  CHECK(stretches[2].id == 2);
  // Half a megabyte takes a few milliseconds; trying each of the patterns everywhere would take minutes.
  CHECK(spent < std::chrono::seconds(10));
}

TEST_CASE("white space as tokens that take the white space around them stays cheap") {
  for (const bool left : {false, true}) {
    AddedVocabulary added;
    added.add({{" ", false, left, !left, false, false}}, one_word(), same);
    const std::string text = "a" + std::string(500000, ' ') + "b";
    std::vector<Stretch> stretches;
    const auto start = std::chrono::steady_clock::now();
    added.split(text, false, false, stretches);
    const auto spent = std::chrono::steady_clock::now() - start;
    // Every space is a match. With rstrip each reaches to the end of the run: the scanner goes on behind the
    // raw match.
    CHECK(stretches.size() == 500002);
    CHECK(stretches[1].span.end == (left ? 2 : 500001));
    CHECK(stretches.back().span.end == text.size());
    // Walking the whole run for each of them would take minutes.
    CHECK(spent < std::chrono::seconds(10));
  }
}

TEST_CASE("ten thousand tokens take little more memory than their texts") {
  std::vector<AddedToken> tokens;
  std::size_t bytes = 0;
  for (int i = 0; i < 10000; ++i) {
    tokens.push_back(
        {"<|added token " + std::to_string(i) + "|>", false, false, false, i % 2 == 0, i % 3 == 0});
    bytes += tokens.back().content.size();
  }
  AddedVocabulary added;
  CHECK(added.add(tokens, one_word(), same) == tokens.size());
  CHECK(added.memory_bytes() > 2 * bytes);  // as a token and as a pattern
  CHECK(added.memory_bytes() <= 4 * bytes + 64 * tokens.size());
}
