// Metaspace: spaces become a mark that starts words, as the reference's pre_tokenizers::Metaspace.
//
// "Hey friend" -> "▁Hey" "▁friend". The scheme says which pieces get a mark in front: always, only the one at
// the start of the text (`first`), or none (`never`); one that starts with a mark gets no second.
#pragma once

#include <string>

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

enum class PrependScheme { kAlways, kFirst, kNever };

class Metaspace final : public PreTokenizer {
 public:
  Metaspace(std::string replacement, PrependScheme scheme, bool split)
      : replacement_(std::move(replacement)), scheme_(scheme), split_(split) {}

  void apply(text::Pieces& pieces) const override;
  // A mark for each piece.
  std::size_t max_chars(std::size_t chars) const noexcept override { return 2 * chars; }
  bool rewrites() const noexcept override { return true; }
  // `first` asks where a piece stood in the original.
  bool needs_alignment() const noexcept override { return scheme_ == PrependScheme::kFirst; }

  const std::string& replacement() const noexcept { return replacement_; }
  PrependScheme scheme() const noexcept { return scheme_; }
  bool splits() const noexcept { return split_; }

 private:
  std::string replacement_;  // UTF-8 of one character
  PrependScheme scheme_;
  bool split_;
};

}  // namespace btt::pretokenize
