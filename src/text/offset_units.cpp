#include "text/offset_units.hpp"

#include <algorithm>
#include <cstring>

#include "unicode/utf8.hpp"

namespace btt::text {
namespace {

constexpr std::uint32_t kBlock = 16;

// How many bytes at `p` are ASCII, of kBlock.
std::uint32_t ascii_in_block(const char* p) noexcept {
  std::uint32_t count = 0;
  for (std::uint32_t at = 0; at < kBlock; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, p + at, sizeof word);
    const std::uint64_t high = word & 0x8080808080808080ULL;
    if (high == 0) {
      count += 8;
      continue;
    }
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return count + static_cast<std::uint32_t>(__builtin_ctzll(high)) / 8;
#else
    return count + static_cast<std::uint32_t>(__builtin_clzll(high)) / 8;
#endif
  }
  return count;
}

}  // namespace

void OffsetConverter::reset(std::string_view text, OffsetUnit unit) {
  identity_ = unit == OffsetUnit::kBytes || unicode::is_ascii(text);
  size_ = static_cast<std::uint32_t>(unit == OffsetUnit::kBytes ? kMaxTextBytes : text.size());
  if (identity_) return;
  index_.resize(text.size() + 1);
  std::uint32_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    // ASCII by blocks: a text with one letter of more bytes is mostly that. What is behind the ASCII of a
    // block is written over.
    if (at + kBlock <= text.size() && static_cast<signed char>(text[at]) >= 0) {
      const std::uint32_t ascii = ascii_in_block(text.data() + at);
      for (std::uint32_t i = 0; i < kBlock; ++i) index_[at + i] = units + i;
      units += ascii;
      at += ascii;
      continue;
    }
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(text[at]));
    for (std::size_t i = 0; i < size; ++i) index_[at + i] = units;
    units += unit == OffsetUnit::kUtf16 && size == 4 ? 2 : 1;
    at += size;
  }
  index_[text.size()] = units;
}

void OffsetConverter::reset_repaired(std::string_view given, std::string_view repaired) {
  identity_ = false;
  size_ = static_cast<std::uint32_t>(repaired.size());
  index_.resize(repaired.size() + 1);
  // Both texts are walked side by side: a well-formed character stands in both, an ill-formed subpart of the
  // given text became one U+FFFD.
  std::size_t from = 0;
  std::size_t to = 0;
  while (to < repaired.size()) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(repaired[to]));
    for (std::size_t i = 0; i < size; ++i) index_[to + i] = static_cast<std::uint32_t>(from);
    if (given.compare(from, size, repaired.substr(to, size)) == 0) {
      from += size;
    } else {
      from += unicode::ill_formed_length(given.substr(from));
    }
    to += size;
  }
  index_[repaired.size()] = static_cast<std::uint32_t>(given.size());
}

}  // namespace btt::text
