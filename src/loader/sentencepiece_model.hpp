// The fields of a SentencePiece .model that a conversion needs, and the checks that the sentencepiece library
// makes before it takes one.
//
// The file is a protocol buffer, sentencepiece.ModelProto: a few nested messages of tagged fields, which a
// reader of some lines takes apart. Fields that are not listed here are skipped, as the format asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace btt::loader {

struct SentencePieceModel {
  enum class PieceType { kNormal = 1, kUnknown = 2, kControl = 3, kUserDefined = 4, kUnused = 5, kByte = 6 };
  enum class ModelType { kUnigram = 1, kBpe = 2, kWord = 3, kChar = 4 };

  struct Piece {
    std::string text;
    float score = 0;
    PieceType type = PieceType::kNormal;
  };

  std::vector<Piece> pieces;
  ModelType model_type = ModelType::kUnigram;
  std::int32_t unk_id = 0;          // as trainer_spec says
  std::string unk_piece = "<unk>";  // as trainer_spec says
  bool byte_fallback = false;
  std::string precompiled_charsmap;  // empty = none
  std::size_t unknown_piece = 0;     // position of the piece of type kUnknown

  // Throws kParse with the byte where the format ends, and kParse where sentencepiece would not take the
  // model: pieces that are empty, twice there, no UTF-8, with a null character or without a score that is a
  // number, no or two unknown pieces, byte pieces without byte_fallback and the other way round.
  static SentencePieceModel parse(std::string_view bytes);
};

}  // namespace btt::loader
