// ByteFallback: runs of byte tokens back to text, as the reference's decoders::ByteFallback.
//
// "<0xE4>" "<0xBB>" "<0x8A>" -> "今"; a run that is no UTF-8 becomes one U+FFFD per byte.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class ByteFallback final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens, bool keep_spaces) const override;
  bool add_to(TokenRules& rules) const override;
};

// The byte of a token <0xHH>, -1 where it is none.
int byte_of_token(std::string_view token) noexcept;

}  // namespace btt::decode
