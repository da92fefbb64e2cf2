#include "fused/word_window.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "unicode/regex_classes.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using unicode::kClassLetter;
using unicode::kClassLowerRun;
using unicode::kClassMark;
using unicode::kClassNumber;
using unicode::kClassSpace;
using unicode::kClassUpperRun;

// The bits of one class in a block and of what reaches into the next one.
class TwoBlocks {
 public:
  void add(bool is_member, std::uint64_t here, std::uint64_t behind) noexcept {
    // No branch: which class it is cannot be foretold.
    const std::uint64_t all = std::uint64_t{0} - static_cast<std::uint64_t>(is_member);
    here_ |= here & all;
    behind_ |= behind & all;
  }
  // Moves to the next block.
  void put(std::uint64_t& mask) noexcept {
    mask |= here_;
    any_ |= here_;
    here_ = std::exchange(behind_, 0);
  }
  bool any() const noexcept { return any_ != 0; }

 private:
  std::uint64_t here_ = 0;
  std::uint64_t behind_ = 0;
  std::uint64_t any_ = 0;
};

}  // namespace

void WordWindow::load(const char* p, const char* end_of_text) noexcept {
  text = p;
  text_end = end_of_text;
  const auto left = static_cast<std::size_t>(text_end - p);
  reaches_end = left <= kBytes;
  size = left;
  if (!reaches_end) {
    size = kBytes;
    while ((static_cast<unsigned char>(p[size]) & 0xC0) == 0x80) --size;
  }
  blocks = (size + 63) / 64;
  has_wide_spaces = has_wide_digits = has_both = false;
  irregular = kNowhere;
  simd::kernels().word_masks(p, size, masks);
  masks[blocks] = simd::WordMasks{};
  starts[blocks] = 0;
}

void WordWindow::add_beyond(bool cased) noexcept {
  std::uint64_t beyond = 0;
  for (std::size_t block = 0; block < blocks; ++block) beyond |= masks[block].beyond;
  if (beyond == 0) return;
  if (cased) {
    std::memset(both, 0, sizeof(both));
    std::memset(marks_, 0, sizeof(marks_));
    add_classes<true>();
    find_lone_marks();
  } else {
    add_classes<false>();
  }
}

template <bool kCased>
void WordWindow::add_classes() noexcept {
  constexpr unsigned kWord = kCased ? kClassUpperRun | kClassLowerRun : kClassLetter;
  TwoBlocks letters;
  TwoBlocks digits;
  TwoBlocks spaces;
  TwoBlocks upper_letters;
  TwoBlocks both_letters;
  for (std::size_t block = 0; block < blocks; ++block) {
    simd::WordMasks& mask = masks[block];
    for (std::uint64_t leads = mask.beyond & ~mask.continuations; leads != 0; leads &= leads - 1) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(leads));
      const char* p = text + block * 64 + bit;
      const char* const first = p;
      const std::uint8_t classes = unicode::regex_classes(unicode::decode(p));
      const std::uint64_t run = (std::uint64_t{1} << (p - first)) - 1;
      const std::uint64_t here = run << bit;
      const std::uint64_t behind = run >> 1 >> (63 - bit);
      letters.add((classes & kWord) != 0, here, behind);
      digits.add((classes & kClassNumber) != 0, here, behind);
      spaces.add((classes & kClassSpace) != 0, here, behind);
      if (kCased) {
        const bool is_upper = (classes & kClassUpperRun) != 0;
        const bool is_lower = (classes & kClassLowerRun) != 0;
        upper_letters.add(is_upper && !is_lower, here, behind);
        both_letters.add(is_upper && is_lower, here, behind);
        if (classes & kClassMark) marks_[block] |= std::uint64_t{1} << bit;
      }
    }
    letters.put(mask.letters);
    digits.put(mask.digits);
    spaces.put(mask.spaces);
    if (kCased) {
      upper_letters.put(mask.uppers);
      both_letters.put(both[block]);
    }
  }
  has_wide_digits = digits.any();
  has_wide_spaces = spaces.any();
  has_both = both_letters.any();
}

// A mark is among the signs too, where no letter stands before it.
void WordWindow::find_lone_marks() noexcept {
  std::uint64_t letter_before = 0;
  for (std::size_t block = 0; block < blocks; ++block) {
    const std::uint64_t lone = marks_[block] & ~(masks[block].letters << 1 | letter_before);
    letter_before = masks[block].letters >> 63;
    if (lone == 0) continue;
    const std::size_t at = block * 64 + static_cast<std::size_t>(__builtin_ctzll(lone));
    return set_irregular(at == 0 ? 0 : at - 1);
  }
}

void WordWindow::move_wide_spaces() noexcept {
  for (std::size_t block = 0; block < blocks; ++block) {
    std::uint64_t leads = masks[block].spaces & masks[block].beyond & ~masks[block].continuations;
    for (; leads != 0; leads &= leads - 1) {
      const std::size_t at = block * 64 + static_cast<std::size_t>(__builtin_ctzll(leads));
      const std::size_t last = at + unicode::length_of_lead(static_cast<unsigned char>(text[at])) - 1;
      if (!starts_at(last)) continue;
      clear_start(last);
      set_start(at);
    }
  }
}

std::size_t WordWindow::cut() const noexcept {
  if (reaches_end && irregular == kNowhere) return size;
  std::size_t limit = reaches_end || size - kLookAhead > irregular ? irregular : size - kLookAhead;
  if (limit >= size) limit = size - 1;
  for (std::size_t block = limit / 64 + 1; block-- > 0;) {
    const std::uint64_t nonspaces = ~masks[block].spaces & valid(block);
    const std::uint64_t letter_before = block == 0 ? 0 : masks[block - 1].letters >> 63;
    // No word within a run of letters or of white space, as what follows the run has a say in it.
    std::uint64_t found = starts[block] & (nonspaces | before_nonspace(block, nonspaces)) &
                          ~(masks[block].letters << 1 | letter_before);
    if (block == limit / 64) found &= ~std::uint64_t{0} >> (63 - limit % 64);
    if (found != 0) return block * 64 + 63 - static_cast<std::size_t>(__builtin_clzll(found));
  }
  return 0;
}

std::size_t WordWindow::last_start() const noexcept {
  if (reaches_end) return size;
  for (std::size_t block = blocks; block-- > 0;) {
    if (starts[block] != 0) return block * 64 + 63 - static_cast<std::size_t>(__builtin_clzll(starts[block]));
  }
  return 0;
}

std::size_t WordWindow::take(const char* begin, std::uint32_t* out, std::size_t most) noexcept {
  const std::size_t count = std::min(most, words - taken);
  const auto base = static_cast<std::uint32_t>(text - begin);
  for (std::size_t i = 0; i < count; ++i) out[i] = base + ends[taken + i];
  taken += count;
  return count;
}

void WordWindow::list_words(std::size_t end) noexcept {
  starts[0] &= ~std::uint64_t{1};
  starts[end / 64] &= (std::uint64_t{1} << end % 64) - 1;
  set_start(end);
  words = simd::kernels().bit_positions(starts, end / 64 + 1, ends);
  taken = 0;
}

}  // namespace btt::fused
