#include "batch/short_texts.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "loader/load.hpp"
#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"
#include "unit/batch/support.hpp"
#include "unit/pipeline/options.hpp"

using namespace btt;
using batch::Batch;
using batch::OwnedInput;
using batch::Texts;
using pipeline::EncodeOptions;
using pipeline::Options;

namespace {

// GPT-2's pattern over bytes and a few merges, with an added token.
std::shared_ptr<const pipeline::Tokenizer> load() {
  std::string vocab;
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string token;
    unicode::append(token, text::kByteChars[byte]);
    if (token == "\"" || token == "\\") token.insert(0, "\\");
    vocab += "\"" + token + "\":" + std::to_string(byte) + ",";
  }
  return loader::load_memory(
      R"({"version":"1.0","truncation":null,"padding":null,"added_tokens":[{"id":300,"content":"<x>",)"
      R"("single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],)"
      R"("normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,)"
      R"("use_regex":true},"post_processor":null,"decoder":null,"model":{"type":"BPE","dropout":null,)"
      R"("unk_token":null,"continuing_subword_prefix":null,"end_of_word_suffix":null,"fuse_unk":false,)"
      R"("byte_fallback":false,"vocab":{)" +
      vocab +
      R"("th":256,"the":257,"\u0120the":258,"at":259},"merges":[["t","h"],["th","e"],["\u0120","the"],)"
      R"(["a","t"]]}})");
}

std::string random_text(std::mt19937& random) {
  static const char* const kParts[] = {"the",  " the", "that",         " ",    "\n",
                                       "1234", "<x>",  "\xE4\xB8\xAD", "\xFF", "'s"};
  std::string text;
  for (std::size_t parts = random() % 12 == 0 ? 900 : random() % 40; parts > 0; --parts)
    text += kParts[random() % (sizeof(kParts) / sizeof(kParts[0]))];
  return text;
}

std::vector<std::int64_t> ids_of(const Batch& batch, std::vector<std::int64_t>& offsets) {
  std::vector<std::int64_t> ids(batch.tokens() + 1);
  offsets.assign(batch.rows() + 1, 0);
  batch::Flat flat;
  flat.rows = batch.rows();
  flat.tokens = batch.tokens();
  batch::Tensor& tensor = flat.fields[static_cast<std::size_t>(batch::Field::kIds)];
  tensor.data = ids.data();
  tensor.is_64 = true;
  flat.row_offsets = offsets.data();
  batch.write_ragged(flat);
  return ids;
}

}  // namespace

TEST_CASE("rows of a batch with short texts are what each is by itself, again and again") {
  const auto tokenizer = load();
  REQUIRE(tokenizer->joins_texts());
  std::mt19937 random(9);
  for (const std::size_t count : {2u, 17u, 300u}) {
    Texts texts;
    for (std::size_t i = 0; i < count; ++i) {
      // Some come twice in the batch.
      texts.first.push_back(i % 9 == 8 ? texts.first[i / 2] : std::vector<std::string>{random_text(random)});
      const bool has_pair = i % 6 == 5;
      texts.second.push_back({has_pair ? random_text(random) : std::string()});
      texts.has_pair.push_back(has_pair ? 1 : 0);
    }
    const OwnedInput input(texts);
    for (const std::size_t length : {0u, 1u, 5u, 64u}) {
      EncodeOptions options;
      if (length != 0) {
        options.truncation = pipeline::TruncationStrategy::kLongestFirst;
        options.max_length = length;
      }
      for (const std::uint32_t threads : {1u, 3u}) {
        options.num_threads = threads;
        Batch batch(tokenizer);
        for (int again = 0; again < 3; ++again) {
          batch.encode(input.get(), options);
          REQUIRE(batch.is_direct());
          std::vector<std::int64_t> offsets;
          const std::vector<std::int64_t> ids = ids_of(batch, offsets);
          // The general road takes no two texts together.
          Batch general(tokenizer);
          general.encode_general(input.get(), options);
          std::vector<std::int64_t> expected_offsets;
          const std::vector<std::int64_t> expected = ids_of(general, expected_offsets);
          REQUIRE(offsets == expected_offsets);
          REQUIRE(ids == expected);
        }
      }
    }
  }
}

TEST_CASE("which batches have short texts that are encoded together") {
  const auto tokenizer = load();
  const OwnedInput two(Texts{{{"the"}, {"that"}}, {}, {}, false, false});
  const OwnedInput one(Texts{{{"the"}}, {}, {}, false, false});
  EncodeOptions options;
  CHECK(batch::ShortTexts::serves(*tokenizer, two.get(), options));
  CHECK_FALSE(batch::ShortTexts::serves(*tokenizer, one.get(), options));
  options.track_offsets = true;
  CHECK_FALSE(batch::ShortTexts::serves(*tokenizer, two.get(), options));
}

TEST_CASE(
    "texts that come again are known at the third time, also among so many that the second one looks new") {
  const auto tokenizer = load();
  const auto remembered = [&] { return tokenizer->workspaces().remembered_bytes(); };
  Texts texts;
  std::size_t bytes = 0;
  for (int i = 0; i < 1000; ++i) {
    texts.first.push_back({"the text of number " + std::to_string(i)});
    bytes += texts.first.back()[0].size();
  }
  const OwnedInput input(texts);
  EncodeOptions options;
  options.num_threads = 1;
  Batch batch(tokenizer);
  batch.encode(input.get(), options);
  // 3,600 others: the cache of texts begins anew with what it has seen, but has the tags.
  Texts others;
  for (int i = 0; i < 3600; ++i) others.first.push_back({"another one of number " + std::to_string(i)});
  const OwnedInput other_input(others);
  batch.encode(other_input.get(), options);
  batch.encode(input.get(), options);
  const std::uint64_t before = remembered();
  batch.encode(input.get(), options);
  // Many have lost their tags to others, of which a set has four.
  CHECK(remembered() - before > bytes / 4);
}

TEST_CASE("the first row that is ill-formed is named, whatever waits before it") {
  const auto tokenizer = load();
  for (const std::uint32_t threads : {1u, 3u}) {
    Texts texts;
    for (int i = 0; i < 400; ++i) texts.first.push_back({std::string(i % 3 == 0 ? 900 : 100, 'a') + " the"});
    for (const std::size_t row : {37u, 38u, 399u}) texts.first[row][0] += "\xFF";
    const OwnedInput input(texts);
    EncodeOptions options;
    options.strict_utf8 = true;
    options.num_threads = threads;
    Batch batch(tokenizer);
    std::int64_t row = -1;
    try {
      batch.encode(input.get(), options);
    } catch (const Error& error) {
      row = error.row();
      CHECK(error.status() == Status::kInvalidUtf8);
    }
    CHECK(row == 37);
    CHECK(batch.rows() == 0);
  }
}
