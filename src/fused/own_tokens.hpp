// Which tokens of a BPE model are what its merges make of the token's own text.
//
// Nearly all that merges make are: "hug" of "h" "u" "g", since its merge (h, ug) was learned from texts that
// had come so far. One is not where another merge takes a symbol of each of its two parts first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "simd/merge_pairs.hpp"
#include "vocab/merge_table.hpp"

namespace btt::fused {

// At most `most` of those that are, ids in the order of the merges that make them, behind those of `symbols`,
// which words start from; any of these may be kNoId. `pairs` are the same merges as `merges`; no id is above
// `max_id`. None, for nothing is known, where a token is made by more than one merge, or merges do not come
// in the order in which they can be used.
std::vector<std::int32_t> own_tokens(const vocab::MergeTable& merges, const simd::MergePairs& pairs,
                                     const std::vector<std::int32_t>& symbols, std::int64_t max_id,
                                     std::size_t most);

}  // namespace btt::fused
