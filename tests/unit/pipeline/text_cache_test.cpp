#include "pipeline/text_cache.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "pipeline/tokenizer.hpp"
#include "samples.hpp"

using namespace btt;
using model::TokenBuffer;
using pipeline::TextCache;

namespace {

constexpr std::size_t kBytes = TextCache::kLeastBytes;

// Tokens that follow from a seed: their number, and how big the numbers are.
void fill(TokenBuffer& tokens, std::size_t count, std::int32_t largest, bool details) {
  tokens.start(details, details, false);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = static_cast<std::uint32_t>(i);
    tokens.add(largest - static_cast<std::int32_t>(i % 7), text::Span{at, at + 3},
               static_cast<std::int32_t>(i));
  }
}

bool are_equal(const TokenBuffer& a, const TokenBuffer& b) {
  return a.ids == b.ids && a.words == b.words && a.spans == b.spans;
}

// A cache, and what a worker does with it.
struct Worker {
  TextCache cache{kBytes};
  TextCache::Place place;
  TextCache::Sequence sequence;
  TokenBuffer found;

  bool look_up(const std::string& text, bool details, TextCache::Manner manner = {}) {
    found.start(details, details, false);
    return cache.look_up(text, manner, found, sequence, place);
  }
  // Twice met, then kept.
  void teach(const std::string& text, const TokenBuffer& tokens, TextCache::Sequence about = {}) {
    if (!look_up(text, tokens.wants_spans) && !cache.wants(place)) look_up(text, tokens.wants_spans);
    REQUIRE(cache.wants(place));
    cache.keep(place, text, tokens, about);
  }
};

}  // namespace

TEST_CASE("a text is wanted the second time and known the third") {
  Worker worker;
  const std::string text = "a text of more than sixteen bytes";
  TokenBuffer tokens;
  fill(tokens, 9, 500, true);
  CHECK_FALSE(worker.look_up(text, true));
  CHECK_FALSE(worker.cache.wants(worker.place));
  CHECK_FALSE(worker.look_up(text, true));
  CHECK(worker.cache.wants(worker.place));
  worker.cache.keep(worker.place, text, tokens, TextCache::Sequence{4, 30, 3});
  CHECK(worker.look_up(text, true));
  CHECK(are_equal(worker.found, tokens));
  CHECK(worker.sequence.words == 4);
  CHECK(worker.sequence.fused_bytes == 30);
  CHECK(worker.sequence.staged_bytes == 3);
  // Ids alone are a part of it.
  CHECK(worker.look_up(text, false));
  CHECK(worker.found.ids == tokens.ids);
  CHECK(worker.found.spans.empty());
  CHECK_FALSE(worker.look_up(text + "!", true));
}

TEST_CASE("a text that is known is wanted and known again however many new ones come between") {
  Worker worker;
  const std::string text = "a text of more than sixteen bytes";
  TokenBuffer tokens;
  fill(tokens, 9, 500, false);
  worker.teach(text, tokens);
  std::size_t misses = 0;
  for (int i = 0; i < 20000; ++i) {
    CHECK_FALSE(worker.look_up("a new text, number " + std::to_string(i), false));
    CHECK_FALSE(worker.cache.wants(worker.place));
    if (i % 100 != 0) continue;
    if (!worker.look_up(text, false)) {
      ++misses;
      REQUIRE(worker.cache.wants(worker.place));
      worker.cache.keep(worker.place, text, tokens, {});
    }
    REQUIRE(worker.look_up(text, false));
    CHECK(are_equal(worker.found, tokens));
  }
  // Once each time that the bits of what was seen are cleared.
  CHECK(misses >= 3);
  CHECK(misses <= 6);
}

TEST_CASE("details that were not kept are wanted anew") {
  Worker worker;
  const std::string text = "a text of more than sixteen bytes";
  TokenBuffer ids;
  fill(ids, 9, 500, false);
  worker.teach(text, ids);
  CHECK_FALSE(worker.look_up(text, true));
  CHECK(worker.cache.wants(worker.place));
  TokenBuffer all;
  fill(all, 9, 500, true);
  worker.cache.keep(worker.place, text, all, {});
  CHECK(worker.look_up(text, true));
  CHECK(are_equal(worker.found, all));
}

TEST_CASE("spans in another unit are wanted anew, ids are the same in all") {
  Worker worker;
  const std::string text = "a text of more than sixteen bytes";
  TokenBuffer bytes;
  fill(bytes, 9, 500, true);
  worker.teach(text, bytes);
  const TextCache::Manner code_points{false, 0, text::OffsetUnit::kCodePoints};
  const TextCache::Manner utf16{false, 0, text::OffsetUnit::kUtf16};
  CHECK_FALSE(worker.look_up(text, true, code_points));
  CHECK_FALSE(worker.look_up(text, true, utf16));
  CHECK(worker.look_up(text, true));
  CHECK(worker.look_up(text, false, code_points));
  CHECK_FALSE(worker.look_up(text, true, code_points));
  REQUIRE(worker.cache.wants(worker.place));
  TokenBuffer moved;
  fill(moved, 8, 400, true);
  worker.cache.keep(worker.place, text, moved, {});
  CHECK(worker.look_up(text, true, code_points));
  CHECK(are_equal(worker.found, moved));
  CHECK_FALSE(worker.look_up(text, true, utf16));
  CHECK_FALSE(worker.look_up(text, true));
}

TEST_CASE("special tokens as text and SIMD levels are other questions") {
  Worker worker;
  const std::string text = "a text of more than sixteen bytes";
  TokenBuffer tokens;
  fill(tokens, 9, 500, false);
  worker.teach(text, tokens);
  CHECK(worker.look_up(text, false, {false, 0}));
  CHECK_FALSE(worker.look_up(text, false, {true, 0}));
  CHECK_FALSE(worker.look_up(text, false, {false, 1}));
  CHECK_FALSE(worker.look_up(text, false, {true, 1}));
  CHECK(worker.look_up(text, false, {false, 0}));
}

TEST_CASE("numbers of all sizes come back, from texts of all sizes") {
  for (const std::size_t size : {16U, 31U, 32U, 33U, 64U, 500U, 65535U, 65536U, 70000U}) {
    for (const std::int32_t largest : {6, 65535, 65536, 16777215}) {
      Worker worker;
      const std::string text(size, 'x');
      TokenBuffer tokens;
      // More words than 16 bits count, once.
      fill(tokens, size == 70000 ? 4000 : 11, largest, true);
      if (size == 70000) tokens.words[3] = 70000;
      worker.teach(text, tokens);
      CHECK(worker.look_up(text, true));
      CHECK(are_equal(worker.found, tokens));
    }
  }
}

TEST_CASE("ids of more than 24 bits are not kept") {
  Worker worker;
  const std::string text = "a text of more than sixteen bytes";
  TokenBuffer tokens;
  for (const std::int32_t largest : {16777216, 2147483647}) {
    fill(tokens, 5, largest, false);
    worker.teach(text, tokens);
    CHECK_FALSE(worker.look_up(text, false));
  }
}

TEST_CASE("texts that are too short, too long or have texts of their own are not kept") {
  Worker worker;
  TokenBuffer tokens;
  fill(tokens, 3, 5, false);
  for (const std::size_t size : {std::size_t{0}, TextCache::kLeastText - 1, kBytes}) {
    const std::string text(size, 'x');
    for (int i = 0; i < 3; ++i) {
      CHECK_FALSE(worker.look_up(text, false));
      CHECK_FALSE(worker.cache.wants(worker.place));
    }
  }
  CHECK(worker.cache.capacity_bytes() == 0);
  // Fits, but not with its tokens.
  const std::string text(kBytes - (std::size_t{36} << 10) - 64, 'x');
  fill(tokens, 1000, 5, false);
  worker.teach(text, tokens);
  CHECK_FALSE(worker.look_up(text, false));
  const std::string short_text(100, 'y');
  tokens.start(false, false, true);
  tokens.add_with_text(1, text::Span{0, 1}, 0, "y");
  worker.teach(short_text, tokens);
  CHECK_FALSE(worker.look_up(short_text, false));
  TextCache none(kBytes - 1);
  TextCache::Place place;
  TextCache::Sequence sequence;
  for (int i = 0; i < 3; ++i) CHECK_FALSE(none.look_up(short_text, {}, worker.found, sequence, place));
  CHECK(none.capacity_bytes() == 0);
}

TEST_CASE("the newest texts are known, within the bound, whatever was written over") {
  Worker worker;
  std::mt19937 random(7);
  std::vector<std::string> texts;
  std::size_t hits = 0;
  const auto tokens_of = [](const std::string& text, TokenBuffer& tokens) {
    fill(tokens, text.size() / 4, static_cast<std::int32_t>(text.size() * 1000), true);
  };
  TokenBuffer expected;
  for (std::size_t i = 0; i < 3000; ++i) {
    if (texts.size() < 600) {
      std::string text(16 + random() % 4000, static_cast<char>('a' + i % 26));
      text += std::to_string(i);
      texts.push_back(text);
    }
    const std::string& text = i % 3 == 0 ? texts.back() : texts[random() % texts.size()];
    tokens_of(text, expected);
    if (worker.look_up(text, true)) {
      ++hits;
      REQUIRE(are_equal(worker.found, expected));
    } else if (worker.cache.wants(worker.place)) {
      worker.cache.keep(worker.place, text, expected, {});
      REQUIRE(worker.look_up(text, true));
      REQUIRE(are_equal(worker.found, expected));
    }
    REQUIRE(worker.cache.capacity_bytes() <= kBytes);
  }
  CHECK(hits > 100);
  CHECK(worker.cache.capacity_bytes() > kBytes / 2);
}

TEST_CASE("spans are in the unit that is asked for, remembered or not") {
  const auto tokenizer = loader::load_memory(samples::kNone);
  pipeline::Workspace workspace;
  pipeline::SequenceOptions options;
  options.spans = true;
  const std::string text = "hello \u00E9 [MASK] my \U0001F600 name, unwanted \u4E2D xyz";
  TokenBuffer bytes;
  bytes.start(true, false, false);
  tokenizer->encode_sequence(text, options, workspace, bytes);
  for (const auto unit :
       {text::OffsetUnit::kCodePoints, text::OffsetUnit::kBytes, text::OffsetUnit::kUtf16}) {
    options.unit = unit;
    text::OffsetConverter units;
    units.reset(text, unit);
    for (int times = 1; times <= 4; ++times) {
      const std::uint64_t remembered = workspace.remembered_bytes;
      TokenBuffer found;
      found.start(true, false, false);
      tokenizer->encode_sequence(text, options, workspace, found);
      REQUIRE(found.ids == bytes.ids);
      for (std::size_t i = 0; i < found.size(); ++i) CHECK(found.spans[i] == units.convert(bytes.spans[i]));
      if (times == 4) CHECK(workspace.remembered_bytes > remembered);
    }
    const text::Span all{0, static_cast<std::uint32_t>(text.size())};
    CHECK(pipeline::to_offset(units.convert(all)).end == pipeline::count_units(text, text, unit));
  }
}

TEST_CASE("the pipeline gives the same the first, the second and the third time, and counts the third") {
  const auto tokenizer = loader::load_memory(samples::kNone);
  pipeline::Workspace workspace;
  pipeline::SequenceOptions options;
  options.spans = options.words = true;
  const std::string text = "hello <new> world [MASK] my name, unwanted xyz";
  TokenBuffer first;
  TokenBuffer again;
  first.start(true, true, false);
  const std::int32_t words = tokenizer->encode_sequence(text, options, workspace, first);
  const std::uint64_t once = workspace.fused_bytes + workspace.staged_bytes;
  for (std::uint64_t times = 2; times <= 4; ++times) {
    again.start(true, true, false);
    CHECK(tokenizer->encode_sequence(text, options, workspace, again) == words);
    CHECK(are_equal(again, first));
    CHECK(workspace.fused_bytes + workspace.staged_bytes == times * once);
    CHECK(workspace.remembered_bytes == (times - std::min<std::uint64_t>(times, 2)) * once);
  }
  // A limit that is reached stops the walk: nothing is kept.
  const std::string other = "my name, the world! hello a b c d e f";
  options.limit = 3;
  for (int i = 0; i < 4; ++i) {
    again.start(true, true, false);
    tokenizer->encode_sequence(other, options, workspace, again);
    CHECK(again.size() >= 3);
  }
  options.limit = fused::kNoLimit;
  first.start(true, true, false);
  options.stages_only = true;
  tokenizer->encode_sequence(other, options, workspace, first);
  options.stages_only = false;
  again.start(true, true, false);
  tokenizer->encode_sequence(other, options, workspace, again);
  CHECK(are_equal(again, first));
}
