// CTC: repeated tokens once, padding gone, delimiters as spaces, as the reference's decoders::CTC.
#pragma once

#include "decode/decoder.hpp"

namespace btt::decode {

class Ctc final : public Decoder {
 public:
  Ctc(std::string pad_token, std::string word_delimiter_token, bool cleanup)
      : pad_token_(std::move(pad_token)), delimiter_(std::move(word_delimiter_token)), cleanup_(cleanup) {}
  void apply(std::vector<std::string>& tokens, bool keep_spaces) const override;

 private:
  std::string pad_token_;
  std::string delimiter_;
  bool cleanup_;
};

}  // namespace btt::decode
