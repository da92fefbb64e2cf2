#include "loader/sentencepiece_model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "base/error.hpp"
#include "loader/sentencepiece_merges.hpp"
#include "unit/loader/protobuf.hpp"

using namespace btt;
using namespace btt::loader;

namespace {

Error failure_of(std::string_view bytes) {
  try {
    SentencePieceModel::parse(bytes);
  } catch (const Error& error) {
    return error;
  }
  return Error(Status::kOk, "it is taken");
}

}  // namespace

TEST_CASE("the fields of a model") {
  std::string file = model_file(small_pieces(), 2);
  std::string trainer;
  put_number(trainer, 35, 1);
  put_number(trainer, 40, static_cast<std::uint64_t>(-1));
  put_bytes(trainer, 45, "<UNK>");
  put_number(trainer, 35, 0);  // the last one counts
  put_bytes(file, 2, trainer);
  std::string normalizer;
  put_bytes(normalizer, 1, "identity");
  put_bytes(normalizer, 2, std::string_view("\0\1", 2));
  put_bytes(file, 3, normalizer);
  const SentencePieceModel model = SentencePieceModel::parse(file);
  CHECK(model.pieces.size() == 12);
  CHECK(model.pieces[8].text == "the");
  CHECK(model.pieces[8].score == -5.0F);
  CHECK(model.pieces[9].type == SentencePieceModel::PieceType::kUserDefined);
  CHECK(model.model_type == SentencePieceModel::ModelType::kBpe);  // messages of one field are put together
  CHECK(model.unknown_piece == 0);
  CHECK(model.unk_id == -1);
  CHECK(model.unk_piece == "<UNK>");
  CHECK_FALSE(model.byte_fallback);
  CHECK(model.precompiled_charsmap == std::string_view("\0\1", 2));
}

TEST_CASE("what the format says of absent and unknown fields") {
  std::string file;
  std::string piece;
  put_bytes(piece, 1, "u");
  put_number(piece, 3, 2);
  put_number(piece, 3, 99);  // no such type: the field stays as it was
  put_number(piece, 200, 7);
  put_varint(piece, 201 << 3 | 1);
  piece += "8 bytes.";
  put_varint(piece, 202 << 3 | 3);  // a group in a group
  put_varint(piece, 203 << 3 | 3);
  put_number(piece, 1, 1);
  put_varint(piece, 203 << 3 | 4);
  put_varint(piece, 202 << 3 | 4);
  put_bytes(file, 1, piece);
  std::string ordinary;
  put_bytes(ordinary, 1, "a");
  put_number(ordinary, 2, 5);  // a score of another wire type is another field
  put_bytes(file, 1, ordinary);
  const SentencePieceModel model = SentencePieceModel::parse(file);
  CHECK(model.pieces[0].type == SentencePieceModel::PieceType::kUnknown);
  CHECK(model.pieces[1].type == SentencePieceModel::PieceType::kNormal);
  CHECK(model.pieces[1].score == 0.0F);
  CHECK(model.model_type == SentencePieceModel::ModelType::kUnigram);
  CHECK(model.unk_piece == "<unk>");
}

TEST_CASE("bytes that are no message") {
  struct Case {
    std::string bytes;
    std::int64_t byte;
  };
  std::string deep;
  for (int i = 0; i < 101; ++i) put_varint(deep, 9 << 3 | 3);
  const std::vector<Case> cases = {
      {std::string("\x00", 1), 1},                               // field 0
      {"\x0E", 1},                                               // wire type 6
      {"\x0A", 1},                                               // no size
      {"\x0A\x05xyz", 2},                                        // a size beyond the end
      {"\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11},      // the largest size
      {"\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11},  // eleven bytes of a number
      {"\x4C", 1},                                               // the end of no group
      {"\x4B\x54", 2},                                           // the end of another group
      {"\x4B", 1},                                               // a group without an end
      {"\x49"
       "1234567",
       1},  // seven of eight bytes
      {deep, 101},
      {std::string("\x0A\x03\x0A\x01\xFF", 5), 4},  // no UTF-8
  };
  for (const Case& expected : cases) {
    const Error failure = failure_of(expected.bytes);
    CAPTURE(failure.what());
    CHECK(failure.status() == Status::kParse);
    CHECK(failure.byte() == expected.byte);
  }
}

// The cases that the sentencepiece library refuses are compared with it in
// tests/python/test_sentencepiece.py.
TEST_CASE("a model without pieces") {
  CHECK(failure_of("").status() == Status::kParse);
  CHECK(failure_of(model_file(small_pieces(), 1)).status() == Status::kOk);
}

TEST_CASE("cut off anywhere, changed anywhere") {
  const std::string file = model_file(small_pieces(), 2);
  for (std::size_t size = 0; size < file.size(); ++size) {
    // A copy of exactly this size: the address sanitizer then sees any read behind it.
    const std::vector<char> cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
    const Status status = failure_of(std::string_view(cut.data(), cut.size())).status();
    CHECK((status == Status::kParse || status == Status::kOk));
  }
  std::mt19937 random(1);
  for (int round = 0; round < 20000; ++round) {
    std::vector<char> changed(file.begin(), file.end());
    for (std::size_t i = random() % 3; i < 3; ++i)
      changed[random() % changed.size()] = static_cast<char>(random());
    const Status status = failure_of(std::string_view(changed.data(), changed.size())).status();
    CHECK((status == Status::kParse || status == Status::kOk));
  }
}
