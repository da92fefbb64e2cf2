// Expected values: live runs of the reference (tokenizers 0.22.2), where it has the operation.
#include "pipeline/tokenizer.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "base/error.hpp"
#include "unit/pipeline/samples.hpp"

using namespace btt;
using pipeline::SpecialKind;
using pipeline::Tokenizer;

namespace {

std::string decoded(const Tokenizer& tokenizer, const std::vector<std::int64_t>& ids, bool skip,
                    bool keep_spaces = false) {
  std::string out;
  tokenizer.decode(ids.data(), ids.size(), skip, keep_spaces, false, out);
  return out;
}

std::string text_of(const Tokenizer& tokenizer, std::int64_t id) {
  std::string_view token = "?";
  return tokenizer.id_to_token(id, token) ? std::string(token) : "none";
}

}  // namespace

TEST_CASE("vocabulary queries: added tokens first, then the model") {
  const auto t = samples::load(samples::kTemplate);
  CHECK(t->vocab_size(false) == 32);
  CHECK(t->vocab_size(true) == 34);
  CHECK(t->token_to_id("hello") == 14);
  CHECK(t->token_to_id("<new>") == 32);
  CHECK(t->token_to_id("<raw>") == 33);
  CHECK(t->token_to_id("[MASK]") == 4);
  CHECK(t->token_to_id("absent") == vocab::kNoId);
  CHECK(text_of(*t, 33) == "<raw>");
  CHECK(text_of(*t, 17) == "##want");
  CHECK(text_of(*t, 34) == "none");
  CHECK(text_of(*t, -1) == "none");
  CHECK(text_of(*t, std::numeric_limits<std::int64_t>::max()) == "none");
  CHECK(t->max_id() == 33);
}

TEST_CASE("an added id that a model token has too") {
  // Six entries with ids up to 7: the first added token gets id 6, which is "x y".
  const auto t = samples::load(samples::kWords);
  CHECK(t->token_to_id("MY") == 6);
  CHECK(t->token_to_id("x y") == 6);
  CHECK(text_of(*t, 6) == "MY");
  CHECK(t->token_to_id("<t>") == 7);  // which is "a" in the model
  CHECK(t->vocab_size(true) == 8);
  CHECK(t->max_id() == 7);
}

TEST_CASE("special tokens by their role") {
  const auto t = samples::load(samples::kTemplate);
  CHECK(t->special_token(SpecialKind::kPad) == 0);
  CHECK(t->special_token(SpecialKind::kUnk) == 1);
  CHECK(t->special_token(SpecialKind::kCls) == 2);
  CHECK(t->special_token(SpecialKind::kSep) == 3);
  CHECK(t->special_token(SpecialKind::kMask) == 4);
  const auto words = samples::load(samples::kWords);
  CHECK(words->special_token(SpecialKind::kUnk) == 0);
  CHECK(words->special_token(SpecialKind::kPad) == vocab::kNoId);
}

TEST_CASE("single stages") {
  const auto t = samples::load(samples::kTemplate);
  CHECK(t->normalize("H\u00C9 \u4E2D\t!") == "he  \u4E2D  !");
  CHECK(t->normalize("").empty());
  const auto pieces = t->pre_tokenize("don't \u00E9!");
  REQUIRE(pieces.size() == 5);
  CHECK(pieces[0].text == "don");
  CHECK(pieces[3].text == "\u00E9");
  CHECK(pieces[3].span == text::Span{6, 8});
  CHECK(pieces[4].span == text::Span{8, 9});
  CHECK(t->pre_tokenize("").empty());
}

TEST_CASE("decoding") {
  const auto t = samples::load(samples::kTemplate);
  CHECK(decoded(*t, {2, 14, 21, 15, 22, 3}, false) == "[CLS] hello, world! [SEP]");
  CHECK(decoded(*t, {2, 14, 21, 15, 22, 3}, true) == "hello, world!");
  CHECK(decoded(*t, {16, 17, 18}, false) == "unwanted");
  CHECK(decoded(*t, {16, 17, 18}, true) == "unwanted");
  CHECK(decoded(*t, {}, false) == "");
  CHECK(decoded(*t, {}, true) == "");
  CHECK(decoded(*t, {17, 16}, false) == "##want un");
  CHECK(decoded(*t, {17, 16}, true) == "##want un");
  CHECK(decoded(*t, {14, 4, 32, 33}, false) == "hello [MASK] <new> <raw>");
  CHECK(decoded(*t, {14, 4, 32, 33}, true) == "hello <new> <raw>");
  CHECK(decoded(*t, {24, 23, 25, 12}, false) == "\u4E2D \u00E9sa");
  CHECK(decoded(*t, {24, 23, 25, 12}, true) == "\u4E2D \u00E9sa");
  CHECK(decoded(*t, {29, 28, 30}, false) == "don ' t");
  CHECK(decoded(*t, {29, 28, 30}, true) == "don ' t");
  CHECK(decoded(*t, {2, 3}, false) == "[CLS] [SEP]");
  CHECK(decoded(*t, {2, 3}, true) == "");
  CHECK(decoded(*t, {19, 1, 20}, false) == "my [UNK] name");
  CHECK(decoded(*t, {19, 1, 20}, true) == "my name");
}

TEST_CASE("unknown ids are skipped, or named by their position") {
  const auto t = samples::load(samples::kTemplate);
  CHECK(decoded(*t, {14, 1000, -5, 15}, false) == "hello world");
  const std::int64_t ids[] = {14, 15, 99};
  std::string out;
  try {
    t->decode(ids, 3, false, false, true, out);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.status() == Status::kNotFound);
    CHECK(error.byte() == 2);
    CHECK(std::string(error.what()) == "id 99 at position 2 is not in the vocabulary");
  }
  t->decode(ids, 2, false, false, true, out);
  CHECK(out == "hello world");
}

TEST_CASE("spaces can be kept") {
  const auto t = samples::load(samples::kTemplate);
  CHECK(decoded(*t, {14, 21, 15, 22}, false) == "hello, world!");
  CHECK(decoded(*t, {14, 21, 15, 22}, false, true) == "hello , world !");
}

TEST_CASE("more added tokens make another tokenizer") {
  const auto t = samples::load(samples::kTemplate);
  std::size_t added = 0;
  const auto more = t->with_added_tokens({{"zz", false, false, false, true, false},
                                          {"<new>", false, false, false, true, false},
                                          {"[MASK]", false, true, false, false, true}},
                                         added);
  CHECK(added == 1);
  CHECK(more->token_to_id("zz") == 34);
  CHECK(more->vocab_size(true) == 35);
  CHECK(t->token_to_id("zz") == vocab::kNoId);
  CHECK(&t->stages() == &more->stages());
  // The pattern of a normalized token is what the normalizer makes of it.
  const auto upper = t->with_added_tokens({{"ZZ", false, false, false, true, false}}, added);
  CHECK(added == 1);
  pipeline::Workspace workspace;
  model::TokenBuffer tokens;
  tokens.start(false, false, false);
  upper->encode_sequence("a zZ", pipeline::SequenceOptions(), workspace, tokens);
  CHECK(std::vector<std::int32_t>(tokens.ids.begin(), tokens.ids.end()) == std::vector<std::int32_t>{5, 34});
}

TEST_CASE("a token that the normalizer deletes is known by its content") {
  const auto t = samples::load(samples::kTemplate);
  std::size_t added = 0;
  for (const bool normalized : {false, true}) {
    const auto more = t->with_added_tokens({{"\u200B", false, false, false, normalized, false}}, added);
    CHECK(more->token_to_id("\u200B") == 34);
  }
}

TEST_CASE("checked_text answers valid text itself and repairs the rest") {
  pipeline::Workspace workspace;
  const std::string_view valid = "\u00E9";
  CHECK(pipeline::checked_text(valid, true, workspace).data() == valid.data());
  CHECK(pipeline::checked_text("a\xC3", false, workspace) == "a\uFFFD");
  CHECK_THROWS_AS(pipeline::checked_text("a\xC3", true, workspace), Error);
}

TEST_CASE("memory is accounted for") {
  const auto small = samples::load(samples::kWords);
  const auto larger = samples::load(samples::kTemplate);
  CHECK(small->memory_bytes() > 1000);
  CHECK(larger->memory_bytes() > small->memory_bytes());
}
