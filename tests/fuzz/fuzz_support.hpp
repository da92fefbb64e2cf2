// What the fuzz targets share: reading choices from bytes, a tokenizer to work on, and the check that ends a
// run.
//
// A target is one file with LLVMFuzzerTestOneInput. It takes bytes and no files but its own, compares the
// library with itself (expected values of the reference are the business of tests/python) and ends the
// process where two answers differ. Two programs run it: libFuzzer's (preset fuzz) and
// replay/replay_main.cpp, an ordinary test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "budtiktok.h"

namespace fuzz {

// Ends the process: libFuzzer, the sanitizers and ctest all take an abort for a finding.
inline void require(bool condition, const char* what) {
  if (condition) return;
  btt_error_detail detail{};
  detail.struct_size = sizeof(detail);
  btt_last_error(&detail);
  std::fprintf(stderr, "does not hold: %s\nlast error: %s\n", what, detail.message);
  std::abort();
}

inline void require_ok(btt_status status, const char* what) {
  require(status == BTT_OK, what);
}

// Choices from the front of the input; zeros once it is used up, so that every input is a complete one.
class Choices {
 public:
  Choices(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  std::uint8_t byte() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }

  bool yes() { return (byte() & 1) != 0; }

  // One of 0 .. count - 1, count <= 256.
  std::size_t below(std::size_t count) { return byte() % count; }

  std::uint32_t word() {
    std::uint32_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | byte();
    return value;
  }

  std::string_view text(std::size_t size) {
    if (size > size_) size = size_;
    const std::string_view found(reinterpret_cast<const char*>(data_), size);
    data_ += size;
    size_ -= size;
    return found;
  }

  std::string_view rest() { return text(size_); }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

// A small BERT: every ASCII letter and digit alone and as a continuation, some words and punctuation, tokens
// of two, three and four bytes, added tokens with each of the matching flags.
inline std::string tiny_tokenizer_json() {
  std::string vocab;
  int next = 0;
  const auto add = [&](std::string_view token) {
    if (next != 0) vocab += ',';
    vocab.append("\"").append(token).append("\":").append(std::to_string(next++));
  };
  for (const char* token : {"[PAD]",
                            "[UNK]",
                            "[CLS]",
                            "[SEP]",
                            "[MASK]",
                            "the",
                            "token",
                            "##ize",
                            "##ing",
                            "un",
                            "##able",
                            "cafe",
                            "##123",
                            ".",
                            ",",
                            "!",
                            "?",
                            "-",
                            "[",
                            "]",
                            "\xC3\xA9",
                            "##\xC3\xA9",
                            "\xE6\xBC\xA2",
                            "\xE5\xAD\x97",
                            "\xE0\xA4\x95",
                            "##\xE0\xA4\xBE",
                            "\xF0\x9F\x98\x80",
                            "\xE1\x84\x92",
                            "\xEF\xBF\xBD"}) {
    add(token);
  }
  for (std::string_view set :
       {"abcdefghijklmnoprstuvwxyz", "0123456789"}) {  // without q: words with it are unknown
    for (const char c : set) {
      add(std::string(1, c));
      add("##" + std::string(1, c));
    }
  }
  const auto added = [](int id, const char* content, const char* flags) {
    return "{\"id\":" + std::to_string(id) + ",\"content\":\"" + content + "\"," + flags + "}";
  };
  const char* plain =
      R"("single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true)";
  const char* left = R"("single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"special":true)";
  const char* right = R"("single_word":false,"lstrip":false,"rstrip":true,"normalized":true,"special":false)";
  const char* word = R"("single_word":true,"lstrip":false,"rstrip":false,"normalized":true,"special":false)";
  return R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[)" + added(0, "[PAD]", plain) +
         "," + added(2, "[CLS]", plain) + "," + added(3, "[SEP]", plain) + "," + added(4, "[MASK]", left) +
         "," + added(next, "NewLine", right) + "," + added(next + 1, "ok", word) +
         R"(],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,)"
         R"("strip_accents":null,"lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},)"
         R"("post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},)"
         R"({"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],"pair":[)"
         R"({"SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},)"
         R"({"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"B","type_id":1}},)"
         R"({"SpecialToken":{"id":"[SEP]","type_id":1}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],)"
         R"("tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}},)"
         R"("decoder":{"type":"WordPiece","prefix":"##","cleanup":true},"model":{"type":"WordPiece",)"
         R"("unk_token":"[UNK]","continuing_subword_prefix":"##","max_input_chars_per_word":20,"vocab":{)" +
         vocab + "}}}";
}

inline const btt_tokenizer* tiny_tokenizer() {
  static btt_tokenizer* tokenizer = [] {
    const std::string json = tiny_tokenizer_json();
    btt_tokenizer* loaded = nullptr;
    require_ok(btt_load_memory(json.data(), json.size(), nullptr, &loaded),
               "the tokenizer of the fuzz targets loads");
    return loaded;
  }();
  return tokenizer;
}

}  // namespace fuzz
