// The table beside the decoder itself. tests/python/test_decode_roads.py has the reference beside both.
#include "pipeline/decode_table.hpp"

#include <doctest/doctest.h>

#include <random>
#include <thread>

#include "base/error.hpp"
#include "unit/pipeline/samples.hpp"

using namespace btt;
using pipeline::DecodeTable;
using pipeline::Tokenizer;

namespace {

std::string word_level(const std::string& decoder, const std::vector<std::string>& tokens) {
  std::string vocab;
  for (std::size_t i = 0; i < tokens.size(); ++i)
    vocab += (i > 0 ? ",\"" : "\"") + tokens[i] + "\":" + std::to_string(i);
  return R"json({"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":0,"content":"<s>",)json"
         R"json("single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],)json"
         R"json("normalizer":null,"pre_tokenizer":null,"post_processor":null,"decoder":)json" +
         decoder + R"json(,"model":{"type":"WordLevel","unk_token":"a","vocab":{)json" + vocab + "}}}";
}

const char* const kLlama =
    R"json({"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},)json"
    R"json({"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]})json";
const char* const kByteLevel =
    R"json({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})json";
const char* const kWordPiece = R"json({"type":"WordPiece","prefix":"##","cleanup":true})json";
const char* const kMetaspace =
    R"json({"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true})json";

const std::vector<std::string> kTokens = {"<s>",
                                          "a",
                                          "##b",
                                          ".",
                                          "'s",
                                          "n't",
                                          " ' ",
                                          " .",
                                          "do not",
                                          "\u2581",
                                          "\u2581a",
                                          "\u2581a\u2581b",
                                          "a\u2581b",
                                          "\u2581\u2581",
                                          "<0x41>",
                                          "<0xE2>",
                                          "<0x82>",
                                          "<0xAC>",
                                          "\u0120a",
                                          "\u00E2",
                                          "\u0124",
                                          "\u00AC",
                                          "\u00E9",
                                          "日本",
                                          "fourteen-bytes",
                                          "fifteen--bytes.",
                                          "sixteen--bytes..",
                                          "\u2581"
                                          "fifteen-bytes-",
                                          "##and\u2581some\u2581more\u2581that\u2581is\u2581long"};

// Both roads, from ids of both widths.
void check_row(const Tokenizer& tokenizer, const std::vector<std::int64_t>& ids, bool skip,
               bool keep_spaces) {
  std::string expected = "before ";
  tokenizer.decode_by_stages(ids.data(), ids.size(), skip, keep_spaces, false, expected);
  std::string found = "before ";
  tokenizer.decode(ids.data(), ids.size(), skip, keep_spaces, false, found);
  CHECK(found == expected);
  const DecodeTable* const table = tokenizer.decode_table(keep_spaces);
  if (table == nullptr) return;
  const std::vector<std::int32_t> narrow(ids.begin(), ids.end());
  GrownArray<char> out;
  out.append("before ", 7);
  const std::size_t begin = table->decode(narrow.data(), narrow.size(), skip, false, out);
  REQUIRE(begin >= 7);
  CHECK("before " + std::string(out.begin() + begin, out.end()) == expected);
}

}  // namespace

TEST_CASE("the table gives what the decoder gives") {
  for (const char* decoder : {"null", kLlama, kByteLevel, kWordPiece, kMetaspace}) {
    CAPTURE(decoder);
    const auto tokenizer = samples::load(word_level(decoder, kTokens));
    REQUIRE(tokenizer->decode_table(false) != nullptr);
    // Clean-up is in the entries.
    CHECK((tokenizer->decode_table(true) == nullptr) == (decoder == kWordPiece));
    std::mt19937 random(1);
    const auto size = static_cast<std::int64_t>(kTokens.size());
    for (int row = 0; row < 4000; ++row) {
      std::vector<std::int64_t> ids(random() % 9);
      for (std::int64_t& id : ids) id = static_cast<std::int64_t>(random() % (kTokens.size() + 3)) - 1;
      if (row % 40 == 0) ids.push_back(row % 80 == 0 ? size + 5000 : -1000);
      check_row(*tokenizer, ids, row % 2 == 0, row % 4 < 2);
    }
    for (std::int64_t first = 0; first < size; ++first) {
      check_row(*tokenizer, {first}, true, false);
      for (std::int64_t second = 0; second < size; ++second)
        check_row(*tokenizer, {first, second}, false, false);
    }
    std::vector<std::int64_t> many(10'000);
    for (std::int64_t& id : many) id = static_cast<std::int64_t>(random() % (kTokens.size() + 1));
    check_row(*tokenizer, many, false, false);
    check_row(*tokenizer, std::vector<std::int64_t>(5000, 0), true, false);
    check_row(*tokenizer, std::vector<std::int64_t>(5000, 15), true, false);
  }
}

TEST_CASE("an unknown id is named by its position") {
  for (const char* decoder : {"null", kLlama, kByteLevel}) {
    const auto tokenizer = samples::load(word_level(decoder, kTokens));
    const std::vector<std::vector<std::int64_t>> rows = {{1, 2, 999},   {999},   {0, 999},
                                                         {14, 999, 15}, {-1, 1}, {1, std::int64_t{1} << 40}};
    for (const std::vector<std::int64_t>& ids : rows) {
      std::string messages[2];
      for (const bool by_stages : {false, true}) {
        std::string out;
        try {
          if (by_stages) {
            tokenizer->decode_by_stages(ids.data(), ids.size(), true, false, true, out);
          } else {
            tokenizer->decode(ids.data(), ids.size(), true, false, true, out);
          }
        } catch (const Error& error) {
          CHECK(error.status() == Status::kNotFound);
          messages[by_stages ? 1 : 0] = error.what() + std::to_string(error.byte());
        }
      }
      CHECK_FALSE(messages[0].empty());
      CHECK(messages[0] == messages[1]);
    }
  }
}

TEST_CASE("tokenizers without a table") {
  CHECK(samples::load(word_level(R"json({"type":"BPEDecoder","suffix":"##"})json", kTokens))
            ->decode_table(false) == nullptr);
  std::string sparse = word_level("null", {"<s>", "a"});
  sparse.replace(sparse.find("\"a\":1"), 5, "\"a\":900000");
  const auto tokenizer = samples::load(sparse);
  CHECK(tokenizer->decode_table(false) == nullptr);
  check_row(*tokenizer, {900000, 0, 7, 900000}, false, false);
}

TEST_CASE("memory is taken with the first ids, and counted") {
  const auto tokenizer = samples::load(word_level(kWordPiece, kTokens));
  const std::size_t before = tokenizer->memory_bytes();
  check_row(*tokenizer, {1, 2}, false, false);
  const std::size_t with_table = tokenizer->memory_bytes();
  CHECK(with_table - before == 16 * kTokens.size());
  check_row(*tokenizer, {1, 28, 28}, false, false);
  CHECK(tokenizer->memory_bytes() > with_table + kTokens[28].size());
}

TEST_CASE("threads that meet new ids at once") {
  std::vector<std::string> tokens;
  for (int i = 0; i < 2000; ++i)
    tokens.push_back((i % 2 == 0 ? "token " : "a longer token ") + std::to_string(i));
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 4000; ++i) ids.push_back(i * 7 % 2000);
  for (int round = 0; round < 5; ++round) {
    const auto tokenizer = samples::load(word_level("null", tokens));
    std::string expected;
    tokenizer->decode_by_stages(ids.data(), ids.size(), true, false, false, expected);
    std::vector<std::string> found(4);
    std::vector<std::thread> threads;
    for (std::string& out : found) {
      threads.emplace_back([&] { tokenizer->decode(ids.data(), ids.size(), true, false, false, out); });
    }
    for (std::thread& thread : threads) thread.join();
    for (const std::string& text : found) CHECK(text == expected);
  }
}
