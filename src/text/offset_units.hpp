// Conversion of byte offsets into code points or UTF-16 units.
//
// The reference converts with a map from every byte to the index of its character. A start that is not in it
// (at or behind the end of the text) leaves the pair unconverted, which models that count bytes of a suffix
// can produce; an end that equals the text's size is one more than the index of the last character.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "text/span.hpp"

namespace btt::text {

enum class OffsetUnit : std::int32_t { kBytes = 0, kCodePoints = 1, kUtf16 = 2 };

class OffsetConverter {
 public:
  // Prepares for offsets into `text`, valid UTF-8. Costs nothing for bytes and for ASCII texts.
  void reset(std::string_view text, OffsetUnit unit);

  // Prepares for byte offsets into a text that was repaired: answers refer to the ill-formed bytes that were
  // given.
  void reset_repaired(std::string_view given, std::string_view repaired);

  Span convert(Span bytes) const noexcept {
    if (bytes.begin >= size_) return bytes;
    const std::uint32_t begin = identity_ ? bytes.begin : index_[bytes.begin];
    // An end behind the text is what the reference makes of it: two units behind the start.
    if (bytes.end > size_) return Span{begin, begin + 2};
    return Span{begin, identity_ ? bytes.end : index_[bytes.end]};
  }

  // convert() of many, with the units `before` the text added; Pair has a begin and an end, and `out` may be
  // `spans`.
  template <typename Pair>
  void convert(const Span* spans, std::size_t count, std::int32_t before, Pair* out) const noexcept {
    using Number = decltype(Pair::begin);
    const auto put = [&](std::size_t i, Span span) {
      out[i].begin = static_cast<Number>(static_cast<std::int32_t>(span.begin) + before);
      out[i].end = static_cast<Number>(static_cast<std::int32_t>(span.end) + before);
    };
    if (!identity_) {
      // Nearly always all of them are inside: then no branch is needed for each.
      // (Differences of numbers below 2^31, of which the sign is asked: many at once.)
      std::uint32_t outside = 0;
      for (std::size_t i = 0; i < count; ++i)
        outside |= (size_ - 1 - spans[i].begin) | (size_ - spans[i].end);
      if (outside >> 31 == 0) {
        const std::uint32_t* const index = index_.data();
        for (std::size_t i = 0; i < count; ++i) put(i, Span{index[spans[i].begin], index[spans[i].end]});
        return;
      }
      for (std::size_t i = 0; i < count; ++i) put(i, convert(spans[i]));
      return;
    }
    // Without a branch: many at once.
    for (std::size_t i = 0; i < count; ++i) {
      const Span span = spans[i];
      const bool is_outside = span.begin < size_ && span.end > size_;
      put(i, Span{span.begin, is_outside ? span.begin + 2 : span.end});
    }
  }

  std::size_t capacity_bytes() const noexcept { return index_.capacity() * sizeof(std::uint32_t); }

 private:
  std::vector<std::uint32_t> index_;  // per byte; empty = identity
  bool identity_ = true;
  std::uint32_t size_ = 0;  // bytes of the text, where units are not bytes
};

}  // namespace btt::text
