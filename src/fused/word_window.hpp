// WordWindow: a stretch of text as bit masks of its characters' classes, in which a pattern's words are found
// by operations on 64 bytes at a time (pattern_scan.cpp, unit_cuts.cpp).
//
//   "it's 10 km"   letters 1101000011, digits 0000011000, spaces 0000100100 (the first byte on the left)
//
// A byte of a character beyond ASCII has its character's class. A window begins where a word begins, and only
// words that end well before its end are taken from it, so that nothing is carried from one to the next.
#pragma once

#include <cstddef>
#include <cstdint>

#include "simd/kernels.hpp"

namespace btt::fused {

class WordWindow {
 public:
  static constexpr std::size_t kBytes = 1024;
  static constexpr std::size_t kBlocks = kBytes / 64;
  static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);
  // What a word's begin may depend on lies before this many bytes behind it.
  static constexpr std::size_t kLookAhead = 8;

  // Classifies the ASCII of the text from `p` on, where a word begins.
  void load(const char* p, const char* text_end) noexcept;
  // What lies beyond ASCII too. `cased`: letters are what O200k's words consist of, marks included, and
  // `uppers` and `both` say which of them they are.
  void add_beyond(bool cased) noexcept;

  // Where the last word to be taken ends, by `starts` and `irregular`; 0: the first word does not end here.
  std::size_t cut() const noexcept;
  // The same where a word's begin depends on the two characters around it only.
  std::size_t last_start() const noexcept;

  // The ends of the words before `end`, as bytes from `text` on.
  void list_words(std::size_t end) noexcept;
  // Takes the next words of the list, at most `most`: their ends as bytes from `begin` of the text on.
  std::size_t take(const char* begin, std::uint32_t* out, std::size_t most) noexcept;

  // The bits of the block's bytes.
  std::uint64_t valid(std::size_t block) const noexcept {
    return block + 1 < blocks || size % 64 == 0 ? ~std::uint64_t{0} : (std::uint64_t{1} << size % 64) - 1;
  }
  // The bytes before which no space follows: bit i of `nonspaces` of byte i + 1.
  std::uint64_t before_nonspace(std::size_t block, std::uint64_t nonspaces) const noexcept {
    const std::uint64_t next = block + 1 < blocks ? ~masks[block + 1].spaces : 0;
    return nonspaces >> 1 | next << 63;
  }
  bool is_space(std::size_t at) const noexcept { return (masks[at / 64].spaces >> at % 64 & 1) != 0; }
  bool is_newline(std::size_t at) const noexcept { return (masks[at / 64].newlines >> at % 64 & 1) != 0; }
  bool is_letter(std::size_t at) const noexcept { return (masks[at / 64].letters >> at % 64 & 1) != 0; }
  bool is_digit(std::size_t at) const noexcept { return (masks[at / 64].digits >> at % 64 & 1) != 0; }
  // Neither of these.
  bool is_sign(std::size_t at) const noexcept {
    const simd::WordMasks& m = masks[at / 64];
    return ((m.letters | m.digits | m.spaces) >> at % 64 & 1) == 0;
  }

  bool starts_at(std::size_t at) const noexcept { return (starts[at / 64] >> at % 64 & 1) != 0; }
  void set_start(std::size_t at) noexcept { starts[at / 64] |= std::uint64_t{1} << at % 64; }
  void clear_start(std::size_t at) noexcept { starts[at / 64] &= ~(std::uint64_t{1} << at % 64); }
  // No word begins in [begin, end) any more, one does at `end`.
  void join(std::size_t begin, std::size_t end) noexcept {
    for (std::size_t at = begin; at < end && at < size; ++at) clear_start(at);
    if (end < size) set_start(end);
  }
  // A white space of several bytes that ends a run has its bit at its last byte: it goes to the first one.
  void move_wide_spaces() noexcept;
  // From here on the masks do not say where words begin, only before.
  void set_irregular(std::size_t at) noexcept {
    if (at < irregular) irregular = at;
  }

  const char* text = nullptr;
  const char* text_end = nullptr;
  std::size_t size = 0;
  std::size_t blocks = 0;
  bool reaches_end = false;
  bool has_wide_spaces = false;
  bool has_wide_digits = false;
  bool has_both = false;
  std::size_t irregular = kNowhere;
  simd::WordMasks masks[kBlocks + 1];  // nothing in the one behind the last
  std::uint64_t both[kBlocks + 1];     // letters that are upper and lower case: only where has_both
  std::uint64_t starts[kBlocks + 1];   // where words begin
  // The words of the last list_words(), of which `taken` are taken.
  std::size_t words = 0;
  std::size_t taken = 0;
  std::uint32_t ends[kBytes + 16];

 private:
  template <bool kCased>
  void add_classes() noexcept;
  void find_lone_marks() noexcept;

  std::uint64_t marks_[kBlocks];  // where marks begin: only where cased
};

}  // namespace btt::fused
