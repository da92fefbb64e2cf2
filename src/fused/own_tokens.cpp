#include "fused/own_tokens.hpp"

#include <algorithm>

#include "vocab/vocab.hpp"

namespace btt::fused {
namespace {

// The merge that makes a token.
struct Origin {
  std::uint32_t time = 0;  // its rank + 1; 0: none does
  std::int32_t left = vocab::kNoId;
  std::int32_t right = vocab::kNoId;
};

class Origins {
 public:
  Origins(const vocab::MergeTable& merges, std::int64_t max_id)
      : origins_(static_cast<std::size_t>(max_id) + 1) {
    merges.for_each([&](const vocab::MergeTable::Pair& pair) {
      Origin& origin = origins_[static_cast<std::size_t>(pair.merge.id)];
      are_ordered_ = are_ordered_ && origin.time == 0;
      origin = Origin{pair.merge.rank + 1, pair.left, pair.right};
      last_ = std::max(last_, origin.time);
    });
    merges.for_each([&](const vocab::MergeTable::Pair& pair) {
      are_ordered_ =
          are_ordered_ && std::max((*this)[pair.left].time, (*this)[pair.right].time) <= pair.merge.rank;
    });
  }

  // Whether each token is made by one merge at most, which comes behind those that make its parts.
  bool are_ordered() const noexcept { return are_ordered_; }
  const Origin& operator[](std::int32_t id) const noexcept { return origins_[static_cast<std::size_t>(id)]; }

  // The tokens that merges make, in their order; between them kNoId.
  std::vector<std::int32_t> made() const {
    std::vector<std::int32_t> ids(std::size_t{last_} + 1, vocab::kNoId);
    for (std::size_t id = 0; id < origins_.size(); ++id) {
      if (origins_[id].time != 0) ids[origins_[id].time] = static_cast<std::int32_t>(id);
    }
    return ids;
  }

 private:
  std::vector<Origin> origins_;
  std::uint32_t last_ = 0;
  bool are_ordered_ = true;
};

// Whether merging the texts of two tokens, one behind the other, comes to these two, if each comes to itself:
// no merge takes the last symbol of the left one and the first of the right one before.
//
// Merges that come in order are done in order: those of a lower rank are over before one of a higher rank
// begins. So two symbols that meet at the border merge if that has a lower rank than the merges that take
// them away from there. Of equal ranks, which are the same merge, the one further left is done first.
bool meet(const Origins& origins, const simd::MergePairs& pairs, std::int32_t left, std::int32_t right) {
  // When the symbols at the border are merged with one of their own side.
  std::uint32_t left_goes = UINT32_MAX;
  std::uint32_t right_goes = UINT32_MAX;
  for (;;) {
    // Back to before the last of the merges that made these two.
    const Origin& made_left = origins[left];
    const Origin& made_right = origins[right];
    if (made_left.time > made_right.time) {
      left_goes = made_left.time;
      left = made_left.right;
    } else if (made_right.time != 0) {
      right_goes = made_right.time;
      right = made_right.left;
    } else {
      return true;
    }
    const std::uint64_t merge = pairs.look(left, right);
    if (merge == simd::MergePairs::kNone) continue;
    const std::uint32_t time = pairs.rank_of(merge) + 1;
    if (time < left_goes && time <= right_goes) return false;
  }
}

}  // namespace

std::vector<std::int32_t> own_tokens(const vocab::MergeTable& merges, const simd::MergePairs& pairs,
                                     const std::vector<std::int32_t>& symbols, std::int64_t max_id,
                                     std::size_t most) {
  const Origins origins(merges, max_id);
  if (!origins.are_ordered()) return {};
  std::vector<std::int32_t> tokens;
  std::vector<bool> is_own(static_cast<std::size_t>(max_id) + 1);
  const auto add = [&](std::int32_t id) {
    is_own[static_cast<std::size_t>(id)] = true;
    tokens.push_back(id);
  };
  for (const std::int32_t symbol : symbols) {
    if (symbol == vocab::kNoId) continue;
    // A symbol that merges make as well has two origins.
    if (origins[symbol].time != 0) return {};
    if (!is_own[static_cast<std::size_t>(symbol)]) add(symbol);
  }
  for (const std::int32_t id : origins.made()) {
    if (tokens.size() >= most) break;
    if (id == vocab::kNoId) continue;
    const Origin& origin = origins[id];
    if (is_own[static_cast<std::size_t>(origin.left)] && is_own[static_cast<std::size_t>(origin.right)] &&
        meet(origins, pairs, origin.left, origin.right))
      add(id);
  }
  tokens.resize(std::min(tokens.size(), most));
  return tokens;
}

}  // namespace btt::fused
