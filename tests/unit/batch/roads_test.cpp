// The direct road gives the rows of the general one, whatever is wanted: random texts and options, all
// fields.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "base/error.hpp"
#include "unit/batch/support.hpp"
#include "unit/pipeline/options.hpp"
#include "unit/pipeline/samples.hpp"

using namespace btt;
using batch::Batch;
using batch::OwnedInput;
using batch::Texts;
using batch::Written;
using pipeline::EncodeOptions;
using pipeline::PaddingStrategy;
using pipeline::TruncationStrategy;

namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::mt19937 engine_;
};

std::string random_text(Random& random) {
  static const std::vector<std::string> parts = {
      "a",       "b",      "un",         "wanted", "want",  " ",        " ",   " ",     "\t",
      ",",       "!",      "[MASK]",     "[SEP]",  "<new>", "<raw>",    "MY",  "my ",   "\u00E9",
      "e\u0301", "\u4E2D", "\U0001F600", "\u200B", "\xFF",  "\xE2\x82", "zzz", "hello "};
  std::string text;
  for (std::size_t count = random.below(9); count > 0; --count) text += parts[random.below(parts.size())];
  return text;
}

std::vector<std::vector<std::string>> random_rows(Random& random, std::size_t count, bool is_pretokenized) {
  std::vector<std::vector<std::string>> rows(count);
  for (auto& row : rows) {
    const std::size_t words = is_pretokenized ? random.below(5) : 1;
    while (row.size() < words) row.push_back(random_text(random));
  }
  return rows;
}

Texts random_texts(Random& random) {
  Texts texts;
  texts.is_pretokenized = random.one_in(3);
  texts.packed = random.one_in(2);
  const std::size_t count = random.below(6);
  texts.first = random_rows(random, count, texts.is_pretokenized);
  if (random.one_in(2)) {
    texts.second = random_rows(random, count, texts.is_pretokenized);
    if (random.one_in(2)) {
      for (std::size_t i = 0; i < count; ++i) texts.has_pair.push_back(random.one_in(2) ? 1 : 0);
    }
  }
  return texts;
}

EncodeOptions random_options(Random& random) {
  EncodeOptions o;
  o.truncation = static_cast<TruncationStrategy>(random.below(4));
  o.truncation_direction = static_cast<pipeline::Direction>(random.below(2));
  o.max_length = random.below(12);
  o.stride = random.one_in(2) ? 0 : random.below(4);
  o.padding = static_cast<PaddingStrategy>(random.below(3));
  o.pad_to_length = random.below(14);
  o.pad_to_multiple_of = random.one_in(2) ? 0 : random.below(9);
  o.pad.direction = static_cast<pipeline::Direction>(random.below(2));
  o.pad.id = 5;
  o.pad.type_id = 3;
  o.offset_unit = static_cast<pipeline::OffsetUnit>(random.below(3));
  o.add_special_tokens = !random.one_in(3);
  o.special_as_text = random.one_in(4);
  o.return_overflow = random.one_in(2);
  o.track_offsets = !random.one_in(4);
  o.track_words = !random.one_in(4);
  return o;
}

struct Outcome {
  bool failed = false;
  Status status = Status::kOk;
  std::string what;
  Written written;
  bool direct = false;

  friend bool operator==(const Outcome& a, const Outcome& b) {
    return a.failed == b.failed && a.status == b.status && a.what == b.what && a.written == b.written;
  }
};

Outcome outcome(Batch& batch, const Texts& texts, const EncodeOptions& options, bool general) {
  const OwnedInput input(texts);
  Outcome out;
  try {
    if (general) {
      batch.encode_general(input.get(), options);
    } else {
      batch.encode(input.get(), options);
    }
    out.direct = batch.is_direct();
    out.written = batch::written(batch);
  } catch (const Error& error) {
    out.failed = true;
    out.status = error.status();
    out.what = "row " + std::to_string(error.row()) + ": " + error.what();
  }
  return out;
}

const std::string* const kSamples[] = {&samples::kTemplate, &samples::kBert,  &samples::kNone,
                                       &samples::kTypes,    &samples::kTwice, &samples::kSwapped,
                                       &samples::kMany,     &samples::kWords};

}  // namespace

TEST_CASE("both roads give the same rows") {
  std::size_t direct = 0;
  std::size_t failed = 0;
  std::size_t overflowing = 0;
  for (std::size_t s = 0; s < std::size(kSamples); ++s) {
    const auto tokenizer = samples::load(*kSamples[s]);
    Batch first(tokenizer);  // used again and again, as callers do
    Batch second(tokenizer);
    Random random(static_cast<unsigned>(s + 1));
    for (int round = 0; round < 400; ++round) {
      const Texts texts = random_texts(random);
      const EncodeOptions options = random_options(random);
      const Outcome a = outcome(first, texts, options, false);
      const Outcome b = outcome(second, texts, options, true);
      CAPTURE(s);
      CAPTURE(round);
      REQUIRE(a.what == b.what);
      for (std::size_t f = 0; f < batch::kFields; ++f) {
        CAPTURE(f);
        REQUIRE(a.written.fields[f] == b.written.fields[f]);
        REQUIRE(a.written.flat_fields[f] == b.written.flat_fields[f]);
      }
      REQUIRE(a == b);
      if (a.direct) ++direct;
      if (a.failed) ++failed;
      if (a.written.rows > texts.first.size()) ++overflowing;
    }
  }
  // The comparison is not of the general road with itself, nor of failures.
  CHECK(direct > 1000);
  CHECK(failed > 50);
  CHECK(failed < 1500);
  CHECK(overflowing > 300);
}

TEST_CASE("the number of tokens that is counted is the length of the rows") {
  for (std::size_t s = 0; s < std::size(kSamples); ++s) {
    const auto tokenizer = samples::load(*kSamples[s]);
    Batch batch(tokenizer);
    Random random(static_cast<unsigned>(100 + s));
    for (int round = 0; round < 200; ++round) {
      const Texts texts = random_texts(random);
      EncodeOptions options = random_options(random);
      options.return_overflow = false;
      const OwnedInput input(texts);
      std::vector<std::int64_t> counted(texts.first.size());
      std::string counting;
      try {
        batch::count_tokens(*tokenizer, input.get(), options, counted.data());
      } catch (const Error& error) {
        counting = "row " + std::to_string(error.row());
      }
      CAPTURE(s);
      CAPTURE(round);
      options.stride = 0;  // of the overflow parts, which counting does not look at
      const Outcome rows = outcome(batch, texts, options, false);
      REQUIRE(counting == (rows.failed ? rows.what.substr(0, rows.what.find(':')) : ""));
      if (rows.failed) continue;
      for (std::size_t i = 0; i < counted.size(); ++i) REQUIRE(counted[i] == rows.written.lengths[i]);
    }
  }
}

TEST_CASE("which post-processors have direct rows") {
  const auto is_direct = [](const std::string& json) { return batch::has_direct_rows(*samples::load(json)); };
  CHECK(is_direct(samples::kTemplate));
  CHECK(is_direct(samples::kBert));
  CHECK(is_direct(samples::kNone));
  CHECK(is_direct(samples::kTypes));
  CHECK(is_direct(samples::kMany));
  CHECK(is_direct(samples::kWords));
  CHECK_FALSE(is_direct(samples::kTwice));
  CHECK_FALSE(is_direct(samples::kSwapped));
}

TEST_CASE("a call is direct where all its rows are") {
  const Texts single{{{"a b"}}, {}, {}, false, false};
  const Texts pairs{{{"a b"}}, {{"b"}}, {}, false, false};
  EncodeOptions options;
  EncodeOptions overflow;
  overflow.return_overflow = true;
  const auto is_direct = [](const std::string& json, const Texts& texts, const EncodeOptions& wanted) {
    Batch batch(samples::load(json));
    return outcome(batch, texts, wanted, false).direct;
  };
  CHECK(is_direct(samples::kTemplate, pairs, overflow));
  CHECK(is_direct(samples::kBert, pairs, overflow));
  // The single template of this one is plain, the one for pairs is not.
  CHECK(is_direct(samples::kSwapped, single, options));
  CHECK_FALSE(is_direct(samples::kSwapped, pairs, options));
  CHECK_FALSE(is_direct(samples::kTwice, single, options));
  // Without a post-processor the parts of a pair record their sequences otherwise than its main row.
  CHECK(is_direct(samples::kNone, single, overflow));
  CHECK(is_direct(samples::kNone, pairs, options));
  CHECK_FALSE(is_direct(samples::kNone, pairs, overflow));
}

TEST_CASE("a row that ends early is the row of the whole text") {
  // Without a token that is looked for in normalized text, which takes the encoder away.
  std::string json = samples::kTemplate;
  const std::string normalized =
      "\"content\":\"<new>\",\"single_word\":false,\"lstrip\":false,\"rstrip\":false,";
  const std::size_t at = json.find(normalized + "\"normalized\":true");
  REQUIRE(at != std::string::npos);
  json.replace(at + normalized.size(), std::string("\"normalized\":true").size(), "\"normalized\":false");
  const auto tokenizer = samples::load(json);
  REQUIRE(tokenizer->splits_at_spaces());
  Batch first(tokenizer);
  Batch second(tokenizer);
  Random random(9);
  std::size_t cut = 0;
  for (int round = 0; round < 400; ++round) {
    Texts texts;
    texts.is_pretokenized = random.one_in(4);
    for (int row = 0; row < 2; ++row) {
      std::string text;
      for (std::size_t parts = random.below(400); parts > 0; --parts) text += random_text(random);
      // Also without any place to cut.
      if (random.one_in(8)) text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
      texts.first.push_back({text, "wanted"});
      if (!texts.is_pretokenized) texts.first.back().pop_back();
    }
    EncodeOptions options = random_options(random);
    options.max_length = 2 + random.below(random.one_in(2) ? 20 : 300);
    options.return_overflow = random.one_in(6);
    const Outcome expected = outcome(second, texts, options, true);
    CHECK(outcome(first, texts, options, false) == expected);
    cut += !expected.failed && expected.written.rows != 0 && options.truncation != TruncationStrategy::kNone
               ? 1
               : 0;
  }
  CHECK(cut > 100);
}
