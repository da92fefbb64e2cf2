#include "model/wordlevel.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace btt;
using model::TokenBuffer;
using model::WordLevel;
using text::Span;

namespace {

vocab::Vocab two_words() {
  vocab::Vocab vocab;
  vocab.insert("<unk>", 7);
  vocab.insert("my name", 3);
  vocab.insert("\u00E9", 4);
  vocab.finish();
  return vocab;
}

}  // namespace

TEST_CASE("a piece is one token or the unknown one") {
  const WordLevel model(two_words(), "<unk>");
  CHECK(model.kind() == model::ModelKind::kWordLevel);
  CHECK(model.unk_token() == "<unk>");
  TokenBuffer tokens;
  tokens.start(true, true, true);
  const Span pieces[] = {{0, 7}, {7, 9}, {9, 11}, {0, 2}};
  model.tokenize("my name\u00E9my", pieces, 4, 2, tokens);
  CHECK(std::vector<std::int32_t>(tokens.ids.begin(), tokens.ids.end()) ==
        std::vector<std::int32_t>{3, 4, 7, 7});
  CHECK(std::vector<Span>(tokens.spans.begin(), tokens.spans.end()) ==
        std::vector<Span>{{0, 7}, {7, 9}, {9, 11}, {0, 2}});
  CHECK(std::vector<std::int32_t>(tokens.words.begin(), tokens.words.end()) ==
        std::vector<std::int32_t>{2, 3, 4, 5});
  CHECK(tokens.surfaces.empty());
}

TEST_CASE("an unknown token that the vocabulary lacks fails when it is needed") {
  const WordLevel model(two_words(), "[UNK]");
  TokenBuffer tokens;
  tokens.start(false, false, false);
  const Span known[] = {{0, 2}};
  model.tokenize("\u00E9", known, 1, 0, tokens);
  CHECK(std::vector<std::int32_t>(tokens.ids.begin(), tokens.ids.end()) == std::vector<std::int32_t>{4});
  CHECK(tokens.spans.empty());
  CHECK(tokens.words.empty());
  const Span unknown[] = {{0, 1}};
  // The reference's text.
  CHECK_THROWS_WITH_AS(model.tokenize("x", unknown, 1, 0, tokens),
                       "WordLevel error: Missing [UNK] token from the vocabulary", Error);
}
