// Decoding of a text that grows token by token: the reference's DecodeStream.
//
// "뽕" of three byte tokens: the first two steps have nothing to give, the third gives the letter. A step
// decodes the ids since the last text that was given and answers what is new; a text that ends in U+FFFD
// waits, it may be the beginning of a letter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/tokenizer.hpp"

namespace btt::pipeline {

class DecodeStream {
 public:
  // `ids` are tokens that came before: their text is not given again.
  DecodeStream(std::vector<std::int64_t> ids, bool skip_special_tokens)
      : ids_(std::move(ids)), skip_special_tokens_(skip_special_tokens) {}

  // False where nothing is known yet, else the new text is in `out`. Fails where the decoder changed text
  // that was given before; the ids are then kept, as in the reference.
  bool step(const Tokenizer& tokenizer, const std::int64_t* ids, std::size_t count, std::string& out);

 private:
  std::string decode(const Tokenizer& tokenizer) const;

  std::vector<std::int64_t> ids_;
  std::string prefix_;  // text of the first prefix_size_ ids
  std::size_t prefix_size_ = 0;
  bool skip_special_tokens_;
};

}  // namespace btt::pipeline
