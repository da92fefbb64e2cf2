// ByteLevel decoder: printable characters back to bytes, all tokens as one string, as the reference's
// ByteLevel.
//
// A token with a character that stands for no byte is taken as it is. Bytes that are no UTF-8 become one
// U+FFFD per maximal ill-formed part.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class ByteLevel final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens, bool keep_spaces) const override;
  bool add_to(TokenRules& rules) const override;
};

// Appends the bytes that the characters of a token stand for.
void append_bytes_of(std::string_view token, std::string& out);

}  // namespace btt::decode
