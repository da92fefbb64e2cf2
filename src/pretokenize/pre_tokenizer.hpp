// PreTokenizer: cuts pieces of a normalized text into smaller ones (words). Immutable; one call per piece of
// text.
#pragma once

#include "text/pieces.hpp"

namespace btt::pretokenize {

class PreTokenizer {
 public:
  PreTokenizer() = default;
  virtual ~PreTokenizer() = default;
  PreTokenizer(const PreTokenizer&) = delete;
  PreTokenizer& operator=(const PreTokenizer&) = delete;

  // Replaces the pieces by their parts, in order, none of them empty.
  virtual void apply(text::Pieces& pieces) const = 0;

  // Upper bound of the characters that it makes of `chars` characters, however they are cut into pieces.
  virtual std::size_t max_chars(std::size_t chars) const noexcept { return chars; }
  // Whether it changes characters, so that ranges of the text before it mean nothing behind it.
  virtual bool rewrites() const noexcept { return false; }
  // Whether it asks where pieces came from, so that the alignment is kept though nobody wants offsets.
  virtual bool needs_alignment() const noexcept { return false; }
};

// Nothing configured: pieces stay whole.
class Passthrough final : public PreTokenizer {
 public:
  void apply(text::Pieces&) const override {}
};

}  // namespace btt::pretokenize
