#include "fused/byte_level_bpe.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "loader/load.hpp"
#include "pipeline/tokenizer.hpp"
#include "regex/word_patterns.hpp"
#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"
#include "unit/fused/both_ways.hpp"

using btt::pipeline::Tokenizer;

namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

// All bytes, and what random merges make: short ones of letters and spaces, many with a lower rank than those
// that they are made of.
struct Model {
  std::string suffix;  // of the last character of a word
  std::vector<std::string> tokens;
  std::string merges;

  explicit Model(std::string end_of_word = "") : suffix(std::move(end_of_word)) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      tokens.emplace_back();
      btt::unicode::append(tokens.back(), btt::text::kByteChars[byte]);
    }
    for (unsigned byte = 0; byte < 256 && !suffix.empty(); ++byte) tokens.push_back(tokens[byte] + suffix);
    std::vector<std::string> parts;
    for (const char* bytes :
         {"t", "h", "e", " ", "a", "s", "\xE4", "\xB8", "\xAD", "\n", "!", "\xC3", "\xA9", "'", "1"})
      parts.push_back(tokens[static_cast<unsigned char>(*bytes)]);
    if (!suffix.empty()) {
      for (std::size_t i = parts.size(); i > 0; --i) parts.push_back(parts[i - 1] + suffix);
    }
    const auto is_last = [this](const std::string& part) {
      return !suffix.empty() && part.size() >= suffix.size() &&
             part.compare(part.size() - suffix.size(), suffix.size(), suffix) == 0;
    };
    std::mt19937 random(17);
    for (int i = 0; i < 900; ++i) {
      const std::string left = parts[random() % parts.size()];
      const std::string right = parts[random() % parts.size()];
      if (is_last(left)) continue;
      const std::string both = left + right;
      if (both.size() > 24 || std::find(tokens.begin(), tokens.end(), both) != tokens.end()) continue;
      tokens.push_back(both);
      parts.push_back(both);
      merges += (merges.empty() ? "[" : ",[") + quoted(left) + "," + quoted(right) + "]";
    }
    // Tokens that no merge makes, for ignore_merges.
    tokens.emplace_back("zebra");
    tokens.emplace_back("\u0120zebra");
  }

  std::string json(const std::string& options) const {
    std::string vocab;
    for (std::size_t i = 0; i < tokens.size(); ++i)
      vocab += (i == 0 ? "" : ",") + quoted(tokens[i]) + ":" + std::to_string(i);
    return R"({"type":"BPE","dropout":null,"unk_token":null,"continuing_subword_prefix":null,)"
           R"("end_of_word_suffix":)" +
           (suffix.empty() ? "null" : quoted(suffix)) + R"(,"fuse_unk":false,"byte_fallback":false)" +
           options + ",\"vocab\":{" + vocab + "},\"merges\":[" + merges + "]}";
  }
};

std::string byte_level(bool prefix, bool use_regex) {
  return std::string(R"({"type":"ByteLevel","add_prefix_space":)") + (prefix ? "true" : "false") +
         R"(,"trim_offsets":true,"use_regex":)" + (use_regex ? "true}" : "false}");
}

std::string split(std::string_view pattern, const char* rest = R"("behavior":"Isolated","invert":false)") {
  return R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":)" + quoted(pattern) +
         "}," + rest + "}," + byte_level(false, false) + "]}";
}

std::string sequence(std::string_view type, const std::string& members) {
  return std::string(R"({"type":"Sequence",")") + std::string(type) + "\":[" + members + "]}";
}

std::string isolated(std::string_view pattern) {
  std::string escaped;
  for (const char c : pattern) escaped += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return R"({"type":"Split","pattern":{"Regex":")" + escaped + R"("},"behavior":"Isolated","invert":false})";
}

std::shared_ptr<const Tokenizer> load(const std::string& pre_tokenizer,
                                      const std::string& normalizer = "null",
                                      const std::string& options = R"(,"ignore_merges":false)",
                                      const std::string& added = "", const Model* model = nullptr) {
  static const Model plain;
  if (model == nullptr) model = &plain;
  return btt::loader::load_memory(R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[)" +
                                  added + R"(],"normalizer":)" + normalizer + R"(,"pre_tokenizer":)" +
                                  pre_tokenizer + R"(,"post_processor":null,"decoder":null,"model":)" +
                                  model->json(options) + "}");
}

// Encodes by the encoder and by the stages.
class Pair {
 public:
  explicit Pair(std::shared_ptr<const Tokenizer> tokenizer) : tokenizer_(std::move(tokenizer)) {
    REQUIRE(tokenizer_->stages().encoder != nullptr);
    REQUIRE(std::string(tokenizer_->stages().encoder->name()) == "byte-level-bpe");
  }

  bool agrees(const std::string& text) {
    btt::pipeline::SequenceOptions options;
    options.spans = options.words = options.texts = options.stages_only = true;
    options.remembers = false;
    expected_.start(true, true, true);
    tokenizer_->encode_sequence(text, options, stages_, expected_);
    options.stages_only = false;
    for (const bool details : {true, false}) {
      options.spans = options.words = options.texts = details;
      found_.start(details, details, details);
      tokenizer_->encode_sequence(text, options, fused_, found_);
      if (found_.ids != expected_.ids) return false;
      if (details && (found_.words != expected_.words || found_.spans != expected_.spans)) return false;
    }
    return true;
  }
  std::uint64_t staged() const { return fused_.staged_bytes; }

 private:
  std::shared_ptr<const Tokenizer> tokenizer_;
  btt::pipeline::Workspace stages_;
  btt::pipeline::Workspace fused_;
  btt::model::TokenBuffer expected_;
  btt::model::TokenBuffer found_;
};

std::string random_text(std::mt19937& random, std::size_t parts) {
  static const std::vector<std::string> kParts = {
      "the",     " the",  "that",       "a",      "T",    " zebra", "zebra",   "'s",  "'re", "é",   "中",
      "中文",    " ",     "  ",         "\n",     "\r\n", "\t",     "!",       "...", "1",   "234", "\u3000",
      "e\u0301", "हिन्दी", "\U0001F600", "\u200D", "<x>",  "\u00A0", "the the", "has", "ate"};
  std::string text;
  for (std::size_t i = 0; i < parts; ++i) {
    const auto n = static_cast<std::uint32_t>(random());
    if (n % 61 == 0) {
      static const std::size_t kSizes[] = {7, 14, 15, 16, 17, 95, 96, 97, 200, 254, 255, 256, 257, 700};
      text.append(kSizes[(n >> 8) % (sizeof(kSizes) / sizeof(kSizes[0]))], "ath e!"[(n >> 16) % 6]);
    } else if (n % 7 == 0) {
      for (std::size_t k = 1 + (n >> 8) % 120; k > 0; --k) text += "theas"[random() % 5];
    } else {
      text += kParts[(n >> 8) % kParts.size()];
    }
  }
  return text;
}

const std::string kNfc = R"({"type":"NFC"})";
const std::string kClipForm = sequence(
    "normalizers",
    R"({"type":"NFC"},{"type":"Replace","pattern":{"Regex":"\\s+"},"content":" "},{"type":"Lowercase"})");
// What makes texts longer, shorter, empty.
const std::string kOddForm = sequence(
    "normalizers",
    R"({"type":"NFKD"},{"type":"Strip","strip_left":true,"strip_right":true},{"type":"StripAccents"},)"
    R"({"type":"Replace","pattern":{"String":"at"},"content":"the the"},{"type":"Prepend","prepend":"s"})");
const std::string kAdded =
    R"({"id":5000,"content":"<x>","single_word":false,"lstrip":true,"rstrip":false,"normalized":true,"special":false})";

}  // namespace

TEST_CASE("random texts, all shapes") {
  std::mt19937 random(7);
  std::vector<std::shared_ptr<const Tokenizer>> all;
  for (const std::string& normalizer : {std::string("null"), kNfc}) {
    for (const bool prefix : {false, true}) all.push_back(load(byte_level(prefix, true), normalizer));
    for (const std::string_view pattern : {btt::regex::Gpt2::kText, btt::regex::Cl100k::kText,
                                           btt::regex::Qwen::kText, btt::regex::O200k::kText}) {
      all.push_back(load(split(pattern), normalizer));
    }
    all.push_back(load(split(btt::regex::Qwen::kText, R"("behavior":"Removed","invert":true)"), normalizer));
    all.push_back(load(byte_level(false, true), normalizer, R"(,"ignore_merges":true)"));
    all.push_back(load(byte_level(true, true), normalizer, R"(,"ignore_merges":false)", kAdded));
  }
  for (const auto& tokenizer : all) {
    Pair pair(tokenizer);
    for (std::size_t i = 0; i < 250; ++i) {
      const std::string text = random_text(random, 1 + i % 60);
      INFO("text: ", text);
      REQUIRE(pair.agrees(text));
    }
  }
}

TEST_CASE("a new cache knows tokens that are their own words") {
  for (const char* const ignored : {"false", "true"}) {
    const std::string options = std::string(R"(,"ignore_merges":)") + ignored;
    btt::fused::BothWays both(load(byte_level(false, true), "null", options), "byte-level-bpe");
    CHECK(both.right_seeds() > 100);
  }
}

TEST_CASE("several texts at once are what each is by itself") {
  std::mt19937 random(23);
  std::vector<std::shared_ptr<const Tokenizer>> all;
  for (const bool prefix : {false, true}) all.push_back(load(byte_level(prefix, true)));
  for (const std::string_view pattern : {btt::regex::Gpt2::kText, btt::regex::Cl100k::kText,
                                         btt::regex::Qwen::kText, btt::regex::O200k::kText}) {
    all.push_back(load(split(pattern)));
  }
  all.push_back(load(byte_level(false, true), kNfc, R"(,"ignore_merges":true)"));
  for (const auto& tokenizer : all) {
    const btt::fused::Encoder& encoder = *tokenizer->stages().encoder;
    REQUIRE(encoder.joins_texts());
    const auto one = encoder.make_scratch();
    const auto many = encoder.make_scratch();
    // Of no words, of more than a group has, and more texts than that.
    for (const std::size_t count : {0u, 1u, 2u, 40u, 600u}) {
      std::vector<std::string> texts;
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t parts = count == 600 ? i % 2 : i % 5 == 0 ? 0 : i % 17 == 3 ? 700 : random() % 30;
        texts.push_back(random_text(random, parts));
      }
      std::vector<std::string_view> views(texts.begin(), texts.end());
      std::vector<std::size_t> ends(count);
      btt::model::TokenBuffer found;
      btt::model::TokenBuffer expected;
      found.start(false, false, false);
      expected.start(false, false, false);
      // What was there stays.
      for (btt::model::TokenBuffer* buffer : {&found, &expected}) buffer->ids.push_back(-5);
      REQUIRE(encoder.encode_many(views.data(), count, *many, found, ends.data()));
      for (std::size_t i = 0; i < count; ++i) {
        std::int32_t word = 0;
        REQUIRE(encoder.encode(texts[i], 0, btt::fused::kNoLimit, word, *one, expected));
        INFO("text: ", texts[i]);
        REQUIRE(ends[i] == expected.size());
      }
      CHECK(found.ids == expected.ids);
    }
  }
}

TEST_CASE("which texts may be encoded with others, and chains never") {
  using Joining = Tokenizer::Joining;
  const auto look_at = [](const Tokenizer& tokenizer, btt::pipeline::Workspace& workspace,
                          std::string_view text) {
    btt::model::TokenBuffer found;
    found.start(false, false, false);
    btt::pipeline::TextCache::Place place;
    return tokenizer.look_at(text, btt::pipeline::SequenceOptions(), workspace, found, place);
  };
  {
    const auto tokenizer = load(byte_level(false, true), kNfc, R"(,"ignore_merges":false)", kAdded);
    btt::pipeline::Workspace workspace;
    CHECK(look_at(*tokenizer, workspace, "the zebra has that") == Joining::kJoins);
    CHECK(look_at(*tokenizer, workspace, "an added <x>") == Joining::kAlone);
    CHECK(look_at(*tokenizer, workspace, "e\u0301 is no normal form") == Joining::kAlone);
    // What came before is to be remembered, then known.
    btt::model::TokenBuffer found;
    for (const Joining expected : {Joining::kAlone, Joining::kKnown}) {
      found.start(false, false, false);
      tokenizer->encode_sequence("the zebra has that", btt::pipeline::SequenceOptions(), workspace, found);
      CHECK(look_at(*tokenizer, workspace, "the zebra has that") == expected);
    }
  }
  CHECK_FALSE(load(isolated("[0-9]"))->joins_texts());
}

TEST_CASE("random texts, chains and normalizers") {
  const Model suffixed("</w>");
  const std::string bytes = byte_level(false, false);
  const std::string bytes_again = byte_level(false, true);
  const std::string clip = R"({"type":"Split","pattern":{"Regex":)" + quoted(btt::regex::Clip::kText) +
                           R"(},"behavior":"Removed","invert":true},)";
  const std::vector<std::string> chains = {
      byte_level(false, true), byte_level(true, true), sequence("pretokenizers", clip + bytes),
      sequence("pretokenizers", clip + bytes_again),
      // DeepSeek's, Falcon's.
      sequence("pretokenizers", isolated("\\p{N}{1,3}") + "," + isolated(btt::regex::DeepSeekCjk::kText) +
                                    "," + isolated(btt::regex::DeepSeekWords::kText) + "," + bytes),
      sequence("pretokenizers", R"({"type":"Punctuation","behavior":"Contiguous"},)" + bytes_again +
                                    R"(,{"type":"Digits","individual_digits":false},)" +
                                    isolated("[0-9][0-9][0-9]")),
      // Any others.
      sequence("pretokenizers", R"({"type":"Digits","individual_digits":true},)" + bytes_again),
      sequence("pretokenizers", R"({"type":"Whitespace"},)" + bytes),
      sequence("pretokenizers",
               isolated("(?:a|e)+") + R"(,{"type":"Punctuation","behavior":"MergedWithNext"},)" + bytes),
      split(" +"), split(btt::regex::Qwen::kText, R"("behavior":"Contiguous","invert":false)"),
      split(btt::regex::Gpt2::kText, R"("behavior":"Removed","invert":false)")};
  std::mt19937 random(9);
  for (const std::string& normalizer : {std::string("null"), kNfc, kClipForm, kOddForm}) {
    for (const std::string& chain : chains) {
      for (const Model* model : {static_cast<const Model*>(nullptr), &suffixed}) {
        Pair pair(
            load(chain, normalizer, R"(,"ignore_merges":false)", random() % 2 == 0 ? kAdded : "", model));
        CAPTURE(chain);
        CAPTURE(normalizer);
        for (std::size_t i = 0; i < 60; ++i) {
          const std::string text = random_text(random, i % 40);
          INFO("text: ", text);
          REQUIRE(pair.agrees(text));
        }
        CHECK(pair.staged() == 0);
      }
    }
  }
}

TEST_CASE("a token of a suffix that may be bytes as well") {
  // "<", "/", "w", "></w>" make the text of a token that is the suffix of ">".
  Model model("</w>");
  model.tokens.insert(model.tokens.end(), {"</", "</w", "a</w"});
  const std::string merges = model.merges;
  model.merges = R"(["<","/"],["</","w"],["a","</w"])";
  CHECK(load(byte_level(false, true), "null", "", "", &model)->stages().encoder != nullptr);
  model.merges += R"(,["a</w",">"])";
  CHECK(load(byte_level(false, true), "null", "", "", &model)->stages().encoder == nullptr);
}

TEST_CASE("what the normalizer changes is encoded too") {
  Pair plain(load(byte_level(false, true)));
  Pair nfc(load(byte_level(false, true), kNfc));
  CHECK(plain.agrees("e\u0301 the"));
  CHECK(plain.staged() == 0);
  CHECK(nfc.agrees("\u00E9 the"));
  CHECK(nfc.staged() == 0);
  CHECK(nfc.agrees("e\u0301 the"));
  CHECK(nfc.agrees("  e\u0301\u0323 \u0301"));
  CHECK(nfc.staged() == 0);
}

TEST_CASE("long words") {
  Pair pair(load(byte_level(false, true)));
  std::mt19937 random(3);
  for (const char* part : {"a", " ", "the", "\n", "1", "é", "\U0001F600\u200D", "a1"}) {
    std::string text;
    while (text.size() < 60000) text += part;
    CHECK(pair.agrees(text));
  }
  std::string text;
  while (text.size() < 60000) text += "theas"[random() % 5];
  CHECK(pair.agrees(text));
  CHECK(pair.staged() == 0);
}

TEST_CASE("the cache forgets and goes on") {
  Pair pair(load(byte_level(false, true)));
  std::mt19937 random(11);
  for (std::size_t round = 0; round < 25; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 600; ++i) {
      for (std::size_t k = 16 + random() % 200; k > 0; --k) text += "theasxyz"[random() % 8];
      text += ' ';
    }
    REQUIRE(pair.agrees(text));
  }
}

TEST_CASE("a limit ends behind a word and changes nothing before") {
  const auto tokenizer = load(byte_level(true, true));
  const btt::fused::Encoder& encoder = *tokenizer->stages().encoder;
  const auto scratch = encoder.make_scratch();
  std::mt19937 random(3);
  for (std::size_t i = 0; i < 200; ++i) {
    const std::string text = random_text(random, 300);
    btt::model::TokenBuffer whole;
    btt::model::TokenBuffer part;
    std::int32_t word = 0;
    REQUIRE(encoder.encode(text, 0, btt::fused::kNoLimit, word, *scratch, whole));
    const std::size_t limit = random() % (whole.size() + 10);
    word = 0;
    REQUIRE(encoder.encode(text, 0, limit, word, *scratch, part));
    REQUIRE(part.size() >= std::min(limit, whole.size()));
    REQUIRE(part.size() <= whole.size());
    CHECK(std::equal(part.ids.begin(), part.ids.end(), whole.ids.begin()));
  }
}

TEST_CASE("a vocabulary may lack bytes that never occur, others where no token stands for them") {
  static const Model model;
  const auto without = [&](const std::vector<unsigned>& bytes, const std::string& unknown) {
    std::string json = model.json("");
    for (const unsigned byte : bytes) {
      const std::string entry = quoted(model.tokens[byte]) + ":" + std::to_string(byte) + ",";
      const std::size_t at = json.find(entry);
      REQUIRE(at != std::string::npos);
      json.erase(at, entry.size());
    }
    const std::string none = R"("unk_token":null)";
    json.replace(json.find(none), none.size(), R"("unk_token":)" + unknown);
    return btt::loader::load_memory(
        R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,"pre_tokenizer":)" +
        byte_level(false, true) + R"(,"post_processor":null,"decoder":null,"model":)" + json + "}");
  };
  for (const char* unknown : {"null", R"("!")"}) {
    Pair pair(without({0xFF, 0xC1}, unknown));
    CHECK(pair.agrees("the \xF4\x8F\xBF\xBF that"));
  }
  CHECK(without({0xF4}, R"("!")")->stages().encoder == nullptr);
  CHECK(without({0x7F}, R"("!")")->stages().encoder == nullptr);
  // These vanish, and what stands around them merges.
  Pair pair(without({0xF4, 0x03, 0x84, 'z'}, "null"));
  std::mt19937 random(23);
  for (std::size_t i = 0; i < 500; ++i) {
    std::string text;
    for (std::size_t k = random() % 150; k > 0; --k) {
      static const std::vector<std::string> kSome = {"t", "h",    "e",      " ",          "a",  "s",
                                                     "z", "\x03", "\u0104", "\U00100104", "zz", "th"};
      text += kSome[random() % kSome.size()];
    }
    INFO("text: ", text);
    REQUIRE(pair.agrees(text));
  }
  CHECK(pair.agrees("\x03"));
  CHECK(pair.agrees("zzz\x03 z"));
  CHECK(pair.staged() == 0);
}

TEST_CASE("stages of other families get no encoder") {
  const auto has = [](const std::shared_ptr<const Tokenizer>& tokenizer) {
    return tokenizer->stages().encoder != nullptr;
  };
  CHECK(has(load(byte_level(false, true))));
  CHECK_FALSE(has(load(byte_level(false, false))));
  CHECK(has(load(byte_level(false, true), R"({"type":"NFKC"})")));
  CHECK(has(load(split(" +"))));
  CHECK_FALSE(has(load(isolated(" +"))));
  CHECK_FALSE(has(load(R"({"type":"Whitespace"})")));
  CHECK_FALSE(has(load(sequence("pretokenizers", isolated(" +") + "," + byte_level(true, false)))));
  CHECK_FALSE(has(load(sequence("pretokenizers", byte_level(false, true) + "," + isolated(" +")))));
}
