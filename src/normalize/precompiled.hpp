// Precompiled: the character map of a SentencePiece model, walked as the reference's normalizers::Precompiled
// does.
//
// Grapheme clusters below 6 bytes are looked up whole, longer ones and those not found character by
// character; a look-up takes the shortest prefix that has a rule, and what is behind it in the cluster is
// lost. This is not SentencePiece's own longest prefix, on purpose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "normalize/normalizer.hpp"

namespace btt::normalize {

class Precompiled final : public Normalizer {
 public:
  // `map` is the decoded blob: u32 size of the trie in bytes, the trie's units, the replacements, each ended
  // by byte 0. Throws kParse where it is none.
  explicit Precompiled(std::string_view map);

  void apply(text::AlignedText& text) const override;
  // A character becomes at most the longest replacement.
  std::size_t max_chars(std::size_t bytes) const noexcept override { return bytes * longest_; }
  std::size_t memory_bytes() const noexcept override {
    return units_.capacity() * sizeof(std::uint32_t) + replacements_.capacity();
  }
  // The map as it was given.
  void append_blobs(std::vector<std::string>& blobs) const override;

  // The replacement for the shortest prefix of `text` that has a rule.
  bool transform(std::string_view text, std::string_view& replacement) const;
  std::uint32_t unit_at(std::uint32_t position) const;

  // What rules say of texts that begin with `text`.
  enum class Reach : std::uint8_t {
    kNone,    // none begins so
    kLonger,  // none for a prefix of `text`, some that go on behind it
    kRule,    // one for a prefix of `text`
  };
  // For kLonger: `next`, where given, gets the bytes that go on. Throws kInvalidArgument where the walk, or
  // one byte more, leads out of a broken map.
  Reach reach(std::string_view text, std::string* next = nullptr) const;

 private:
  std::vector<std::uint32_t> units_;
  std::string replacements_;
  std::size_t longest_ = 1;  // bytes of the longest replacement
};

}  // namespace btt::normalize
