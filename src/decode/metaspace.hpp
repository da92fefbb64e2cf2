// Metaspace decoder: marks back to spaces, as the reference's Metaspace.
//
// "▁Hey" "▁friend" -> "Hey friend": in the first token marks go instead, unless the scheme is `never`.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class Metaspace final : public TokenDecoder {
 public:
  Metaspace(std::string replacement, bool keeps_first)
      : replacement_(std::move(replacement)), keeps_first_(keeps_first) {}
  void apply_one(std::string& token, bool is_first, bool keep_spaces) const override;
  bool add_to(TokenRules& rules) const override;

 private:
  std::string replacement_;  // UTF-8 of one character
  bool keeps_first_;         // scheme `never`: marks of the first token become spaces too
};

}  // namespace btt::decode
