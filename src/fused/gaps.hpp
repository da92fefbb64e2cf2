// Gaps: words of a group whose tokens are found out after those of the others.
//
// Ids 7 8 9 with a gap of word 3 at 2, whose tokens are 4 5, become 7 8 4 5 9. A loop that stopped for each
// word that is not known would be mispredicted there, and would not ask for the memory of the next one
// meanwhile.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace btt::fused {

struct Gap {
  std::uint32_t word;
  std::uint32_t at;  // in the ids, where its tokens belong
};

// Puts `tokens` tokens, those of all gaps, into `size` ids, behind which there is room for them. Gap i has
// what stands at [first, last) of tokens_of(i); the last one is asked for first. Answers the new size.
template <typename TokensOf>
std::size_t fill_gaps(std::int32_t* ids, std::size_t size, const Gap* gaps, std::size_t count,
                      std::size_t tokens, TokensOf&& tokens_of) {
  const std::size_t new_size = size + tokens;
  std::int32_t* to = ids + new_size;
  // From the last one, so that what moves finds its place free.
  for (std::size_t i = count; i-- > 0;) {
    const std::size_t moved = size - gaps[i].at;
    to -= moved;
    std::memmove(to, ids + gaps[i].at, moved * sizeof(std::int32_t));
    size = gaps[i].at;
    const auto [first, last] = tokens_of(i);
    to = std::copy_backward(first, last, to);
  }
  return new_size;
}

}  // namespace btt::fused
