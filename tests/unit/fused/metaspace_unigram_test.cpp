// The fused encoder beside the stages that it stands for: the same ids, spans and words, or none of them.
#include "fused/metaspace_unigram.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "simd/kernels.hpp"
#include "unit/fused/both_ways.hpp"
#include "unit/fused/unigram_tokenizer.hpp"

using namespace btt::fused;

namespace {

const std::string kName = "metaspace-unigram";
const std::string kMark = "\u2581";
const std::string kStripRight = R"({"type":"Strip","strip_left":false,"strip_right":true})";
const std::string kStrip = R"({"type":"Strip","strip_left":true,"strip_right":true})";
const std::string kQuotes =
    R"({"type":"Replace","pattern":{"String":"``"},"content":"\""},{"type":"Replace","pattern":{"String":"''"},"content":"\""})";

std::string plain_map() {
  return precompiled(usual_rules());
}

// Every kind of map that changes what a separator is, or what stands beside it.
std::string odd_map() {
  Rules rules = usual_rules();
  rules.insert(
      rules.end(),
      {{" \u0301", "q"}, {"\u0600", "p"}, {"\u0600 ", "r"}, {"\x0B", " "}, {"\x0C", "  "}, {"b", "\n"}});
  return precompiled(rules);
}

std::vector<UnigramFlavour> flavours() {
  const std::string split = split_first(metaspace("always"));
  const std::string albert = in_sequence(
      {kQuotes, R"({"type":"NFKD"})", R"({"type":"StripAccents"})", R"({"type":"Lowercase"})", plain_map()});
  const std::string spaces = in_sequence({plain_map(), replaced_runs(" ")});
  const std::string marks = in_sequence({plain_map(), kStripRight, replaced_runs(kMark)});
  return {
      {plain_map(), split},
      {plain_map(), split, true},
      {plain_map(), split, false, false},
      {odd_map(), split},
      {"null", split},
      {albert, split},
      {in_sequence({kQuotes, plain_map()}), split, true},
      {spaces, split},
      {in_sequence({plain_map(), kStrip, replaced_runs(" ")}), split},
      {marks, split},
      {marks, split, true},
      {spaces, metaspace("always")},
      {spaces, metaspace("always"), true},
      {spaces, metaspace("first")},
      {marks, metaspace("always")},
      {marks, metaspace("first")},
      {in_sequence({odd_map(), replaced_runs(" ")}), metaspace("always")},
      {in_sequence({odd_map(), kStripRight, replaced_runs(kMark)}), split},
      {in_sequence({kQuotes, R"({"type":"NFKC"})", plain_map(), replaced_runs(" ")}), metaspace("always")},
  };
}

std::string random_text(std::mt19937& random, std::size_t parts) {
  static const std::vector<std::string> kParts = {"the",
                                                  "the",
                                                  "there",
                                                  "a",
                                                  "ab",
                                                  "baba",
                                                  "internationalization",
                                                  "fi",
                                                  "\uFB01",
                                                  "\uFF21b",
                                                  "\u00BD",
                                                  "\u212B",
                                                  "e\u0301",
                                                  "x\u0302",
                                                  "\u200B",
                                                  "\x01",
                                                  "\u00BE",
                                                  "\u00B4",
                                                  "\uFF3F",
                                                  "\u2581",
                                                  "\u2581the",
                                                  "\u1100\u1161",
                                                  "か\u3099",
                                                  "\u2026",
                                                  "при",
                                                  "привет",
                                                  "слово",
                                                  "中文",
                                                  "文中",
                                                  "ไทย",
                                                  "नि",
                                                  "\u0600",
                                                  "\u0301",
                                                  "\u0327",
                                                  "\u200D",
                                                  "\u302E",
                                                  "🙂",
                                                  "👩\u200D👩",
                                                  "\U000E0001",
                                                  "``",
                                                  "''",
                                                  "'",
                                                  "Q",
                                                  "É",
                                                  "İ",
                                                  "q",
                                                  "!",
                                                  ".",
                                                  "\x7F",
                                                  "\u00A0",
                                                  "\u2003",
                                                  "\u3000",
                                                  "\u2028",
                                                  "\u0085",
                                                  "\x0B",
                                                  "\x0C",
                                                  "\x1C",
                                                  "\uFEFF",
                                                  "\t",
                                                  "\n",
                                                  "\r\n",
                                                  "\r",
                                                  "  ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  " "};
  std::string text;
  for (std::size_t i = 0; i < parts; ++i) {
    const auto n = static_cast<std::uint32_t>(random());
    if (n % 97 == 0) {
      // Around the sizes of keys, cache entries and windows.
      static const std::size_t kSizes[] = {7,   14,  15,  16,  17,  31,  32,  95,   96,  97,
                                           200, 254, 255, 256, 511, 512, 513, 1025, 2049};
      text.append(kSizes[(n >> 8) % (sizeof(kSizes) / sizeof(kSizes[0]))], "at"[(n >> 16) % 2]);
    } else {
      text += kParts[(n >> 8) % kParts.size()];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("random texts, all shapes") {
  std::mt19937 random(7);
  for (const UnigramFlavour& flavour : flavours()) {
    INFO("normalizer: ", flavour.normalizer.substr(0, 80), " pre-tokenizer: ", flavour.pre_tokenizer);
    BothWays both(load_unigram(flavour), kName);
    for (std::size_t i = 0; i < 1500; ++i) {
      const std::string text = random_text(random, 1 + (i % 10 == 0 ? i % 120 : i % 7));
      INFO("text: [", text, "]");
      REQUIRE(both.agrees(text));
    }
    CHECK(both.declined < both.texts * 3 / 4);
  }
}

TEST_CASE("a new cache knows words of one piece") {
  for (const UnigramFlavour& flavour : flavours()) {
    INFO("normalizer: ", flavour.normalizer.substr(0, 80), " pre-tokenizer: ", flavour.pre_tokenizer);
    CHECK(BothWays(load_unigram(flavour), kName).right_seeds() > 2);
  }
}

TEST_CASE("random texts with added tokens") {
  std::mt19937 random(8);
  for (const UnigramFlavour& flavour : flavours()) {
    INFO("normalizer: ", flavour.normalizer.substr(0, 80), " pre-tokenizer: ", flavour.pre_tokenizer);
    BothWays both(load_unigram(flavour), kName);
    for (std::size_t i = 0; i < 400; ++i) {
      std::string text;
      for (std::size_t part = random() % 4; part != 0; --part) {
        text += random_text(random, random() % 5);
        if (random() % 2 == 0) text += "<x>";
      }
      INFO("text: [", text, "]");
      REQUIRE(both.agrees_around_added_tokens(text));
    }
  }
}

TEST_CASE("every character, alone and in a word") {
  for (const UnigramFlavour& flavour : flavours()) {
    INFO("normalizer: ", flavour.normalizer.substr(0, 80), " pre-tokenizer: ", flavour.pre_tokenizer);
    BothWays both(load_unigram(flavour), kName);
    std::size_t wrong = 0;
    for (char32_t c = 1; c < 0x110000; c += c < 0x3100 ? 1 : 101) {
      if (c >= 0xD800 && c < 0xE000) continue;
      const std::string character = encoded(c);
      if (!both.agrees("a" + character + "e " + character + " a" + character)) ++wrong;
    }
    CHECK(wrong == 0);
    CHECK(both.declined < both.texts / 5);
  }
}

TEST_CASE("texts around the window's size") {
  for (const std::size_t at : {0U, 9U, 11U}) {
    BothWays both(load_unigram(flavours()[at]), kName);
    for (std::size_t size = 440; size < 600; ++size) {
      const std::string spaces(size, ' ');
      CHECK(both.agrees(spaces));
      CHECK(both.agrees(spaces + "the"));
      CHECK(both.agrees("the" + spaces));
      CHECK(both.agrees(std::string(size, 'a') + " the"));
      CHECK(both.agrees("the " + std::string(size, 'a')));
      std::string chinese = std::string(size % 3, 'a');
      while (chinese.size() < size) chinese += "中";
      CHECK(both.agrees(chinese + " the"));
    }
    CHECK(both.declined == 0);
  }
}

TEST_CASE("a word of a megabyte, and one byte more") {
  BothWays both(load_unigram(flavours()[0]), kName);
  const std::size_t most = std::size_t{1} << 20;
  CHECK(both.agrees(std::string(most, 'a') + " the"));
  CHECK(both.declined == 0);
  CHECK(both.agrees(std::string(most + 1, 'a') + " the"));
  CHECK(both.declined == 1);
}

TEST_CASE("the cache forgets and goes on") {
  BothWays both(load_unigram(flavours()[0]), kName);
  std::mt19937 random(11);
  const std::size_t before = both.scratch().capacity_bytes();
  CHECK(before < std::size_t{8} << 20);
  for (std::size_t round = 0; round < 100; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 500; ++i) {
      // Words of many tokens, which fill the side array, up to what is kept.
      for (std::size_t k = 16 + random() % 84; k > 0; --k) text += "abQtheп"[random() % 6];
      text += ' ';
    }
    REQUIRE(both.agrees(text));
  }
  CHECK(both.scratch().capacity_bytes() < std::size_t{8} << 20);
}

TEST_CASE("a limit ends behind a word and changes nothing before") {
  std::mt19937 random(3);
  for (const UnigramFlavour& flavour : flavours()) {
    BothWays both(load_unigram(flavour), kName);
    for (std::size_t i = 0; i < 100; ++i) {
      const std::string text = random_text(random, 100);
      btt::model::TokenBuffer whole;
      btt::model::TokenBuffer part;
      std::int32_t word = 0;
      if (!both.encoder().encode(text, 0, kNoLimit, word, both.scratch(), whole)) continue;
      const std::size_t limit = random() % (whole.size() + 10);
      word = 0;
      REQUIRE(both.encoder().encode(text, 0, limit, word, both.scratch(), part));
      REQUIRE(part.size() >= std::min(limit, whole.size()));
      REQUIRE(part.size() <= whole.size());
      CHECK(std::equal(part.ids.begin(), part.ids.end(), whole.ids.begin()));
    }
  }
}

TEST_CASE("cut in front of a space") {
  std::mt19937 random(5);
  std::size_t cut = 0;
  for (const UnigramFlavour& flavour : flavours()) {
    BothWays both(load_unigram(flavour), kName);
    if (!both.encoder().splits_at_spaces()) continue;
    ++cut;
    for (std::size_t i = 0; i < 300; ++i) {
      const std::string text = random_text(random, 40);
      const std::size_t space = text.find(' ', random() % text.size());
      if (space == std::string::npos) continue;
      btt::model::TokenBuffer whole;
      btt::model::TokenBuffer parts;
      std::int32_t word = 0;
      if (!both.encoder().encode(text, 0, kNoLimit, word, both.scratch(), whole)) continue;
      word = 0;
      if (!both.encoder().encode(text.substr(0, space), 0, kNoLimit, word, both.scratch(), parts)) continue;
      if (!both.encoder().encode(text.substr(space), 0, kNoLimit, word, both.scratch(), parts)) continue;
      CHECK(parts.ids == whole.ids);
    }
  }
  CHECK(cut >= 5);
}

TEST_CASE("shapes that need the stages get no encoder") {
  const auto has_encoder = [](const std::string& normalizer, const std::string& pre_tokenizer) {
    return load_unigram({normalizer, pre_tokenizer})->stages().encoder != nullptr;
  };
  const std::string split = split_first(metaspace("always"));
  const std::string spaces = in_sequence({plain_map(), replaced_runs(" ")});
  CHECK(has_encoder(plain_map(), split));
  CHECK(has_encoder(spaces, metaspace("first")));
  CHECK(!has_encoder(plain_map(), metaspace("always")));  // each space of a run is a piece
  CHECK(!has_encoder(spaces, metaspace("never")));
  CHECK(!has_encoder(plain_map(), split_first(metaspace("first"))));
  CHECK(!has_encoder(plain_map(), R"({"type":"WhitespaceSplit"})"));
  CHECK(!has_encoder(plain_map(), "null"));
  CHECK(!has_encoder(in_sequence({replaced_runs(" "), plain_map()}), split));
  CHECK(!has_encoder(R"({"type":"Prepend","prepend":"a"})", split));
  CHECK(!has_encoder(in_sequence({plain_map(), kStrip, replaced_runs(" ")}), metaspace("always")));
  CHECK(!has_encoder(in_sequence({plain_map(), replaced_runs(kMark)}), split));
  // White space that goes or becomes something else.
  CHECK(!has_encoder(precompiled({{"\t", ""}}), split));
  CHECK(!has_encoder(precompiled({{" ", "_"}}), split));
  CHECK(!has_encoder(in_sequence({precompiled({{"a", "b"}}), replaced_runs(" ")}), metaspace("always")));
  // The mark alone is unknown.
  CHECK(load_unigram({spaces, metaspace("always"), false, false})->stages().encoder == nullptr);
}
