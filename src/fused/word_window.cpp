#include "fused/word_window.hpp"

#include <algorithm>
#include <cstring>

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
    add_classes<true>();
  } else {
    add_classes<false>();
  }
}

template <bool kCased>
void WordWindow::add_classes() noexcept {
  for (std::size_t block = 0; block < blocks; ++block) {
    std::uint64_t leads = masks[block].beyond & ~masks[block].continuations;
    for (; leads != 0; leads &= leads - 1) {
      const auto bit = static_cast<std::size_t>(__builtin_ctzll(leads));
      const char* p = text + block * 64 + bit;
      const char* const first = p;
      const std::uint8_t classes = unicode::regex_classes(unicode::decode(p));
      const std::uint64_t run = (std::uint64_t{1} << (p - first)) - 1;
      const std::uint64_t here = run << bit;
      // Of the bytes in the next block; a shift by 64 is none.
      const std::uint64_t behind = run >> 1 >> (63 - bit);
      simd::WordMasks& mask = masks[block];
      simd::WordMasks& next = masks[block + 1];
      constexpr unsigned kWord = kCased ? kClassUpperRun | kClassLowerRun : kClassLetter;
      if (classes & kWord) {
        if (kCased) {
          const std::size_t at = block * 64 + bit;
          if ((classes & kClassUpperRun) && (classes & kClassLowerRun)) {
            has_both = true;
            both[block] |= here;
            both[block + 1] |= behind;
          } else if (classes & kClassUpperRun) {
            mask.uppers |= here;
            next.uppers |= behind;
          }
          // A mark is among the signs too, where no letter stands before it.
          if ((classes & kClassMark) && (at == 0 || !is_letter(at - 1))) set_irregular(at == 0 ? 0 : at - 1);
        }
        mask.letters |= here;
        next.letters |= behind;
      } else if (classes & kClassNumber) {
        mask.digits |= here;
        next.digits |= behind;
        has_wide_digits = true;
      } else if (classes & kClassSpace) {
        mask.spaces |= here;
        next.spaces |= behind;
        has_wide_spaces = true;
      }
    }
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
