// The words of the four patterns that cover a text, GPT-2's, cl100k's, Qwen's and o200k's
// (regex/word_patterns.hpp), by masks of a window (WordWindow).
//
// In most texts a word begins where the class changes, and a space before a word belongs to it: a few
// operations on 64 bytes. What is rarer (contractions, numbers in groups, white space with newlines) is
// walked bit by bit, and where masks do not tell (irregular) the pattern itself is asked.
#include "fused/pretoken_scan.hpp"
#include "regex/word_patterns.hpp"

namespace btt::fused {
namespace {

// What the block before says about a bit's predecessor, in bit 0.
struct Carry {
  std::uint64_t letters = 0;
  std::uint64_t digits = 0;
  std::uint64_t signs = 0;
  std::uint64_t spaces = 0;
  std::uint64_t blanks = 0;
  std::uint64_t gluing_spaces = 0;
  std::uint64_t single_signs = 0;
};

// Moves the bits to the next byte.
std::uint64_t shift(std::uint64_t bits, std::uint64_t& carry) noexcept {
  const std::uint64_t shifted = bits << 1 | carry;
  carry = bits >> 63;
  return shifted;
}

template <class F>
void for_each_bit(std::uint64_t bits, std::size_t block, F&& f) {
  for (; bits != 0; bits &= bits - 1) f(block * 64 + static_cast<std::size_t>(__builtin_ctzll(bits)));
}

// The end of the contraction at a quote, as a place in the window; 0: there is none.
std::size_t contraction(const WordWindow& window, std::size_t quote, bool fold) {
  const char* const end = regex::contraction({window.text + quote, window.text_end}, fold);
  return end == nullptr ? 0 : static_cast<std::size_t>(end - window.text);
}

// Contractions where a word begins with one.
void cut_contractions(WordWindow& window, bool fold) {
  for (std::size_t block = 0; block < window.blocks; ++block) {
    for_each_bit(window.masks[block].quotes & window.starts[block], block, [&](std::size_t at) {
      if (const std::size_t end = contraction(window, at, fold)) window.join(at + 1, end);
    });
  }
}

struct Gpt2 : regex::Gpt2 {
  static constexpr bool kCased = false;

  static void find(WordWindow& window) {
    Carry carry;
    std::uint64_t quotes = 0;
    for (std::size_t block = 0; block < window.blocks; ++block) {
      const simd::WordMasks& m = window.masks[block];
      const std::uint64_t nonspaces = ~m.spaces & window.valid(block);
      const std::uint64_t signs = nonspaces & ~(m.letters | m.digits);
      const std::uint64_t changes = (m.letters & ~shift(m.letters, carry.letters)) |
                                    (m.digits & ~shift(m.digits, carry.digits)) |
                                    (signs & ~shift(signs, carry.signs));
      // A run of white space leaves its last one to what follows, alone or before it.
      window.starts[block] =
          (changes & ~shift(m.blanks, carry.blanks)) |
          (m.spaces & (~shift(m.spaces, carry.spaces) | window.before_nonspace(block, nonspaces)));
      quotes |= m.quotes;
    }
    if (window.has_wide_spaces) window.move_wide_spaces();
    if (quotes != 0) cut_contractions(window, false);
  }
};

// Whether the newline before `at` belongs to the signs before it.
bool follows_signs(const WordWindow& window, std::size_t at) {
  while (at > 0 && window.is_newline(at - 1)) --at;
  return at > 0 && window.is_sign(at - 1);
}

// White space behind a newline: with a newline later in the run it belongs to the word that ends there.
void start_behind_newlines(WordWindow& window) {
  std::uint64_t newline_before = 0;
  for (std::size_t block = 0; block < window.blocks; ++block) {
    const simd::WordMasks& m = window.masks[block];
    const std::uint64_t indents = m.spaces & ~m.newlines;
    const std::uint64_t behind = shift(m.newlines, newline_before) & indents;
    // The carries of the sum go through the runs: what is left of them stands behind their ends. An indent
    // before a word, as code has one in every line, is a start.
    std::uint64_t sum = 0;
    const bool goes_on = __builtin_add_overflow(indents, behind, &sum);
    if (!goes_on && (sum & m.newlines) == 0) {
      window.starts[block] |= behind;
      continue;
    }
    for_each_bit(behind, block, [&](std::size_t at) {
      std::size_t end = at + 1;
      while (end < window.size && window.is_space(end) && !window.is_newline(end)) ++end;
      const bool has_newline = end < window.size && window.is_newline(end);
      if (!has_newline || follows_signs(window, at)) window.set_start(at);
    });
  }
}

// \p{N}{1,3}
void cut_digits(WordWindow& window) {
  std::uint64_t digit_before = 0;
  for (std::size_t block = 0; block < window.blocks; ++block) {
    const std::uint64_t digits = window.masks[block].digits;
    for_each_bit(digits & ~shift(digits, digit_before), block, [&](std::size_t at) {
      std::size_t count = 0;
      for (; at < window.size && window.is_digit(at); ++count) {
        if (count % 3 == 0) window.set_start(at);
        at += unicode::length_of_lead(static_cast<unsigned char>(window.text[at]));
      }
    });
  }
}

// Words as cl100k's and o200k's have them but for contractions and cases: letters with one character before
// them that is no letter, number or newline; numbers by three, or each; signs with a blank before them and
// newlines behind; white space through its last newline.
template <int kNumbers>
void find_words(WordWindow& window) {
  Carry carry;
  std::uint64_t digits_before[3] = {};
  bool has_long_numbers = window.has_wide_digits;
  std::uint64_t newline_before = 0;
  bool has_indents = false;
  for (std::size_t block = 0; block < window.blocks; ++block) {
    const simd::WordMasks& m = window.masks[block];
    const std::uint64_t nonspaces = ~m.spaces & window.valid(block);
    const std::uint64_t signs = nonspaces & ~(m.letters | m.digits);
    const std::uint64_t indents = m.spaces & ~m.newlines;
    const std::uint64_t sign_before = shift(signs, carry.signs);
    const std::uint64_t sign_starts = signs & ~sign_before & ~shift(m.blanks, carry.blanks);
    // Through the bytes of the first sign: letters behind them make one word with it.
    std::uint64_t single = sign_starts | (carry.single_signs & m.continuations);
    for (int i = 0; i < 3; ++i) single |= single << 1 & m.continuations;
    const std::uint64_t letter_starts = m.letters & ~shift(m.letters, carry.letters) &
                                        ~shift(indents, carry.gluing_spaces) &
                                        ~shift(single, carry.single_signs);
    const std::uint64_t digit_before = shift(m.digits, carry.digits);
    const std::uint64_t digit_starts = kNumbers == 1 ? m.digits & ~m.continuations : m.digits & ~digit_before;
    if (kNumbers == 3) {
      const std::uint64_t second = shift(digit_before, digits_before[0]);
      const std::uint64_t third = shift(second, digits_before[1]);
      has_long_numbers = has_long_numbers || (m.digits & digit_before & second & third) != 0;
    }
    const std::uint64_t space_starts =
        m.spaces & ~shift(m.spaces, carry.spaces) & ~(m.newlines & sign_before);
    window.starts[block] = letter_starts | digit_starts | sign_starts | space_starts |
                           (indents & window.before_nonspace(block, nonspaces));
    has_indents = has_indents || (indents & shift(m.newlines, newline_before)) != 0;
  }
  if (window.has_wide_spaces) window.move_wide_spaces();
  if (has_indents) start_behind_newlines(window);
  if (kNumbers == 3 && has_long_numbers) cut_digits(window);
}

template <class Known, int kNumbers>
struct Cl100k : Known {
  static constexpr bool kCased = false;

  static void find(WordWindow& window) {
    find_words<kNumbers>(window);
    cut_contractions(window, true);
  }
};

struct O200k : regex::O200k {
  static constexpr bool kCased = true;

  // A word ends between a lower-case and an upper-case letter.
  static void cut_cases(WordWindow& window) {
    std::uint64_t lower_before = 0;
    std::uint64_t uppers = 0;
    for (std::size_t block = 0; block < window.blocks; ++block) {
      const simd::WordMasks& m = window.masks[block];
      const std::uint64_t lowers = m.letters & ~m.uppers & ~(window.has_both ? window.both[block] : 0);
      window.starts[block] |= m.uppers & ~m.continuations & shift(lowers, lower_before);
      uppers |= m.uppers;
    }
    if (window.has_both && uppers != 0) find_mixed(window);
  }

  // Runs with letters that are upper and lower case beside upper-case ones are the pattern's own.
  static void find_mixed(WordWindow& window) {
    bool has_upper = false;
    bool has_both = false;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= window.size; ++at) {
      if (at == window.size || !window.is_letter(at)) {
        if (has_upper && has_both) return window.set_irregular(begin);
        has_upper = has_both = false;
        begin = at + 1;
        continue;
      }
      has_upper = has_upper || (window.masks[at / 64].uppers >> at % 64 & 1) != 0;
      has_both = has_both || (window.both[at / 64] >> at % 64 & 1) != 0;
    }
  }

  // Contractions belong to the word before them, if that is none itself.
  static void join_contractions(WordWindow& window) {
    std::size_t last_end = 0;
    for (std::size_t block = 0; block < window.blocks; ++block) {
      for_each_bit(window.masks[block].quotes, block, [&](std::size_t at) {
        if (at == last_end || !window.is_letter(at - 1)) return;
        const std::size_t end = contraction(window, at, true);
        if (end == 0) return;
        window.join(at, end);
        last_end = end;
      });
    }
  }

  // Signs take slashes behind their newlines too.
  static void find_slashes(WordWindow& window) {
    Carry carry;
    for (std::size_t block = 0; block < window.blocks; ++block) {
      const simd::WordMasks& m = window.masks[block];
      const std::uint64_t signs = ~(m.spaces | m.letters | m.digits) & window.valid(block);
      for_each_bit(m.newlines & shift(signs, carry.signs), block, [&](std::size_t at) {
        std::size_t end = at;
        while (end < window.size && window.is_newline(end)) ++end;
        if (end < window.size && window.text[end] == '/') window.set_irregular(at - 1);
      });
    }
  }

  static void find(WordWindow& window) {
    find_words<3>(window);
    cut_cases(window);
    join_contractions(window);
    find_slashes(window);
  }
};

// Words that the masks do not tell, at most as many as a group has.
template <class Rules>
void ask(WordWindow& window) {
  constexpr std::size_t kMost = 64;
  const std::size_t goal = window.irregular == WordWindow::kNowhere ? window.size : window.irregular + 1;
  const char* p = window.text;
  window.words = window.taken = 0;
  do {
    p = Rules::match(regex::Cursor{p, window.text_end});
    window.ends[window.words++] = static_cast<std::uint32_t>(p - window.text);
  } while (window.words < kMost && p != window.text_end && p < window.text + goal);
}

template <class Rules>
std::size_t scan_pattern(PretokenScan& scan, std::uint32_t* ends, std::size_t most) {
  WordWindow& window = scan.window;
  if (window.taken == window.words) {
    if (scan.at == scan.end()) return 0;
    window.load(scan.at, scan.end());
    window.add_beyond(Rules::kCased);
    Rules::find(window);
    if (const std::size_t cut = window.cut()) {
      window.list_words(cut);
    } else {
      ask<Rules>(window);
    }
  }
  const std::size_t count = window.take(scan.begin(), ends, most);
  scan.at = scan.begin() + ends[count - 1];
  return count;
}

}  // namespace

ScanFunction scan_function(std::string_view pattern) noexcept {
  if (pattern == regex::Gpt2::kText) return scan_pattern<Gpt2>;
  if (pattern == regex::Cl100k::kText) return scan_pattern<Cl100k<regex::Cl100k, 3>>;
  if (pattern == regex::Qwen::kText) return scan_pattern<Cl100k<regex::Qwen, 1>>;
  if (pattern == regex::O200k::kText) return scan_pattern<O200k>;
  return nullptr;
}

}  // namespace btt::fused
