// ByteLevel: words by GPT-2's pattern, bytes as printable characters, as the reference's
// pre_tokenizers::ByteLevel.
//
// "Hello there" -> "Hello" "Ġthere". With add_prefix_space each piece that does not start with a space gets
// one, which carries the range of the piece's first character.
#pragma once

#include <memory>

#include "pretokenize/pre_tokenizer.hpp"
#include "regex/regex.hpp"

namespace btt::pretokenize {

class ByteLevel final : public PreTokenizer {
 public:
  ByteLevel(bool add_prefix_space, bool use_regex);
  void apply(text::Pieces& pieces) const override;
  // One per byte, and a prefix space for each piece.
  std::size_t max_chars(std::size_t chars) const noexcept override { return 5 * chars; }
  bool rewrites() const noexcept override { return true; }

  bool adds_prefix_space() const noexcept { return add_prefix_space_; }
  // Null where it splits nothing.
  const regex::Regex* pattern() const noexcept { return pattern_.get(); }

 private:
  bool add_prefix_space_;
  std::shared_ptr<const regex::Regex> pattern_;  // null: pieces stay whole
};

}  // namespace btt::pretokenize
