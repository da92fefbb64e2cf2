// BPEDecoder: the suffix that ends words becomes a space, in the last token nothing, as the reference's
// decoders::BPEDecoder.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class Bpe final : public Decoder {
 public:
  explicit Bpe(std::string suffix) : suffix_(std::move(suffix)) {}
  void apply(std::vector<std::string>& tokens, bool keep_spaces) const override;

 private:
  std::string suffix_;
};

}  // namespace btt::decode
