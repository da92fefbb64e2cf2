// PretokenScan: where the words of a byte-level tokenizer end.
//
//   scan.start("Hello there");
//   scan_function(Gpt2::kText)(scan, ends, 64)   // 2: ends = {5, 11}
//
// The four patterns that cover a text find their words in masks of all classes (pattern_scan.cpp). In chains
// of pre-tokenizers, words of ASCII letters, which most are, end where a bit mask of the letters says so;
// other ASCII is walked with a table of 128 kinds. Wherever a character beyond ASCII could have a say the
// pattern itself is asked (regex/word_patterns.hpp), so that the words are the pattern's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fused/word_window.hpp"
#include "text/span.hpp"

namespace btt::fused {

class PretokenScan {
 public:
  // Begins with a text, which must outlive the scan.
  void start(std::string_view text) noexcept;

  const char* begin() const noexcept { return begin_; }
  const char* end() const noexcept { return end_; }

  // The next word begins here.
  const char* at = nullptr;
  // Where a chain of pre-tokenizers has cut before: the part of the text, and in it the word, that was looked
  // at last. At or before the place of the next word they say nothing.
  const char* part_end = nullptr;
  const char* word_end = nullptr;
  // Of the patterns that cover a text all masks, of chains the letters.
  WordWindow window;

  // Makes the masks reach from `p` on where they end near it.
  void reach(const char* p) noexcept {
    if (p >= refill_at_) load(p);
  }

  // The end of the run of ASCII letters that begins at `p`, which the masks reach; null where the masks do
  // not say: a long run, or one that goes on beyond ASCII.
  const char* letters_end(const char* p) const noexcept {
    // The 64 characters from `p` on.
    const auto offset = static_cast<std::size_t>(p - window.text);
    const simd::WordMasks* const mask = &window.masks[offset / 64];
    const std::size_t bit = offset % 64;
    const std::uint64_t others = ~(mask[0].letters >> bit | mask[1].letters << 1 << (63 - bit));
    if (others == 0) return nullptr;
    const char* const stop = p + __builtin_ctzll(others);
    if (stop < window.text + window.size) return static_cast<signed char>(*stop) >= 0 ? stop : nullptr;
    return stop == end_ ? stop : nullptr;
  }

 private:
  void load(const char* p) noexcept;

  const char* begin_ = nullptr;
  const char* end_ = nullptr;
  const char* refill_at_ = nullptr;
};

// Writes the ends of the next words, at most `most`, as bytes from the begin of the text; answers how many,
// 0 at the end of the text.
using ScanFunction = std::size_t (*)(PretokenScan& scan, std::uint32_t* ends, std::size_t most);

// Null where `pattern` is none of those that have one.
ScanFunction scan_function(std::string_view pattern) noexcept;

// DeepSeek's chain: numbers by three, Chinese and Japanese, and what lies between them by the pattern of
// words (regex::DeepSeekWords), each isolated.
ScanFunction deepseek_scan() noexcept;

// Falcon's chain: runs of punctuation apart; in each part GPT-2's pattern; in each word runs of numbers
// apart, which are those among the printed characters of its bytes; and of these three ASCII digits a time.
ScanFunction falcon_scan() noexcept;

// The same for words with something between them.
using SpanScanFunction = std::size_t (*)(PretokenScan& scan, text::Span* words, std::size_t most);

// CLIP's patterns, and GPT-2's in what they match where `again`. Null for other patterns.
SpanScanFunction clip_scan(std::string_view pattern, bool again) noexcept;

}  // namespace btt::fused
