// Fuse: all tokens as one string, as the reference's decoders::Fuse.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class Fuse final : public Decoder {
 public:
  void apply(std::vector<std::string>& tokens, bool) const override {
    std::string all;
    for (const std::string& token : tokens) all += token;
    tokens.assign(1, std::move(all));
  }

  bool add_to(TokenRules& rules) const override {
    rules.is_fused = true;
    return true;
  }
};

}  // namespace btt::decode
