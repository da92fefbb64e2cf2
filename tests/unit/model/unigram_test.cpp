// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "model/unigram.hpp"

#include "base/error.hpp"
#include "unit/model/cases.hpp"

using namespace btt;
using Piece = model::Unigram::Piece;

namespace {

const std::vector<Piece> kPieces = {{"<unk>", 0.0},   {"a", -1.0},      {"b", -1.5},  {"c", -1.25},
                                    {"d", -1.0},      {"ab", -1.75},    {"cd", -2.0}, {"abc", -5.0},
                                    {"<0xC3>", -9.0}, {"<0xA9>", -9.0}, {"aa", -2.0}};

model::Unigram make(const std::vector<Piece>& pieces, std::optional<std::size_t> unk_id, bool byte_fallback) {
  vocab::Vocab vocab;
  GrownArray<double> scores;
  for (const Piece& piece : pieces) {
    vocab.insert(piece.text, static_cast<std::int32_t>(scores.size()));
    scores.push_back(piece.score);
  }
  std::vector<vocab::Vocab::Replaced> repeated;
  vocab.finish(&repeated);
  return model::Unigram(std::move(vocab), std::move(repeated), std::move(scores), unk_id, byte_fallback);
}

}  // namespace

TEST_CASE("the best cut; ties keep the longest last piece") {
  model::check_tokens(make(kPieces, 0, false), {
                                                   {"abcd", {{5, {0U, 2U}}, {6, {2U, 4U}}}},
                                                   {"aaa", {{1, {0U, 1U}}, {10, {1U, 3U}}}},
                                                   {"abqrcd", {{5, {0U, 2U}}, {0, {2U, 4U}}, {6, {4U, 6U}}}},
                                                   {"xyz", {{0, {0U, 3U}}}},
                                                   {"<unk>x", {{0, {0U, 6U}}}},
                                                   {"\u00E9", {{0, {0U, 2U}}}},
                                               });
}

TEST_CASE("byte fallback") {
  model::check_tokens(make(kPieces, 0, true),
                      {
                          {"a\u00E9b", {{1, {0U, 1U}}, {8, {1U, 3U}}, {9, {1U, 3U}}, {2, {3U, 4U}}}},
                          {"\u4F60", {{0, {0U, 3U}}}},
                      });
}

TEST_CASE("without an unknown token only uncovered characters fail") {
  const model::Unigram unigram = make(kPieces, std::nullopt, false);
  CHECK(model::tokens_of(unigram, "ab").size() == 1);
  CHECK_THROWS_WITH_AS(model::tokens_of(unigram, "x"),
                       "Unigram error: Encountered an unknown token but `unk_id` is missing", Error);
}

TEST_CASE("repeated pieces keep their texts, the last one is found") {
  const model::Unigram unigram = make({{"<unk>", 0.0}, {"a", -1.0}, {"a", -2.0}}, 0, false);
  CHECK(unigram.size() == 3);
  CHECK(unigram.token(1) == "a");
  CHECK(unigram.token(2) == "a");
  CHECK(unigram.max_id() == 2);
  CHECK_FALSE(unigram.has_id(3));
  CHECK(model::tokens_of(unigram, "a") == std::vector<model::Token>{{2, {0U, 1U}}});
}
