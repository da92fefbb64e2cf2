#include "fused/sentencepiece_bpe.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "both_ways.hpp"
#include "fused/unit_cuts.hpp"
#include "loader/load.hpp"
#include "model/byte_tokens.hpp"

using btt::fused::BothWays;
using btt::pipeline::Tokenizer;

namespace {

const char* const kMark = "\xE2\x96\x81";
const std::string kReplace = R"({"type":"Replace","pattern":{"String":" "},"content":"▁"})";
const std::string kLlama =
    R"({"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},)" + kReplace + "]}";

std::string metaspace(const char* scheme, bool split = false) {
  return std::string(R"({"type":"Metaspace","replacement":"▁","prepend_scheme":")") + scheme +
         R"(","split":)" + (split ? "true}" : "false}");
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// What a model may have: characters, random merges of them, byte tokens.
struct Recipe {
  unsigned seed = 1;
  bool crosses = false;  // merges over the begin of a word: "a▁"
  bool bytes = true;
  int merges = 700;
  const char* options = R"(,"fuse_unk":true,"byte_fallback":true,"ignore_merges":false)";
};

std::string model(const Recipe& recipe) {
  std::vector<std::string> tokens{"<unk>", "<s>"};
  if (recipe.bytes) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      char name[8];
      std::snprintf(name, sizeof name, "<0x%02X>", byte);
      tokens.emplace_back(name);
    }
  }
  const std::vector<std::string> characters{kMark, "t",  "h", "e", "a", "s",  "T",  ".",  ",",  "(", "1",
                                            "2",   "\n", "é", "ñ", "д", "中", "日", "本", "語", "ก", "🙂"};
  std::vector<std::string> parts;
  for (const std::string& character : characters) {
    tokens.push_back(character);
    // Digits, newlines and one of the ideographs merge with nothing.
    if (character != "1" && character != "\n" && character != "語") parts.push_back(character);
  }
  std::mt19937 random(recipe.seed);
  std::string merges;
  const std::string mark = kMark;
  for (int i = 0; i < recipe.merges; ++i) {
    const std::string left = parts[random() % parts.size()];
    const std::string right = parts[random() % parts.size()];
    const std::string both = left + right;
    const bool marks_only = left.find_first_not_of(mark) == std::string::npos;
    if (right.compare(0, mark.size(), mark) == 0 && !marks_only && !recipe.crosses) continue;
    if (both.size() > 30 || std::find(tokens.begin(), tokens.end(), both) != tokens.end()) continue;
    tokens.push_back(both);
    parts.push_back(both);
    merges += (merges.empty() ? "[" : ",[") + quoted(left) + "," + quoted(right) + "]";
  }
  std::string vocab;
  for (std::size_t i = 0; i < tokens.size(); ++i)
    vocab += (i == 0 ? "" : ",") + quoted(tokens[i]) + ":" + std::to_string(i);
  return R"({"type":"BPE","dropout":null,"unk_token":"<unk>","continuing_subword_prefix":null,)"
         R"("end_of_word_suffix":null)" +
         std::string(recipe.options) + ",\"vocab\":{" + vocab + "},\"merges\":[" + merges + "]}";
}

std::shared_ptr<const Tokenizer> load(const std::string& normalizer, const std::string& pre_tokenizer,
                                      const Recipe& recipe = {}, const std::string& added = "") {
  return btt::loader::load_memory(R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[)" +
                                  added + R"(],"normalizer":)" + normalizer + R"(,"pre_tokenizer":)" +
                                  pre_tokenizer + R"(,"post_processor":null,"decoder":null,"model":)" +
                                  model(recipe) + "}");
}

bool is_fused(const std::string& normalizer, const std::string& pre_tokenizer, const Recipe& recipe = {}) {
  const auto tokenizer = load(normalizer, pre_tokenizer, recipe);
  return tokenizer->stages().encoder != nullptr;
}

const std::vector<std::string> kTexts{
    "",
    " ",
    "  ",
    "\xE2\x96\x81",
    "the",
    " the",
    "▁the",
    "  the  sea ",
    "the▁sea ▁ ▁▁ sea",
    "Thé (the) 1212 the, sea.\n\n the\n",
    "中日本語中 日本 本語",
    "日a日 ก the กก",
    "\xF0\x9F\x99\x82\xF0\x9F\x98\x80 \xF0\x9F\x98\x80x",
    std::string("a\0b", 3),
    "xyz the xx x",
    "Дд дд",
};

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> pieces{
      " ", " ",  " ", "  ", kMark, "t",  "h",  "e",  "the", "a", "s",    "sea", "T", ".",    ",", "(", "1",
      "2", "\n", "é", "ñ",  "д",   "中", "日", "本", "語",  "ก", "🙂", "x",   "Ω", "\x01", "ж", "😀"};
  std::string out;
  for (auto n = random() % 40; n > 0; --n) out += pieces[random() % pieces.size()];
  return out;
}

void check(const std::string& normalizer, const std::string& pre_tokenizer, const Recipe& recipe = {}) {
  CAPTURE(normalizer);
  CAPTURE(pre_tokenizer);
  BothWays both(load(normalizer, pre_tokenizer, recipe), "sentencepiece-bpe");
  for (const std::string& text : kTexts) {
    CAPTURE(text);
    CHECK(both.agrees(text));
    CHECK(both.agrees_around_added_tokens(text));
  }
  std::mt19937 random(recipe.seed);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = random_text(random);
    CAPTURE(text);
    REQUIRE(both.agrees(text));
  }
  // Over several windows, whose ends fall anywhere.
  for (int i = 0; i < 40; ++i) {
    std::string text;
    for (int part = 0; part < 60; ++part) text += random_text(random);
    for (std::size_t run = random() % 3; run > 0; --run)
      text.insert(random() % 2 == 0 ? 0 : text.find(' ', text.size() / 3) + 1, 900 + random() % 300,
                  "t x"[random() % 3]);
    CAPTURE(text);
    REQUIRE(both.agrees(text));
  }
  if (recipe.bytes) CHECK(both.declined == 0);
}

}  // namespace

TEST_CASE("sentencepiece_bpe: equal to the stages") {
  for (unsigned seed = 1; seed <= 3; ++seed) {
    for (const bool crosses : {false, true}) {
      Recipe recipe;
      recipe.seed = seed;
      recipe.crosses = crosses;
      check(kLlama, "null", recipe);
      check(kReplace, "null", recipe);
      for (const char* scheme : {"first", "always", "never"}) check("null", metaspace(scheme), recipe);
    }
  }
}

TEST_CASE("sentencepiece_bpe: few merges, many merges") {
  for (const int merges : {0, 20, 4000}) {
    Recipe recipe;
    recipe.merges = merges;
    check(kLlama, "null", recipe);
  }
}

TEST_CASE("sentencepiece_bpe: unknown characters without byte tokens are left to the stages") {
  Recipe recipe;
  recipe.bytes = false;
  check(kLlama, "null", recipe);
  recipe.options = R"(,"fuse_unk":false,"byte_fallback":false,"ignore_merges":false)";
  check("null", metaspace("first"), recipe);
  BothWays both(load(kLlama, "null", recipe), "sentencepiece-bpe");
  CHECK(both.agrees("the sea"));
  CHECK(both.declined == 0);
  CHECK(both.agrees("the x"));
  CHECK(both.declined == 1);
}

TEST_CASE("sentencepiece_bpe: long runs and long units") {
  for (const char* scheme : {"first", "never"}) {
    BothWays both(load("null", metaspace(scheme)), "sentencepiece-bpe");
    for (const char* unit : {" ", "a", "the", kMark, "中日", "  a", "x", "1"}) {
      std::string text;
      while (text.size() < 5000) text += unit;
      CAPTURE(unit);
      CHECK(both.agrees(text));
      CHECK(both.agrees("the " + text.substr(0, 258) + " sea"));
    }
    CHECK(both.declined == 0);
  }
}

TEST_CASE("sentencepiece_bpe: added tokens") {
  const std::string added =
      R"({"id":1,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},)"
      R"({"id":5000,"content":"<|x|>","single_word":false,"lstrip":true,"rstrip":true,"normalized":false,"special":true})";
  const std::string normalized =
      R"({"id":5000,"content":"sea","single_word":true,"lstrip":false,"rstrip":false,"normalized":true,"special":false})";
  for (const std::string& tokens : {added, normalized}) {
    for (const std::string& normalizer : {kLlama, kReplace, std::string("null")}) {
      const std::string pre_tokenizer = normalizer == "null" ? metaspace("first") : "null";
      BothWays both(load(normalizer, pre_tokenizer, {}, tokens), "sentencepiece-bpe");
      for (const char* text :
           {"<s>the sea", "<s> the<s>", "the <|x|>  sea<|x|>", "a sea", "sea the sea", "<s>"}) {
        CAPTURE(text);
        CHECK(both.agrees_around_added_tokens(text));
      }
    }
  }
}

TEST_CASE("sentencepiece_bpe: stops where a row is full") {
  BothWays both(load("null", metaspace("first")), "sentencepiece-bpe");
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "the sea 12 ";
  btt::model::TokenBuffer all;
  btt::model::TokenBuffer some;
  std::int32_t word = 0;
  all.start(true, true, false);
  some.start(true, true, false);
  REQUIRE(both.encoder().encode(text, 0, btt::fused::kNoLimit, word, both.scratch(), all));
  REQUIRE(both.encoder().encode(text, 0, 100, word, both.scratch(), some));
  REQUIRE(some.size() >= 100);
  CHECK(some.size() < 1000);
  CHECK(some.spans.size() == some.size());
  CHECK(some.words.size() == some.size());
  CHECK(std::equal(some.ids.begin(), some.ids.end(), all.ids.begin()));
}

TEST_CASE("sentencepiece_bpe: which tokenizers it serves") {
  CHECK(is_fused(kLlama, "null"));
  CHECK(is_fused(kReplace, "null"));
  CHECK(is_fused("null", metaspace("always")));
  CHECK_FALSE(is_fused("null", metaspace("first", true)));
  CHECK_FALSE(is_fused(kLlama, metaspace("first")));
  CHECK_FALSE(is_fused(R"({"type":"Lowercase"})", "null"));
  CHECK_FALSE(is_fused("null", "null"));
  CHECK_FALSE(is_fused(R"({"type":"Prepend","prepend":"▁"})", "null"));
  CHECK_FALSE(is_fused(R"({"type":"Replace","pattern":{"Regex":" "},"content":"▁"})", "null"));
  Recipe recipe;
  recipe.options = R"(,"fuse_unk":true,"byte_fallback":true,"ignore_merges":true)";
  CHECK_FALSE(is_fused(kLlama, "null", recipe));
}

TEST_CASE("unit_cuts: a pair that a merge joins is no cut") {
  const auto tokenizer = load(kLlama, "null");
  const auto& bpe = dynamic_cast<const btt::model::Bpe&>(tokenizer->model());
  const btt::fused::UnitCuts cuts(bpe);
  std::size_t joined = 0;
  for (const auto& pair : bpe.merges().by_rank()) {
    const std::string_view left = bpe.vocab().token(pair.left);
    const std::string_view right = bpe.vocab().token(pair.right);
    const char* end = left.data() + left.size();
    const char* begin = right.data();
    const char32_t last = btt::unicode::decode_last(left.data(), end);
    const char32_t first = btt::unicode::decode(begin);
    CHECK_FALSE(cuts.between(last, first));
    if (last < 0x80 && first < 0x80) {
      CHECK_FALSE(cuts.between_ascii(static_cast<unsigned char>(last), static_cast<unsigned char>(first)));
      ++joined;
    }
  }
  CHECK(joined > 100);
  CHECK(cuts.between_ascii('t', ' '));
  CHECK(cuts.between_ascii('1', '1'));
  CHECK(cuts.between_ascii('\n', 't'));
  CHECK(cuts.between(U'語', U'中'));
  CHECK(cuts.between(U'x', U'y'));
  CHECK(cuts.between(0x10FFFF, 0x10FFFF));
}

TEST_CASE("unit_cuts: words of scripts beyond ASCII end where no merge goes on, before a space or a comma") {
  const auto tokenizer = btt::loader::load_memory(
      R"({"version":"1.0","normalizer":{"type":"Replace","pattern":{"String":" "},"content":"▁"},"model":{)"
      R"("type":"BPE","byte_fallback":false,"vocab":{"▁":0,"д":1,"а":2,",":3,"о":4,"да":5,"▁да":6,"▁▁":7,)"
      R"(",,":8,"о,":9},"merges":[["д","а"],["▁","да"],["▁","▁"],[",",","],["о",","]]}})");
  const auto& bpe = dynamic_cast<const btt::model::Bpe&>(tokenizer->model());
  const btt::fused::UnitCuts cuts(bpe);
  CHECK(cuts.between(U'а', U' '));
  CHECK(cuts.between(U'о', U' '));
  CHECK(cuts.between(U'а', U','));
  CHECK(cuts.between(U',', U'д'));
  CHECK(cuts.between(U' ', U'о'));
  CHECK_FALSE(cuts.between(U'о', U','));
  CHECK_FALSE(cuts.between(U' ', U'д'));
  CHECK_FALSE(cuts.between(U'д', U'а'));
  CHECK_FALSE(cuts.between(U'▁', U'д'));
  // Both are joined with something, and what with is not asked.
  CHECK_FALSE(cuts.between(U'д', U'▁'));
}
