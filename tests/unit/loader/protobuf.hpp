// Writes the messages of a SentencePiece model, for tests.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace btt::loader {

inline void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

inline void put_number(std::string& out, std::uint32_t field, std::uint64_t value) {
  put_varint(out, field << 3);
  put_varint(out, value);
}

inline void put_bytes(std::string& out, std::uint32_t field, std::string_view value) {
  put_varint(out, field << 3 | 2);
  put_varint(out, value.size());
  out.append(value);
}

struct TestPiece {
  std::string text;
  float score;
  int type;
};

inline std::string piece_message(const TestPiece& piece) {
  std::string out;
  put_bytes(out, 1, piece.text);
  put_varint(out, 2 << 3 | 5);
  std::uint32_t bits = 0;
  std::memcpy(&bits, &piece.score, sizeof bits);
  for (unsigned i = 0; i < 4; ++i) out.push_back(static_cast<char>(bits >> (8 * i) & 0xFF));
  put_number(out, 3, static_cast<std::uint64_t>(piece.type));
  return out;
}

// `model_type` 1 is unigram, 2 is BPE.
inline std::string model_file(const std::vector<TestPiece>& pieces, int model_type) {
  std::string out;
  for (const TestPiece& piece : pieces) put_bytes(out, 1, piece_message(piece));
  std::string trainer;
  put_number(trainer, 3, static_cast<std::uint64_t>(model_type));
  put_bytes(out, 2, trainer);
  return out;
}

inline std::vector<TestPiece> small_pieces() {
  return {{"<unk>", 0, 2}, {"<s>", 0, 3},   {"</s>", 0, 3},      {"t", -1, 1},
          {"h", -2, 1},    {"e", -3, 1},    {"th", -4, 1},       {"he", -5, 1},
          {"the", -5, 1},  {"[CLS]", 0, 4}, {"\xC3\xA9", -6, 1}, {"\xE2\x96\x81", -7, 1}};
}

}  // namespace btt::loader
