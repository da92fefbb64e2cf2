// Span: a half-open range of bytes. Texts are below 2 GiB (checked at the door), so 32 bits are enough.
#pragma once

#include <cstdint>

namespace btt::text {

struct Span {
  std::uint32_t begin;
  std::uint32_t end;

  std::uint32_t size() const noexcept { return end - begin; }
  bool empty() const noexcept { return begin == end; }
  friend bool operator==(Span a, Span b) noexcept { return a.begin == b.begin && a.end == b.end; }
};

// One byte less than 2 GiB: the largest text that fits the spans and the int32 offsets of the outputs.
constexpr std::size_t kMaxTextBytes = 0x7FFFFFFF;

}  // namespace btt::text
