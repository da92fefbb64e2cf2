#include "batch/batch.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "batch/threads.hpp"
#include "unit/batch/support.hpp"
#include "unit/encoding/show.hpp"
#include "unit/pipeline/options.hpp"
#include "unit/pipeline/samples.hpp"

using namespace btt;
using batch::Batch;
using batch::Field;
using batch::Flat;
using batch::Input;
using batch::Matrix;
using batch::OwnedInput;
using batch::Tensor;
using batch::Texts;
using pipeline::EncodeOptions;
using pipeline::Options;

namespace {

Texts texts_of(const std::vector<std::string>& rows, const std::vector<std::string>& pairs = {}) {
  Texts texts;
  for (const std::string& row : rows) texts.first.push_back({row});
  for (const std::string& row : pairs) texts.second.push_back({row});
  return texts;
}

std::size_t index_of(Field field) {
  return static_cast<std::size_t>(field);
}

Error failure_of(Batch& batch, const Texts& texts, const EncodeOptions& options) {
  const OwnedInput input(texts);
  try {
    batch.encode(input.get(), options);
  } catch (const Error& error) {
    return error;
  }
  return Error(Status::kOk, "no failure");
}

using Ids32 = std::vector<std::int32_t>;

}  // namespace

TEST_CASE("a batch leaves its memory to the next one of the same pool") {
  const auto tokenizer = samples::load(samples::kTemplate);
  const auto pool = std::make_shared<batch::BatchMemoryPool>();
  std::string text;
  for (int i = 0; i < 500; ++i) text += "a b c ";
  const OwnedInput long_input(texts_of({text, "a b c", "unwanted"}));
  const OwnedInput input(texts_of({"a b c", "", "unwanted"}));
  const EncodeOptions options = Options().longest().value;
  const auto ids_of = [](const Batch& batch) {
    Ids32 ids(batch.rows() * batch.width());
    Matrix matrix;
    matrix.rows = batch.rows();
    matrix.width = batch.width();
    matrix.fields[index_of(Field::kIds)].data = ids.data();
    batch.write(matrix);
    return ids;
  };
  Batch alone(tokenizer);
  alone.encode(input.get(), options);
  {
    Batch first(tokenizer, pool);
    first.encode(long_input.get(), options);
    CHECK(pool->idle_bytes() == 0);
  }
  const std::size_t left = pool->idle_bytes();
  CHECK(left > 6000);
  {
    Batch second(tokenizer, pool);
    CHECK(pool->idle_bytes() == 0);
    CHECK(second.rows() == 0);
    CHECK(second.tokens() == 0);
    second.encode(input.get(), options);
    CHECK(ids_of(second) == ids_of(alone));
  }
  CHECK(pool->idle_bytes() == left);
}

TEST_CASE("rows, width and tokens of a padded batch") {
  Batch batch(samples::load(samples::kTemplate));
  const OwnedInput input(texts_of({"a b c", "", "unwanted"}));
  batch.encode(input.get(), Options().longest().value);
  CHECK(batch.rows() == 3);
  CHECK(batch.width() == 5);
  CHECK(batch.tokens() == 5 + 2 + 5);
  batch.encode(input.get(), Options().longest().multiple(4).value);
  CHECK(batch.width() == 8);
  batch.encode(input.get(), Options().pad(3).value);
  CHECK(batch.width() == 5);  // a row that is longer than the target stays
  batch.encode(input.get(), Options().pad(7).value);
  CHECK(batch.width() == 7);
  batch.encode(input.get(), Options().value);
  CHECK(batch.width() == 5);
  // Parts that truncation cut off decide the width of the matrix, not the target of padding.
  batch.encode(OwnedInput(texts_of({"a"}, {"b"})).get(), Options().longest().value);
  CHECK(batch.width() == 5);
}

TEST_CASE("an empty batch") {
  Batch batch(samples::load(samples::kTemplate));
  const OwnedInput input{Texts()};
  batch.encode(input.get(), Options().longest().multiple(8).value);
  CHECK(batch.rows() == 0);
  CHECK(batch.width() == 0);
  CHECK(batch.tokens() == 0);
  batch.write(Matrix());
  std::int64_t offsets[] = {9, 9};
  Flat flat;
  flat.row_offsets = offsets;
  batch.write_ragged(flat);
  CHECK(offsets[0] == 0);
  CHECK(offsets[1] == 9);
}

TEST_CASE("32-bit and 64-bit matrices with strides") {
  Batch batch(samples::load(samples::kTemplate));
  const OwnedInput input(texts_of({"a b", "c"}));
  batch.encode(input.get(), Options().longest().value);
  REQUIRE(batch.width() == 4);
  Ids32 ids(14, -7);
  std::vector<std::int64_t> mask(12, -7);
  std::vector<std::int32_t> lengths(2, -7);
  Matrix matrix;
  matrix.rows = 2;
  matrix.width = 6;
  matrix.fields[index_of(Field::kIds)] = Tensor{ids.data(), false, 7};
  matrix.fields[index_of(Field::kMask)] = Tensor{mask.data(), true, 0};
  matrix.lengths = Tensor{lengths.data(), false, 0};
  batch.write(matrix);
  CHECK(ids == Ids32{2, 5, 6, 3, -7, -7, -7, 2, 7, 3, 0, -7, -7, -7});
  // Without a stride rows lie side by side at the width of the batch where they are padded to the longest.
  CHECK(mask == std::vector<std::int64_t>{1, 1, 1, 1, 1, 1, 1, 0, -7, -7, -7, -7});
  CHECK(lengths == std::vector<std::int32_t>{4, 3});
  // And at the width of the matrix otherwise; cells behind a row are left alone.
  batch.encode(input.get(), Options().value);
  std::fill(mask.begin(), mask.end(), -7);
  batch.write(matrix);
  CHECK(mask == std::vector<std::int64_t>{1, 1, 1, 1, -7, -7, 1, 1, 1, -7, -7, -7});
}

TEST_CASE("sample indexes name the input row of each overflow row") {
  Batch batch(samples::load(samples::kTemplate));
  const OwnedInput input(texts_of({"a b c", "d", "e f"}));
  EncodeOptions options = Options().max(3, 0).longest().value;
  options.return_overflow = true;
  batch.encode(input.get(), options);
  const batch::Written out = batch::written(batch);
  CHECK(std::vector<std::int64_t>(out.samples.begin(), out.samples.end() - 1) ==
        std::vector<std::int64_t>{0, 0, 0, 1, 2, 2});
  CHECK(out.samples == out.flat_samples);
  CHECK(std::vector<std::int64_t>(out.row_offsets.begin(), out.row_offsets.end() - 1) ==
        std::vector<std::int64_t>{0, 3, 6, 9, 12, 15, 18});
}

TEST_CASE("rows without a second text among pairs") {
  const auto tokenizer = samples::load(samples::kTemplate);
  Batch batch(tokenizer);
  // By flag, ...
  Texts texts = texts_of({"a", "b", "c"}, {"d", "e", ""});
  texts.has_pair = {1, 0, 1};
  const OwnedInput flagged(texts);
  batch.encode(flagged.get(), Options().value);
  CHECK(batch.tokens() == 5 + 3 + 4);
  // ... or by a view without data.
  const std::string_view firsts[] = {"a", "b"};
  const std::string_view seconds[] = {std::string_view(), std::string_view("", 0)};
  Input input;
  input.count = 2;
  input.texts.views = firsts;
  input.pairs.views = seconds;
  batch.encode(input, Options().value);
  CHECK(batch.tokens() == 3 + 4);
}

TEST_CASE("buffers that are too small and fields that were not tracked") {
  Batch batch(samples::load(samples::kTemplate));
  const OwnedInput input(texts_of({"a b", "c"}));
  batch.encode(input.get(), EncodeOptions());
  const auto status_of = [&](auto&& write) {
    try {
      write();
    } catch (const Error& error) {
      return error.status();
    }
    return Status::kOk;
  };
  std::vector<std::int64_t> cells(100);
  Matrix matrix;
  matrix.rows = 2;
  matrix.width = 4;
  CHECK(status_of([&] { batch.write(matrix); }) == Status::kOk);
  matrix.rows = 1;
  CHECK(status_of([&] { batch.write(matrix); }) == Status::kBufferTooSmall);
  matrix.rows = 2;
  matrix.width = 3;
  CHECK(status_of([&] { batch.write(matrix); }) == Status::kBufferTooSmall);
  matrix.width = 4;
  matrix.fields[index_of(Field::kOffsets)].data = cells.data();
  CHECK(status_of([&] { batch.write(matrix); }) == Status::kInvalidArgument);
  matrix.fields[index_of(Field::kOffsets)].data = nullptr;
  matrix.fields[index_of(Field::kWords)].data = cells.data();
  CHECK(status_of([&] { batch.write(matrix); }) == Status::kInvalidArgument);
  Flat flat;
  flat.rows = 2;
  flat.tokens = 7;
  CHECK(status_of([&] { batch.write_ragged(flat); }) == Status::kBufferTooSmall);  // no room for the offsets
  flat.row_offsets = cells.data();
  CHECK(status_of([&] { batch.write_ragged(flat); }) == Status::kOk);
  flat.tokens = 6;
  CHECK(status_of([&] { batch.write_ragged(flat); }) == Status::kBufferTooSmall);
  flat.tokens = 7;
  flat.rows = 1;
  CHECK(status_of([&] { batch.write_ragged(flat); }) == Status::kBufferTooSmall);
}

TEST_CASE("after a failure the batch is empty and can be used again") {
  Batch batch(samples::load(samples::kTemplate));
  const Texts texts = texts_of({"a b c", "a\xFF"});
  EncodeOptions options;
  CHECK(failure_of(batch, texts, options).status() == Status::kOk);
  CHECK(batch.rows() == 2);
  options.strict_utf8 = true;
  const Error error = failure_of(batch, texts, options);
  CHECK(error.status() == Status::kInvalidUtf8);
  CHECK(error.row() == 1);
  CHECK(error.byte() == 1);
  CHECK(batch.rows() == 0);
  CHECK(batch.width() == 0);
  CHECK(batch.tokens() == 0);
  options.strict_utf8 = false;
  CHECK(failure_of(batch, texts, options).status() == Status::kOk);
  batch.clear();
  CHECK(batch.rows() == 0);
}

TEST_CASE("the smallest failing row is reported, whatever stage it fails in") {
  // Row 1 fails in truncation, rows 3 and 4 are ill-formed.
  const Texts texts = texts_of({"a", "a b c d e", "b", "\xFF", "\xFF"}, {"a", "a b", "b", "c", "c"});
  EncodeOptions options = Options().max(5, 0).only_second().value;
  options.strict_utf8 = true;
  const auto tokenizer = samples::load(samples::kTemplate);
  Batch batch(tokenizer);
  CHECK(failure_of(batch, texts, options).row() == 1);
  const OwnedInput input(texts);
  try {
    batch.encode_general(input.get(), options);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.row() == 1);
  }
  options.truncation = pipeline::TruncationStrategy::kNone;
  CHECK(failure_of(batch, texts, options).row() == 3);
}

TEST_CASE("any number of threads gives the same") {
  const auto tokenizer = samples::load(samples::kTemplate);
  Texts texts;
  for (int i = 0; i < 300; ++i) {
    std::string text;
    for (int word = 0; word < 10 + i % 150; ++word)
      text += word % 7 == i % 7 ? "unwanted \u00E9," : " my [MASK] a";
    texts.first.push_back({text});
    texts.second.push_back({i % 3 == 0 ? "hello, world" : ""});
  }
  const OwnedInput input(texts);
  EncodeOptions options = Options().max(60, 5).longest().value;
  options.return_overflow = true;
  Batch batch(tokenizer);
  options.num_threads = 1;
  batch.encode(input.get(), options);
  const batch::Written one = batch::written(batch);
  CHECK(one.rows > 300);
  for (const std::uint32_t threads : {2U, 4U, 8U}) {
    CAPTURE(threads);
    options.num_threads = threads;
    batch.encode(input.get(), options);
    CHECK(batch::written(batch) == one);
    batch.encode_general(input.get(), options);
    CHECK(batch::written(batch) == one);
  }
}

TEST_CASE("the smallest failing row with many threads") {
  Texts texts;
  for (int i = 0; i < 400; ++i) texts.first.push_back({std::string(1000, 'a') + (i >= 123 ? "\xFF" : "")});
  EncodeOptions options;
  options.strict_utf8 = true;
  Batch batch(samples::load(samples::kTemplate));
  for (const std::uint32_t threads : {1U, 2U, 4U, 8U}) {
    options.num_threads = threads;
    const Error error = failure_of(batch, texts, options);
    CHECK(error.row() == 123);
    CHECK(error.byte() == 1000);
  }
}

TEST_CASE("encodings are padded together") {
  const auto tokenizer = samples::load(samples::kTemplate);
  const OwnedInput input(texts_of({"a b c", "d"}));
  const auto padded = batch::encode_encodings(*tokenizer, input.get(), Options().longest().multiple(4).value);
  REQUIRE(padded.size() == 2);
  CHECK(padded[0].size() == 8);
  CHECK(padded[1].size() == 8);
  CHECK(padded[1].attention_mask == std::vector<std::int32_t>{1, 1, 1, 0, 0, 0, 0, 0});
  CHECK(batch::encode_encodings(*tokenizer, input.get(), Options().value)[1].size() == 3);
}

TEST_CASE("second texts of type 0, as the reference's fast batches have them without a post-processor") {
  const OwnedInput input(texts_of({"a b", "c"}, {"d", "e"}));
  EncodeOptions options;
  options.pair_type_is_zero = true;
  CHECK(batch::encode_encodings(*samples::load(samples::kNone), input.get(), options)[0].type_ids ==
        std::vector<std::int32_t>{0, 0, 0});
  CHECK(batch::encode_encodings(*samples::load(samples::kTemplate), input.get(), options)[0].type_ids ==
        std::vector<std::int32_t>{0, 0, 0, 0, 1, 1});
  CHECK(batch::encode_encodings(*samples::load(samples::kBert), input.get(), options)[0].type_ids ==
        std::vector<std::int32_t>{0, 0, 0, 0, 1, 1});
}

namespace {

std::vector<std::string> decoded(const pipeline::Tokenizer& tokenizer, const batch::IdRows& ids,
                                 const batch::DecodeOptions& options) {
  const batch::DecodedRows texts = batch::decode_rows(tokenizer, ids, options);
  std::vector<std::string> out;
  for (std::size_t row = 0; row < texts.rows(); ++row) out.emplace_back(texts.text(row));
  return out;
}

}  // namespace

TEST_CASE("decoding rows") {
  const auto tokenizer = samples::load(samples::kTemplate);
  const std::int64_t wide[] = {2, 14, 15, 3, 19, 20, 0, 0};
  const std::int32_t narrow[] = {2, 14, 15, 3, 19, 20, 0, 0};
  batch::IdRows ids;
  ids.data = wide;
  ids.is_64 = true;
  ids.rows = 2;
  ids.width = 4;
  batch::DecodeOptions options;
  using Rows = std::vector<std::string>;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"[CLS] hello world [SEP]", "my name [PAD] [PAD]"});
  options.skip_special_tokens = true;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"hello world", "my name"});
  ids.data = narrow;
  ids.is_64 = false;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"hello world", "my name"});
  const std::int64_t lengths[] = {2, 1};
  ids.lengths = lengths;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"hello", "my"});
  ids.lengths = nullptr;
  ids.width = 2;
  ids.stride = 4;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"hello", "my name"});
  const std::int64_t offsets[] = {0, 0, 6, 8};
  ids.row_offsets = offsets;
  ids.rows = 3;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"", "hello world my name", ""});
  // No table does this.
  options.keep_spaces = true;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"", "hello world my name", ""});
  ids.data = wide;
  ids.is_64 = true;
  CHECK(decoded(*tokenizer, ids, options) == Rows{"", "hello world my name", ""});
}

TEST_CASE("many rows are decoded by several threads") {
  const auto tokenizer = samples::load(samples::kTemplate);
  std::vector<std::int32_t> data;
  std::vector<std::int64_t> offsets = {0};
  for (int row = 0; row < 3000; ++row) {
    for (int i = 0; i < row % 400; ++i) data.push_back((row + i * 5) % 34);
    offsets.push_back(static_cast<std::int64_t>(data.size()));
  }
  batch::IdRows ids;
  ids.data = data.data();
  ids.rows = 3000;
  ids.row_offsets = offsets.data();
  for (const bool keep_spaces : {false, true}) {
    batch::DecodeOptions options;
    options.keep_spaces = keep_spaces;
    options.num_threads = 1;
    const std::vector<std::string> expected = decoded(*tokenizer, ids, options);
    options.num_threads = 4;
    CHECK(decoded(*tokenizer, ids, options) == expected);
  }
}

TEST_CASE("strict ids name the row and the position") {
  const auto tokenizer = samples::load(samples::kTemplate);
  const std::int64_t wide[] = {2, 14, 15, 3, 19, 99, 0, 0};
  batch::IdRows ids;
  ids.data = wide;
  ids.is_64 = true;
  ids.rows = 2;
  ids.width = 4;
  batch::DecodeOptions options;
  options.strict_ids = true;
  try {
    batch::decode_rows(*tokenizer, ids, options);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.status() == Status::kNotFound);
    CHECK(error.row() == 1);
    CHECK(error.byte() == 1);
  }
}
