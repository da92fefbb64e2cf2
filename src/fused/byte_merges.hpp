// ByteMerges: what the merges of a byte-level BPE model start from, the bytes of a word, the last of which
// stands with the model's end_of_word_suffix; or characters, where that comes to the same (char_atoms.hpp).
// Must give what model::Bpe gives.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "fused/char_atoms.hpp"
#include "fused/pair_merges.hpp"

namespace btt::fused {

class ByteMerges {
 public:
  // False where words are not what merges alone make of bytes: a byte of UTF-8 that the vocabulary lacks,
  // with or without the suffix, where it does not simply vanish (an unknown token, byte fallback), and what
  // PairMerges does not serve.
  static bool serves(const model::Bpe& model);

  // How many bytes of a word each token stands for, by id. None where that is not the same in every word:
  // with a suffix "</w>", a token of this text may be the suffix of one byte or four bytes.
  static std::optional<std::vector<std::uint32_t>> token_bytes(const model::Bpe& model);

  // The model must outlive it.
  explicit ByteMerges(const model::Bpe& model);

  // Whether bytes of UTF-8 vanish.
  bool lacks_bytes() const noexcept { return lacks_bytes_; }

  // Appends the symbols of a word of at least one byte; none where the vocabulary knows none of them.
  void add_symbols(std::string_view word, std::vector<std::int32_t>& symbols) const;
  // At most `most` tokens that a word of their bytes comes to; none where nothing is known (own_tokens.hpp).
  std::vector<std::int32_t> own_tokens(const model::Bpe& model, std::size_t most) const;
  const PairMerges& pairs() const noexcept { return pairs_; }
  std::size_t memory_bytes() const noexcept { return pairs_.memory_bytes() + atoms_.memory_bytes(); }

 private:
  void add_characters(std::string_view word, std::vector<std::int32_t>& symbols) const;

  PairMerges pairs_;
  CharAtoms atoms_;  // none where bytes vanish or have a suffix
  std::int32_t byte_ids_[256];
  std::int32_t last_ids_[256];
  bool lacks_bytes_ = false;
};

}  // namespace btt::fused
