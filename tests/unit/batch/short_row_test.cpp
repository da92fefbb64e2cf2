#include "batch/short_row.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "unit/batch/support.hpp"
#include "unit/pipeline/options.hpp"
#include "unit/pipeline/samples.hpp"

using namespace btt;
using batch::Batch;
using batch::encode_short_row;
using batch::Field;
using batch::OwnedInput;
using batch::Texts;
using pipeline::EncodeOptions;
using pipeline::Options;
using pipeline::PaddingStrategy;
using pipeline::TruncationStrategy;

namespace {

using Ids = std::vector<std::int32_t>;

const std::string* const kSamples[] = {&samples::kTemplate, &samples::kBert,  &samples::kNone,
                                       &samples::kTypes,    &samples::kTwice, &samples::kSwapped,
                                       &samples::kMany,     &samples::kWords};

const std::vector<std::string> kTexts = {
    "",         " ",         "a", "a b", "unwanted my a", "[MASK] a [SEP]", "<new> <raw>", "e\u0301 \u4E2D",
    "a \xFF b", "b \xE2\x82"};

// The row that a batch makes; false where it refuses.
bool batch_row(Batch& batch, const std::string& text, const EncodeOptions& options, Ids& out) {
  Texts texts;
  texts.first = {{text}};
  const OwnedInput input(texts);
  try {
    batch.encode(input.get(), options);
  } catch (const Error&) {
    return false;
  }
  const std::vector<std::int64_t> ids =
      batch::written(batch).flat_fields[static_cast<std::size_t>(Field::kIds)];
  out.assign(ids.begin(), ids.end() - 1);
  return true;
}

}  // namespace

TEST_CASE("a short row has the ids of a batch's row, or is left to the batch") {
  std::size_t made = 0;
  std::size_t left = 0;
  for (const std::string* const sample : kSamples) {
    const auto tokenizer = samples::load(*sample);
    Batch batch(tokenizer);
    Ids got;  // used again and again, as callers do
    for (unsigned bits = 0; bits < 64; ++bits) {
      EncodeOptions options;
      options.add_special_tokens = (bits & 1) != 0;
      options.special_as_text = (bits & 2) != 0;
      options.strict_utf8 = (bits & 4) != 0;
      options.truncation = (bits & 8) != 0 ? TruncationStrategy::kLongestFirst : TruncationStrategy::kNone;
      options.max_length = (bits & 16) != 0 ? 1 : 4;
      options.padding = (bits & 32) != 0 ? PaddingStrategy::kFixed : PaddingStrategy::kNone;
      options.pad_to_length = 3;
      for (const std::string& text : kTexts) {
        CAPTURE(bits);
        CAPTURE(text);
        Ids want;
        const bool works = batch_row(batch, text, options, want);
        bool short_works = false;
        try {
          short_works = encode_short_row(*tokenizer, text, options, got);
        } catch (const Error&) {
          CHECK(!works);
        }
        if (short_works) {
          REQUIRE(works);
          CHECK(got == want);
        }
        ++(short_works ? made : left);
      }
    }
  }
  CHECK(made > 500);
  CHECK(left > 500);
}

TEST_CASE("what a row of its own takes is left to the batch") {
  const auto tokenizer = samples::load(samples::kTemplate);
  Ids ids;
  CHECK(encode_short_row(*tokenizer, "a b", Options().value, ids));
  CHECK(ids.size() == 4);
  CHECK_FALSE(encode_short_row(*tokenizer, "a b", Options().longest().value, ids));
  EncodeOptions cut;
  cut.truncation = TruncationStrategy::kLongestFirst;
  cut.max_length = 4;
  CHECK(encode_short_row(*tokenizer, "a b", cut, ids));
  cut.max_length = 3;
  CHECK_FALSE(encode_short_row(*tokenizer, "a b", cut, ids));
  // A sequence that stands twice in the template has no layout.
  CHECK_FALSE(encode_short_row(*samples::load(samples::kTwice), "a b", Options().value, ids));
}
