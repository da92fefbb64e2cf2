// The fused encoder beside the stages that it stands for: the same ids, spans and words, or none of them.
#include "fused/bert_wordpiece.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "loader/load.hpp"
#include "pipeline/tokenizer.hpp"
#include "unicode/utf8.hpp"
#include "unit/fused/both_ways.hpp"

namespace {

using btt::pipeline::Tokenizer;

struct Flavour {
  bool clean;
  bool chinese;
  bool strip;
  bool lower;
  const char* prefix = "##";
  int max_chars = 100;
};

const char* boolean(bool value) {
  return value ? "true" : "false";
}

// Letters of several scripts, whole and as continuations, and words that share beginnings.
std::shared_ptr<const Tokenizer> load(const Flavour& flavour) {
  std::vector<std::string> tokens = {
      "[UNK]",  "the",    "there", "a b",          "internationali", "internationalizations",
      "straße", "привет", "слово", "\u1100\u1161", "e\u0301"};
  for (const char* text : {"a",
                           "b",
                           "c",
                           "t",
                           "h",
                           "e",
                           "r",
                           "x",
                           "th",
                           "er",
                           "é",
                           "ß",
                           "п",
                           "р",
                           "и",
                           "в",
                           "中",
                           "文",
                           "!",
                           "\u3002",
                           "한",
                           "\u1112",
                           "\u1161",
                           "\u11AB",
                           "\u0301",
                           "\U00020000",
                           "i",
                           "\u0307",
                           "ation",
                           "alizations",
                           "0123456789abcdef"}) {
    tokens.emplace_back(text);
    tokens.push_back(flavour.prefix + std::string(text));
  }
  std::string vocab;
  std::vector<std::string> seen;
  for (const std::string& token : tokens) {
    bool is_new = true;
    for (const std::string& other : seen) is_new = is_new && other != token;
    if (!is_new) continue;
    vocab += (vocab.empty() ? "\"" : ",\"") + token + "\":" + std::to_string(seen.size());
    seen.push_back(token);
  }
  return btt::loader::load_memory(
      std::string(R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":)") +
      R"({"type":"BertNormalizer","clean_text":)" + boolean(flavour.clean) +
      ",\"handle_chinese_chars\":" + boolean(flavour.chinese) +
      ",\"strip_accents\":" + boolean(flavour.strip) + ",\"lowercase\":" + boolean(flavour.lower) +
      R"(},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":null,)" +
      R"("decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":")" +
      flavour.prefix + R"(","max_input_chars_per_word":)" + std::to_string(flavour.max_chars) +
      ",\"vocab\":{" + vocab + "}}}");
}

// Runs both ways and answers whether they agree; `fused` counts texts that the encoder did not decline.
class Pair {
 public:
  explicit Pair(const Flavour& flavour) : tokenizer_(load(flavour)) {
    REQUIRE(tokenizer_->stages().encoder != nullptr);
    REQUIRE(std::string(tokenizer_->stages().encoder->name()) == "bert-wordpiece");
    scratch_ = tokenizer_->stages().encoder->make_scratch();
  }

  bool agrees(const std::string& text) {
    ++texts;
    btt::pipeline::SequenceOptions options;
    options.spans = options.words = options.stages_only = true;
    expected_.start(true, true, false);
    tokenizer_->encode_sequence(text, options, workspace_, expected_);
    for (const bool details : {true, false}) {
      found_.start(details, details, false);
      std::int32_t word = 0;
      if (!tokenizer_->stages().encoder->encode(text, 0, btt::fused::kNoLimit, word, *scratch_, found_)) {
        ++declined;
        return found_.ids.empty();
      }
      if (found_.ids != expected_.ids) return false;
      if (!details) continue;
      if (found_.words != expected_.words || found_.spans.size() != expected_.spans.size()) return false;
      for (std::size_t i = 0; i < found_.spans.size(); ++i) {
        if (found_.spans[i].begin != expected_.spans[i].begin ||
            found_.spans[i].end != expected_.spans[i].end)
          return false;
      }
    }
    return true;
  }

  std::size_t texts = 0;
  std::size_t declined = 0;

 private:
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::unique_ptr<btt::fused::Scratch> scratch_;
  btt::pipeline::Workspace workspace_;
  btt::model::TokenBuffer expected_;
  btt::model::TokenBuffer found_;
};

std::string encoded(char32_t c) {
  std::string out;
  btt::unicode::append(out, c);
  return out;
}

std::vector<Flavour> flavours() {
  std::vector<Flavour> all;
  for (int bits = 0; bits < 16; ++bits)
    all.push_back(Flavour{(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0});
  Flavour flavour{true, true, true, true};
  flavour.prefix = "";
  all.push_back(flavour);
  flavour.prefix = "é";
  all.push_back(flavour);
  for (const int max_chars : {0, 1, 3, 15, 16}) {
    flavour.prefix = "##";
    flavour.max_chars = max_chars;
    all.push_back(flavour);
  }
  return all;
}

std::string random_text(std::mt19937& random, std::size_t parts) {
  static const std::vector<std::string> kParts = {"the",
                                                  "there",
                                                  "a",
                                                  "T",
                                                  "X",
                                                  "internationalizations",
                                                  "Internationalization",
                                                  "0123456789abcdef",
                                                  "tha",
                                                  "É",
                                                  "e\u0301",
                                                  "STRASSE",
                                                  "straße",
                                                  "Привет",
                                                  "слово",
                                                  "中文",
                                                  "한",
                                                  "\u1112\u1161\u11AB",
                                                  "\u212B",
                                                  "İ",
                                                  " ",
                                                  " ",
                                                  " ",
                                                  "  ",
                                                  "\t",
                                                  "\n",
                                                  "\r\n",
                                                  "\u00A0",
                                                  "\u2003",
                                                  "\u3000",
                                                  "\u2028",
                                                  "\x0B",
                                                  "\x0C",
                                                  "\x1C",
                                                  "\x01",
                                                  "\x7F",
                                                  "\u200B",
                                                  "\u200D",
                                                  "\uFEFF",
                                                  "\uFFFD",
                                                  "\u0085",
                                                  "!",
                                                  ".",
                                                  "$",
                                                  "`",
                                                  "\u3002",
                                                  "\u2019",
                                                  "\u2014",
                                                  "\u037E",
                                                  "\u1FEF",
                                                  "\U00020000",
                                                  "\U0002F800",
                                                  "\U0001F600",
                                                  "\u0301",
                                                  "\u0327",
                                                  "\u0345",
                                                  "\u0F71\u0F72",
                                                  "\u302E",
                                                  "\u1B44",
                                                  "\U000E0001"};
  std::string text;
  for (std::size_t i = 0; i < parts; ++i) {
    const auto n = static_cast<std::uint32_t>(random());
    if (n % 97 == 0) {
      // Around the sizes of keys, cache entries and windows.
      static const std::size_t kSizes[] = {7,   14,  15,  16,  17,  31,  32,  99,  100,
                                           101, 200, 254, 255, 256, 511, 512, 513, 1025};
      text.append(kSizes[(n >> 8) % (sizeof(kSizes) / sizeof(kSizes[0]))], "at"[(n >> 16) % 2]);
    } else {
      text += kParts[(n >> 8) % kParts.size()];
    }
  }
  return text;
}

}  // namespace

TEST_CASE("random texts, all options") {
  std::mt19937 random(7);
  for (const Flavour& flavour : flavours()) {
    Pair pair(flavour);
    for (std::size_t i = 0; i < 600; ++i) {
      const std::string text = random_text(random, 1 + i % 120);
      INFO("text: ", text);
      REQUIRE(pair.agrees(text));
    }
    CHECK(pair.declined < pair.texts);
  }
}

TEST_CASE("every character, alone and in a word") {
  for (const Flavour& flavour : {Flavour{true, true, true, true}, Flavour{true, true, false, false},
                                 Flavour{false, false, true, false}, Flavour{false, true, false, true}}) {
    Pair pair(flavour);
    const bool all = flavour.clean;
    std::size_t wrong = 0;
    for (char32_t c = 0x80; c < 0x110000; c += all && c < 0x3000 ? 1 : 31) {
      if (c >= 0xD800 && c < 0xE000) continue;
      const std::string text = encoded(c);
      if (!pair.agrees("a" + text + "b " + text)) ++wrong;
    }
    CHECK(wrong == 0);
    // Marks that the normal form may move are all that is left to the stages.
    CHECK(pair.declined < pair.texts / 100);
  }
}

TEST_CASE("the encoder normalizes as the normalizer does, or not at all") {
  for (const Flavour& flavour : flavours()) {
    const std::shared_ptr<const Tokenizer> tokenizer = load(flavour);
    const btt::fused::Encoder& encoder = *tokenizer->stages().encoder;
    std::size_t texts = 0;
    std::size_t wrong = 0;
    std::size_t declined = 0;
    const auto check = [&](const std::string& text) {
      ++texts;
      std::string found = "left from before";
      if (!encoder.normalize(text, found)) {
        ++declined;
      } else if (found != tokenizer->normalize(text)) {
        ++wrong;
      }
    };
    for (char32_t c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 7) {
      if (c >= 0xD800 && c < 0xE000) continue;
      check("A" + encoded(c) + "B\t" + encoded(c));
    }
    CHECK(declined < texts / 50);
    std::mt19937 random(9);
    for (std::size_t i = 0; i < 600; ++i) check(random_text(random, i % 60));
    CHECK(wrong == 0);
  }
}

TEST_CASE("tokens that are looked for in the normalized text") {
  std::mt19937 random(10);
  for (const Flavour& flavour : flavours()) {
    std::size_t added = 0;
    const auto tokenizer = load(flavour)->with_added_tokens({{"the", true, false, false, true, false},
                                                             {"Привет", false, true, false, true, false},
                                                             {"e\u0301", false, false, true, true, false},
                                                             {"\u4e2d", false, false, false, true, false}},
                                                            added);
    CHECK(added > 0);
    btt::fused::BothWays both(tokenizer, "bert-wordpiece");
    for (std::size_t i = 0; i < 400; ++i) {
      const std::string text = random_text(random, i % 20);
      INFO("text: [", text, "]");
      REQUIRE(both.agrees_around_added_tokens(text));
    }
    // Texts that have none of them.
    CHECK(both.fused_bytes() > 0);
    const std::uint64_t before = both.fused_bytes();
    REQUIRE(both.agrees_around_added_tokens("Dünn \u2019 and so on\n"));
    CHECK(both.fused_bytes() > before);
    REQUIRE(both.agrees_around_added_tokens("THE end"));
  }
}

TEST_CASE("a new cache knows whole words") {
  std::size_t right = 0;
  for (const Flavour& flavour : flavours())
    right += btt::fused::BothWays(load(flavour), "bert-wordpiece").right_seeds();
  CHECK(right > 5 * flavours().size());
}

TEST_CASE("dashes in every place of a block and around the window's size") {
  static const std::vector<std::string> kDashes = {"\u2010", "\u2014", "\u2019", "\u201C", "\u2027"};
  for (const Flavour& flavour : {Flavour{true, true, true, true}, Flavour{false, false, false, false}}) {
    Pair pair(flavour);
    for (std::size_t size = 0; size < 530; size = size == 140 ? 440 : size + 1) {
      const std::string before = std::string(size, 'a');
      const std::string& dash = kDashes[size % kDashes.size()];
      for (const std::string& behind :
           {dash, dash + dash + "the", dash + " the", "." + dash + "\u00E9t\u00E9" + dash + "a",
            dash + "\u0301" + dash, dash + dash + dash + std::string(60, 't') + dash,
            "\u2028" + dash + "\u200F" + dash + "\x01"}) {
        INFO("size: ", size, " behind: ", behind);
        REQUIRE(pair.agrees(before + behind));
        REQUIRE(pair.agrees(std::string(size, ' ') + behind));
        REQUIRE(pair.agrees(before + behind + " the end"));
      }
    }
    CHECK(pair.declined == 0);
  }
}

TEST_CASE("texts around the window's size") {
  Pair pair(Flavour{true, true, true, true});
  for (std::size_t size = 440; size < 600; ++size) {
    const std::string spaces(size, ' ');
    CHECK(pair.agrees(spaces));
    CHECK(pair.agrees(spaces + "the"));
    CHECK(pair.agrees(std::string(size, 'a') + " the"));
    CHECK(pair.agrees(std::string(size, '!')));
    std::string chinese = std::string(size % 3, 'a');
    while (chinese.size() < size) chinese += "中";
    CHECK(pair.agrees(chinese + "the"));
    std::string accents = std::string(size % 2, 'a');
    while (accents.size() < size) accents += "é";
    CHECK(pair.agrees(accents + " é"));
  }
  CHECK(pair.declined == 0);
}

TEST_CASE("a run of word bytes that fills no window is left to the stages") {
  Pair pair(Flavour{true, true, true, true});
  CHECK(pair.agrees(std::string(10000, 'a') + " the"));
  CHECK(pair.declined == 0);
  CHECK(pair.agrees(std::string(100000, 'a') + " the"));
  CHECK(pair.declined == 1);
}

TEST_CASE("the cache forgets and goes on") {
  Pair pair(Flavour{true, true, true, true});
  std::mt19937 random(11);
  for (std::size_t round = 0; round < 60; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 500; ++i) {
      // Words of 16 to 255 bytes, which fill the cache's bytes, and of many tokens, which fill its ids.
      for (std::size_t k = 16 + random() % 84; k > 0; --k) text += "abcthex"[random() % 7];
      text += ' ';
    }
    REQUIRE(pair.agrees(text));
  }
}

TEST_CASE("a limit ends behind a word and changes nothing before") {
  const auto tokenizer = load(Flavour{true, true, true, true});
  const btt::fused::Encoder& encoder = *tokenizer->stages().encoder;
  const auto scratch = encoder.make_scratch();
  std::mt19937 random(3);
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string text = random_text(random, 300);
    btt::model::TokenBuffer whole;
    btt::model::TokenBuffer part;
    std::int32_t word = 0;
    if (!encoder.encode(text, 0, btt::fused::kNoLimit, word, *scratch, whole)) continue;
    const std::size_t limit = random() % (whole.size() + 10);
    word = 0;
    REQUIRE(encoder.encode(text, 0, limit, word, *scratch, part));
    REQUIRE(part.size() >= std::min(limit, whole.size()));
    REQUIRE(part.size() <= whole.size());
    CHECK(std::equal(part.ids.begin(), part.ids.end(), whole.ids.begin()));
  }
}

TEST_CASE("models that need the stages get no encoder") {
  const auto encoder_of = [](const std::string& vocab, const std::string& normalizer) {
    return btt::loader::load_memory(
               R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":)" +
               normalizer +
               R"(,"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":null,"decoder":null,)" +
               R"("model":{"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##",)" +
               R"("max_input_chars_per_word":100,"vocab":{)" + vocab + "}}}")
        ->stages()
        .encoder.get();
  };
  const std::string bert =
      R"({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true})";
  CHECK(load(Flavour{true, true, true, true})->stages().encoder != nullptr);
  CHECK(encoder_of(R"("a":0)", bert) == nullptr);                       // no unknown token
  CHECK(encoder_of(R"("u":0,"a":1,"b":1)", bert) == nullptr);           // an id twice
  CHECK(encoder_of(R"("u":0,"a":1000000)", bert) == nullptr);           // ids far apart
  CHECK(encoder_of(R"("u":0,"a":1)", R"({"type":"NFC"})") == nullptr);  // another normalizer
}
