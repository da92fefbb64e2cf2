#include "loader/sentencepiece_model.hpp"

#include <cmath>
#include <cstring>
#include <unordered_set>

#include "base/error.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

enum WireType : std::uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kGroupBegin = 3,
  kGroupEnd = 4,
  kFixed32 = 5,
};

// Walks over the fields of one message.
//
//   for (FieldReader fields(message, 0); fields.next();) {
//     if (fields.is(1, kBytes)) text = fields.bytes();
//   }
//
// A field that nobody took is skipped.
class FieldReader {
 public:
  // `begin` is the place of the message in the file, for complaints.
  FieldReader(std::string_view message, std::size_t begin) : message_(message), begin_(begin) {}

  bool next() {
    if (pending_) skip(wire_, 0);
    if (position_ == message_.size()) return false;
    read_tag();
    if (wire_ == kGroupEnd) fail("a group ends that did not begin");
    pending_ = true;
    return true;
  }

  // Fields of another wire type than theirs are unknown ones.
  bool is(std::uint32_t number, WireType wire) const noexcept { return number_ == number && wire_ == wire; }

  std::uint64_t varint() {
    pending_ = false;
    return read_varint();
  }
  std::string_view bytes() {
    pending_ = false;
    const std::uint64_t size = read_varint();
    if (size > message_.size() - position_) fail("the file ends inside a field");
    const std::string_view value = message_.substr(position_, static_cast<std::size_t>(size));
    position_ += static_cast<std::size_t>(size);
    return value;
  }
  float real() {
    pending_ = false;
    if (message_.size() - position_ < 4) fail("the file ends inside a field");
    std::uint32_t bits = 0;
    for (unsigned i = 0; i < 4; ++i)
      bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(message_[position_ + i])) << (8 * i);
    position_ += 4;
    float value = 0;
    static_assert(sizeof value == sizeof bits, "a float of 32 bits");
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }

  // The place in the file of the bytes that bytes() gave last.
  std::size_t place_of(std::string_view value) const noexcept {
    return begin_ + static_cast<std::size_t>(value.data() - message_.data());
  }

  [[noreturn]] void fail(const std::string& what) const {
    const std::size_t byte = begin_ + position_;
    throw Error(Status::kParse, "no SentencePiece model: byte " + std::to_string(byte) + ": " + what,
                kNowhere, static_cast<std::int64_t>(byte));
  }

 private:
  // Messages nest in groups at most as deep as the reference's parser goes.
  static constexpr int kMaxDepth = 100;

  void read_tag() {
    const std::uint64_t tag = read_varint();
    if (tag > 0xFFFFFFFFU || tag < 8 || (tag & 7) > kFixed32) fail("expected the tag of a field");
    number_ = static_cast<std::uint32_t>(tag) >> 3;
    wire_ = static_cast<std::uint32_t>(tag & 7);
  }

  std::uint64_t read_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
      if (position_ == message_.size()) fail("the file ends inside a field");
      const auto byte = static_cast<unsigned char>(message_[position_++]);
      if (shift < 64) value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return value;
    }
    fail("a number of more than ten bytes");
  }

  void skip(std::uint32_t wire, int depth) {
    pending_ = false;
    switch (wire) {
      case kVarint:
        read_varint();
        return;
      case kFixed64:
      case kFixed32: {
        const std::size_t size = wire == kFixed64 ? 8 : 4;
        if (message_.size() - position_ < size) fail("the file ends inside a field");
        position_ += size;
        return;
      }
      case kBytes:
        bytes();
        return;
      default:
        skip_group(number_, depth);
    }
  }

  void skip_group(std::uint32_t number, int depth) {
    if (depth == kMaxDepth) fail("groups nest too deep");
    for (;;) {
      if (position_ == message_.size()) fail("the file ends inside a group");
      read_tag();
      if (wire_ == kGroupEnd) {
        if (number_ != number) fail("another group ends than began");
        return;
      }
      skip(wire_, depth + 1);
    }
  }

  std::string_view message_;
  std::size_t begin_;
  std::size_t position_ = 0;
  std::uint32_t number_ = 0;
  std::uint32_t wire_ = 0;
  bool pending_ = false;
};

std::string text_field(FieldReader& fields, const char* name) {
  const std::string_view value = fields.bytes();
  const std::size_t bad = unicode::find_invalid(value);
  if (bad != unicode::kNpos) {
    const std::size_t byte = fields.place_of(value) + bad;
    throw Error(Status::kParse, std::string(name) + " at byte " + std::to_string(byte) + " is not UTF-8",
                kNowhere, static_cast<std::int64_t>(byte));
  }
  return std::string(value);
}

// An unknown value of an enum leaves the field as it was.
template <typename Enum>
void read_enum(FieldReader& fields, Enum last, Enum& out) {
  const std::uint64_t value = fields.varint();
  if (value >= 1 && value <= static_cast<std::uint64_t>(last)) out = static_cast<Enum>(value);
}

SentencePieceModel::Piece read_piece(std::string_view message, std::size_t begin) {
  SentencePieceModel::Piece piece;
  for (FieldReader fields(message, begin); fields.next();) {
    if (fields.is(1, kBytes)) piece.text = text_field(fields, "a piece");
    if (fields.is(2, kFixed32)) piece.score = fields.real();
    if (fields.is(3, kVarint)) read_enum(fields, SentencePieceModel::PieceType::kByte, piece.type);
  }
  return piece;
}

void read_trainer_spec(std::string_view message, std::size_t begin, SentencePieceModel& out) {
  for (FieldReader fields(message, begin); fields.next();) {
    if (fields.is(3, kVarint)) read_enum(fields, SentencePieceModel::ModelType::kChar, out.model_type);
    if (fields.is(35, kVarint)) out.byte_fallback = fields.varint() != 0;
    if (fields.is(40, kVarint)) out.unk_id = static_cast<std::int32_t>(fields.varint());
    if (fields.is(45, kBytes)) out.unk_piece = text_field(fields, "unk_piece");
  }
}

void read_normalizer_spec(std::string_view message, std::size_t begin, SentencePieceModel& out) {
  for (FieldReader fields(message, begin); fields.next();) {
    if (fields.is(2, kBytes)) out.precompiled_charsmap = fields.bytes();
  }
}

// The byte that "<0x41>" stands for, -1 where it is no such name.
int byte_of_piece(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  };
  if (text.size() != 6 || text.substr(0, 3) != "<0x" || text[5] != '>') return -1;
  if (digit(text[3]) < 0 || digit(text[4]) < 0) return -1;
  return 16 * digit(text[3]) + digit(text[4]);
}

[[noreturn]] void refuse(std::size_t index, const std::string& what) {
  throw Error(Status::kParse, "piece " + std::to_string(index) + ": " + what);
}

void check(SentencePieceModel& model) {
  using PieceType = SentencePieceModel::PieceType;
  const bool is_bpe = model.model_type == SentencePieceModel::ModelType::kBpe;
  // Control, unknown and byte pieces have names of their own, which others may bear too, but for BPE.
  std::unordered_set<std::string_view> reserved;
  std::unordered_set<std::string_view> ordinary;
  bool has_unknown = false;
  bool bytes_found[256] = {};
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    const SentencePieceModel::Piece& piece = model.pieces[i];
    const bool is_ordinary = piece.type == PieceType::kNormal || piece.type == PieceType::kUserDefined ||
                             piece.type == PieceType::kUnused;
    if (piece.text.empty()) refuse(i, "an empty piece");
    if (piece.text.find('\0') != std::string::npos) refuse(i, "a null character");
    if (!(is_ordinary || is_bpe ? ordinary : reserved).insert(piece.text).second)
      refuse(i, "'" + piece.text + "' is already defined");
    // Of the scores of BPE, which are an order only, infinity is taken. The order that the reference makes of
    // others is no certain one.
    if (std::isnan(piece.score) || (!is_bpe && std::isinf(piece.score)))
      refuse(i, "a score that is no finite number");
    if (piece.type == PieceType::kUnknown) {
      if (has_unknown) refuse(i, "a second unknown piece");
      has_unknown = true;
      model.unknown_piece = i;
    }
    if (piece.type == PieceType::kByte) {
      if (!model.byte_fallback) refuse(i, "a byte piece, but byte_fallback is false");
      const int byte = byte_of_piece(piece.text);
      if (byte < 0) refuse(i, "'" + piece.text + "' is no name of a byte piece");
      bytes_found[byte] = true;
    }
  }
  if (model.model_type == SentencePieceModel::ModelType::kUnigram && ordinary.empty())
    throw Error(Status::kParse, "a unigram model without a piece of ordinary text");
  if (!has_unknown) throw Error(Status::kParse, "no piece is the unknown one");
  for (int byte = 0; model.byte_fallback && byte < 256; ++byte) {
    if (!bytes_found[byte])
      throw Error(Status::kParse,
                  "byte_fallback is true, but there is no piece of byte " + std::to_string(byte));
  }
}

}  // namespace

SentencePieceModel SentencePieceModel::parse(std::string_view bytes) {
  SentencePieceModel model;
  for (FieldReader fields(bytes, 0); fields.next();) {
    if (fields.is(1, kBytes)) {
      const std::string_view message = fields.bytes();
      model.pieces.push_back(read_piece(message, fields.place_of(message)));
    } else if (fields.is(2, kBytes)) {
      const std::string_view message = fields.bytes();
      read_trainer_spec(message, fields.place_of(message), model);
    } else if (fields.is(3, kBytes)) {
      const std::string_view message = fields.bytes();
      read_normalizer_spec(message, fields.place_of(message), model);
    }
  }
  check(model);
  return model;
}

}  // namespace btt::loader
