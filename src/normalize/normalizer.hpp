// Normalizer: rewrites a text before it is cut into words. Immutable; one call per piece of text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "text/aligned_text.hpp"

namespace btt::normalize {

class Normalizer {
 public:
  Normalizer() = default;
  virtual ~Normalizer() = default;
  Normalizer(const Normalizer&) = delete;
  Normalizer& operator=(const Normalizer&) = delete;

  // Rewrites `text` in place. Any valid UTF-8; fails for memory, and where a component's own tables are
  // broken in a way that makes the reference panic.
  virtual void apply(text::AlignedText& text) const = 0;

  // Whether it leaves characters without a range of the original text, on which stages behind it depend. Then
  // alignment is kept even where nobody asks for offsets.
  virtual bool leaves_unanchored() const noexcept { return false; }

  // Upper bound of the characters that `bytes` bytes of text can become, ill-formed ones among them (each is
  // one character, U+FFFD); 0 where there is none worth stating.
  virtual std::size_t max_chars(std::size_t bytes) const noexcept = 0;

  // Memory of tables that only this object holds; what all components of a kind share does not count.
  virtual std::size_t memory_bytes() const noexcept { return 0; }

  // Appends what a file gives in base64, which the saved JSON is completed with: a character map is kept
  // once, as it is used.
  virtual void append_blobs(std::vector<std::string>&) const {}
};

// Nothing configured: the text stays as it is.
class Passthrough final : public Normalizer {
 public:
  void apply(text::AlignedText&) const override {}
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes; }
};

// The normalizer's output on a text of its own.
inline std::string normalize_string(const Normalizer& normalizer, std::string_view input) {
  text::AlignedText text;
  text.reset(input, 0, false);
  normalizer.apply(text);
  return std::string(text.text());
}

}  // namespace btt::normalize
