// Strip: up to `start` leading and `stop` trailing characters of one kind go from each token, as the
// reference's decoders::Strip.
//
// Both ends are counted on the whole token. Where the counts overlap, or the count from the end reaches the
// start, the reference panics; here that is an error.
#pragma once

#include <cstddef>

#include "decode/decoder.hpp"

namespace btt::decode {

class Strip final : public TokenDecoder {
 public:
  Strip(std::string content, std::size_t start, std::size_t stop)
      : content_(std::move(content)), start_(start), stop_(stop) {}
  void apply_one(std::string& token, bool is_first, bool keep_spaces) const override;
  bool add_to(TokenRules& rules) const override;

  // Bytes that go at the beginning of a text.
  std::size_t leading(std::string_view text) const noexcept;

 private:
  std::string content_;  // UTF-8 of one character
  std::size_t start_;
  std::size_t stop_;
};

}  // namespace btt::decode
