#include "loader/sentencepiece_merges.hpp"

#include <doctest/doctest.h>

#include <chrono>

#include "base/error.hpp"
#include "unit/loader/protobuf.hpp"

using namespace btt;
using namespace btt::loader;

namespace {

std::vector<model::Unigram::Piece> entries_of(const SentencePieceModel& model) {
  std::vector<model::Unigram::Piece> entries;
  for (const auto& piece : model.pieces)
    entries.push_back(model::Unigram::Piece{piece.text, static_cast<double>(piece.score)});
  return entries;
}

vocab::Vocab vocab_of(const std::vector<model::Unigram::Piece>& entries) {
  vocab::Vocab vocab;
  for (std::size_t i = 0; i < entries.size(); ++i)
    vocab.insert(entries[i].text, static_cast<std::int32_t>(i));
  vocab.finish();
  return vocab;
}

std::string merges_of(const std::vector<TestPiece>& pieces) {
  const SentencePieceModel model = SentencePieceModel::parse(model_file(pieces, 2));
  const auto entries = entries_of(model);
  const vocab::Vocab vocab = vocab_of(entries);
  std::string out;
  for (const auto& pair : merges_of_pieces(entries, vocab, model).by_rank()) {
    if (!out.empty()) out += ", ";
    out.append(vocab.token(pair.left)).append(" ").append(vocab.token(pair.right));
  }
  return out;
}

}  // namespace

// Expected values: generate_merges of transformers 4.57.6.
TEST_CASE("merges by score, lengths, and ids") {
  CHECK(merges_of(small_pieces()) == "t h, th e, t he, h e");
  CHECK(merges_of({{"<unk>", 0, 2}, {"b", 0, 1}, {"a", 0, 1}, {"aa", 0, 1}, {"aaa", 0, 1}, {"ab", 0, 1}}) ==
        "aa a, a aa, a a, a b");
  CHECK(merges_of({{"<unk>", 0, 2}, {"\xC3\xA9", 0, 1}, {"\xC3\xA9\xC3\xA9", 1, 1}}) == "\xC3\xA9 \xC3\xA9");
  CHECK(merges_of({{"<unk>", 0, 2}, {"a", 0, 1}}).empty());
}

TEST_CASE("a part that the converted vocabulary lacks") {
  const SentencePieceModel model = SentencePieceModel::parse(model_file(small_pieces(), 2));
  const std::vector<model::Unigram::Piece> entries = {{"t", 0}, {"th", 0}};
  const vocab::Vocab vocab = vocab_of(entries);
  try {
    merges_of_pieces(entries, vocab, model);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.status() == Status::kParse);
    CHECK(std::string(error.what()) ==
          "a merge of pieces: token `h` out of vocabulary, expected one of its tokens");
  }
}

TEST_CASE("long pieces stay quick") {
  std::vector<TestPiece> pieces = {{"<unk>", 0, 2}};
  for (std::size_t size : {1U, 2U, 499998U, 499999U, 500000U})
    pieces.push_back(TestPiece{std::string(size, 'a'), 0, 1});
  const auto begin = std::chrono::steady_clock::now();
  const std::string merges = merges_of(pieces);
  CHECK(merges.size() > 1000000);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
}
