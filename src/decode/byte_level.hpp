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
};

}  // namespace btt::decode
