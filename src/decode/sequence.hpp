// Sequence: decoders one after another, as the reference's decoders::Sequence.
#pragma once

#include <memory>

#include "decode/decoder.hpp"

namespace btt::decode {

class Sequence final : public Decoder {
 public:
  explicit Sequence(std::vector<std::unique_ptr<Decoder>> decoders) : decoders_(std::move(decoders)) {}

  void apply(std::vector<std::string>& tokens, bool keep_spaces) const override {
    for (const auto& decoder : decoders_) decoder->apply(tokens, keep_spaces);
  }

  bool add_to(TokenRules& rules) const override {
    for (const auto& decoder : decoders_) {
      if (!decoder->add_to(rules)) return false;
    }
    return true;
  }

 private:
  std::vector<std::unique_ptr<Decoder>> decoders_;
};

}  // namespace btt::decode
