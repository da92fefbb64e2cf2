// WordNormalizer: what the normalizer of a SentencePiece tokenizer makes of one word, without looking at its
// neighbours.
//
// "ｆｉne" -> "fine"; "a\u3000b" -> two words. Only where that is proven to be what the normalizer makes of
// the word inside of any text: white space of ASCII around it, no character that joins what stands before it,
// nothing deleted. Everything else is left to the stages (Form::kStages).
//
// Precompiled looks up grapheme clusters of less than 6 bytes by their shortest prefix that has a rule, then
// characters. So a cluster whose first character begins no rule, neither alone nor with what may follow in so
// short a cluster, is walked character by character, however long it is; and a character that may begin a
// longer rule, or has one, is a cluster of its own where nothing behind it joins it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "fused/word_steps.hpp"
#include "normalize/precompiled.hpp"
#include "text/span.hpp"

namespace btt::fused {

class WordNormalizer {
 public:
  // What stands between words: white space of ASCII, which goes, or what becomes a space, which is a piece of
  // the text as well. Then white space that a rule makes inside of a word is left to the stages.
  enum class Separators { kGo, kStay };

  // `mark` is the text that the pre-tokenizer gives a meaning to. Throws kInvalidArgument where a map is
  // broken.
  WordNormalizer(const WordSteps& steps, std::string_view mark, Separators separators);

  // Whether the kernels' white space of printed text, 09, 0A, 0D and 20, always separates.
  bool is_usable() const noexcept {
    return separator_[' '] && separator_['\t'] && separator_['\n'] && separator_['\r'];
  }

  // Whether the ASCII character stands between words, in any context.
  bool is_separator(unsigned char ascii) const noexcept { return separator_[ascii]; }

  // Whether no word says what becomes of a separator behind it, or a separator of what is behind that.
  bool cuts_at_separators() const noexcept { return cuts_at_separators_; }

  struct Word {
    std::string text;                // the words behind one another
    std::vector<text::Span> pieces;  // of `text`
    // Each character stands where the one that it comes from stood, and is as large.
    bool is_aligned = true;
    // Otherwise per byte of `text` where that one stood; bytes of characters that stayed refer to themselves.
    std::vector<text::Span> origins;

    // The part of the old word that whole characters [begin, end) of `text` come from.
    text::Span origin(std::size_t begin, std::size_t end) const noexcept {
      if (is_aligned) return text::Span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
      return text::Span{origins[begin].begin, origins[end - 1].end};
    }

    std::size_t capacity_bytes() const noexcept {
      return text.capacity() + (pieces.capacity() + origins.capacity()) * sizeof(text::Span);
    }
  };

  // A word has no separator. False: the stages must do it.
  bool normalize(std::string_view word, Word& out) const;

  std::size_t memory_bytes() const noexcept {
    return sizeof(WordNormalizer) + block_of_.capacity() * sizeof(std::uint16_t) + kinds_.capacity();
  }

 private:
  enum class Kind : std::uint8_t {
    kInert,   // nothing begins with it
    kPlain,   // stays where nothing joins it
    kMapped,  // has a rule of its own
    kStages,
  };
  static constexpr unsigned kBlockBits = 7;

  Kind kind(char32_t c) const noexcept {
    return static_cast<Kind>(
        kinds_[static_cast<std::size_t>(block_of_[c >> kBlockBits]) << kBlockBits | (c & 127)]);
  }
  void set_kind(char32_t c, Kind kind);
  void classify(char32_t first, char32_t last, std::string_view prefix);
  Kind choose(char32_t c);
  bool put_replacement(std::string_view replacement, text::Span from, std::size_t& piece, Word& out) const;
  bool rewrite(std::string_view word, Word& out) const;

  const normalize::Precompiled* precompiled_ = nullptr;
  bool ascii_only_;  // other characters are left to the stages
  bool separators_go_;
  bool cuts_at_separators_ = true;
  std::string mark_;
  std::vector<std::string> patterns_;  // of Replace
  std::array<bool, 256> separator_{};
  std::array<char, 128> ascii_{};  // 0 = left to the stages
  std::vector<std::uint16_t> block_of_;
  std::vector<std::uint8_t> kinds_;
};

}  // namespace btt::fused
