// ByteFallback: runs of byte tokens back to text, as the reference's decoders::ByteFallback.
//
// "<0xE4>" "<0xBB>" "<0x8A>" -> "今"; a run that is no UTF-8 becomes one U+FFFD per byte.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class ByteFallback final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens, bool keep_spaces) const override;
};

}  // namespace btt::decode
