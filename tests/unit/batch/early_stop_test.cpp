#include "batch/early_stop.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "unit/fused/unigram_tokenizer.hpp"

using namespace btt;
using batch::end_of_part;
using batch::TokenStore;

namespace {

std::shared_ptr<const pipeline::Tokenizer> unigram() {
  return fused::load_unigram(
      {fused::precompiled(fused::usual_rules()), fused::split_first(fused::metaspace("always"))});
}

pipeline::SequenceOptions everything(std::size_t limit, text::OffsetUnit unit = text::OffsetUnit::kBytes) {
  pipeline::SequenceOptions wanted;
  wanted.spans = true;
  wanted.unit = unit;
  wanted.words = true;
  wanted.limit = limit;
  return wanted;
}

TokenStore encode_whole(const pipeline::Tokenizer& tokenizer, std::string_view text, text::OffsetUnit unit) {
  pipeline::Workspace workspace;
  TokenStore store;
  const pipeline::SequenceOptions wanted = everything(fused::kNoLimit, unit);
  const std::string_view valid = pipeline::checked_text(text, false, workspace);
  workspace.tokens.start(true, true, false);
  tokenizer.encode_sequence(valid, wanted, workspace, workspace.tokens);
  batch::append_tokens(wanted, text, valid, 0, 0, workspace, store);
  return store;
}

// Whether `part` begins with the first tokens of `whole`. What stands behind them may be anything.
bool is_beginning(const TokenStore& part, const TokenStore& whole, std::size_t limit) {
  const std::size_t size = std::min(limit, whole.ids.size());
  if (part.ids.size() < size) return false;
  REQUIRE(part.words.size() == part.ids.size());
  REQUIRE(part.offsets.size() == part.ids.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (part.ids[i] != whole.ids[i] || part.words[i] != whole.words[i] ||
        part.offsets[i].begin != whole.offsets[i].begin || part.offsets[i].end != whole.offsets[i].end) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("a part ends in front of the nearest space at which the text may be cut") {
  CHECK(end_of_part("the cat sat on", 0, 8, false) == 7);
  CHECK(end_of_part("the cat sat on", 7, 4, false) == 11);
  CHECK(end_of_part("the cat sat on", 7, 100, false) == 14);
  CHECK(end_of_part("internationalization of", 0, 12, false) == 20);
  CHECK(end_of_part("internationalization of", 0, 4, false) == 23);
  CHECK(end_of_part("\xC3\xA9\xC3\xA9\xC3\xA9 \xC3\xA9 abcd", 0, 8, false) == 14);
  CHECK(end_of_part("\xC3\xA9\xC3\xA9\xC3\xA9 \xC3\xA9 abcd", 0, 8, true) == 6);
  // White space stays in one part.
  CHECK(end_of_part("abcde  fgh ij", 0, 7, true) == 5);
  CHECK(end_of_part("abc\n fgh ij", 0, 6, true) == 8);
  CHECK(end_of_part("ab\xE3\x80\x80 fgh ij", 0, 6, true) == 9);
  CHECK(end_of_part("abc\xC2\xA0 fgh ij", 0, 6, true) == 9);
}

TEST_CASE("the beginning of a text has the tokens, offsets and words of the whole") {
  const auto tokenizer = unigram();
  REQUIRE(tokenizer->splits_at_spaces());
  const char* const parts[] = {"the",          "cat",    "at",     "internationalization",
                               "\u4E2D\u6587", "<x>",    "\u00E9", "\xFF",
                               "\xE2\x82",     "\uFF21", "\u0301", "."};
  const char* const spaces[] = {" ", " ", " ", " ", "  ", "\n", "\u3000 ", "\u00A0 "};
  std::mt19937 random(5);
  std::size_t stopped = 0;
  for (std::size_t round = 0; round < 300; ++round) {
    std::string text;
    for (std::size_t i = 0; i < 400; ++i) {
      text += parts[random() % 12];
      text += spaces[random() % 8];
    }
    const std::size_t limit = 1 + random() % 200;
    const auto unit = static_cast<text::OffsetUnit>(random() % 3);
    pipeline::Workspace workspace;
    TokenStore part;
    if (!batch::encode_beginning(*tokenizer, text, everything(limit, unit), workspace, part)) {
      REQUIRE(part.ids.empty());
      continue;
    }
    const TokenStore whole = encode_whole(*tokenizer, text, unit);
    stopped += part.ids.size() < whole.ids.size();
    REQUIRE(is_beginning(part, whole, limit));
  }
  CHECK(stopped > 200);
}

TEST_CASE("what the encoder declines is encoded in one part") {
  const auto tokenizer = unigram();
  std::string text = "\x01";
  for (std::size_t i = 0; i < 2000; ++i) text += "the cat ";
  pipeline::Workspace workspace;
  TokenStore part;
  REQUIRE(batch::encode_beginning(*tokenizer, text, everything(20), workspace, part));
  CHECK(workspace.staged_bytes > 0);
  CHECK(part.ids.size() < 400);
  CHECK(is_beginning(part, encode_whole(*tokenizer, text, text::OffsetUnit::kBytes), 20));
}

TEST_CASE("short texts and texts without a place to cut are left to the caller") {
  const auto tokenizer = unigram();
  pipeline::Workspace workspace;
  TokenStore store;
  store.ids.push_back(7);
  const std::string words(4000, 'a');
  for (const std::string& text : {std::string("the cat"), std::string(), words}) {
    CHECK_FALSE(batch::encode_beginning(*tokenizer, text, everything(20), workspace, store));
  }
  CHECK(store.ids.size() == 1);
}
