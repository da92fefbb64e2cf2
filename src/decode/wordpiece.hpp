// WordPiece decoder: pieces behind the start of a word are joined to it, words get a space, as the
// reference's decoders::WordPiece.
//
// ["un", "##want", "##ed", "."] -> "unwanted ." or with clean-up "unwanted.". Clean-up works token by token,
// so rules that need two tokens (" ' ") never match.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class WordPiece final : public TokenDecoder {
 public:
  WordPiece(std::string prefix, bool cleanup) : prefix_(std::move(prefix)), cleanup_(cleanup) {}

  void apply_one(std::string& token, bool is_first, bool keep_spaces) const override;
  bool add_to(TokenRules& rules) const override;

 private:
  std::string prefix_;
  bool cleanup_;
};

}  // namespace btt::decode
