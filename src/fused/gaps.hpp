// Gaps: words of a group whose tokens are found out after those of the others.
//
// Ids 7 8 9 with a gap of word 3 at 2, whose tokens are 4 5, become 7 8 4 5 9. A loop that stopped for each
// word that is not known would be mispredicted there, and would not ask for the memory of the next one
// meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace btt::fused {

struct Gap {
  std::uint32_t word;
  std::uint32_t at;  // in the ids, where its tokens belong
};

// What is copied at a time; there has to be room for so many ids less one behind all that is read or written.
constexpr std::size_t kCopiedIds = 16;

// Copies `count` ids and up to kCopiedIds - 1 that do not matter.
inline void copy_ids(std::int32_t* to, const std::int32_t* from, std::size_t count) noexcept {
  for (std::size_t i = 0; i < count; i += kCopiedIds)
    std::memcpy(to + i, from + i, kCopiedIds * sizeof(std::int32_t));
}

// Writes `size` ids to `to`, with the tokens of the gaps between them: those of gap i stand at [first, last)
// of tokens_of(i). Answers where what was written ends.
template <typename TokensOf>
std::int32_t* fill_gaps(std::int32_t* to, const std::int32_t* ids, std::size_t size, const Gap* gaps,
                        std::size_t count, TokensOf&& tokens_of) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < count; ++i) {
    copy_ids(to, ids + at, gaps[i].at - at);
    to += gaps[i].at - at;
    at = gaps[i].at;
    const auto [first, last] = tokens_of(i);
    for (const std::int32_t* token = first; token != last; ++token) *to++ = *token;
  }
  copy_ids(to, ids + at, size - at);
  return to + (size - at);
}

}  // namespace btt::fused
