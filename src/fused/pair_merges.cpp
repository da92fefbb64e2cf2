#include "fused/pair_merges.hpp"

#include <algorithm>
#include <cstring>

#include "vocab/dense_ids.hpp"

namespace btt::fused {
namespace {

constexpr std::int32_t kNoRank = INT32_MAX;
constexpr std::size_t kNoPlace = static_cast<std::size_t>(-1);
constexpr unsigned kPlaceBits = 6;
constexpr std::uint64_t kNever = static_cast<std::uint64_t>(vocab::MergeTable::kNoRank) << kPlaceBits;

std::size_t lowest(std::uint64_t bits) noexcept {
  return static_cast<std::size_t>(__builtin_ctzll(bits));
}

}  // namespace

bool PairMerges::serves(const model::Bpe& model, bool has_suffixes) {
  const model::BpeOptions& options = model.options();
  const bool has_dropout = options.dropout && *options.dropout > 0;
  if (has_dropout || !options.continuing_subword_prefix.empty()) return false;
  if (!options.end_of_word_suffix.empty() && !has_suffixes) return false;
  return vocab::has_dense_ids(model.vocab());
}

void PairMerges::look(Lane& lane, std::size_t at, std::size_t next) const {
  const vocab::Merge merge = merges_.look(lane.id[at], lane.id[next]);
  lane.order[at] = static_cast<std::uint64_t>(merge.rank) << kPlaceBits | at;
  lane.made[at] = merge.id;
}

void PairMerges::start(const std::int32_t* symbols, std::size_t count, Lane& lane) const {
  lane.count = count;
  lane.left = ~std::uint64_t{0} >> (kShort - count);
  lane.behind = lane.before = kNoPlace;
  std::copy_n(symbols, count, lane.id);
  for (std::size_t i = 0; i + 1 < count; ++i) merges_.prefetch(lane.id[i], lane.id[i + 1]);
  for (std::size_t i = count - 1; i < (count + 3) / 4 * 4; ++i) lane.order[i] = kNever;
}

// Merges two symbols; false where none merge. The pairs that this makes are looked up in the next step.
bool PairMerges::step(Lane& lane) const {
  if (lane.behind != kNoPlace) look(lane, lane.at, lane.behind);
  if (lane.before != kNoPlace) look(lane, lane.before, lane.at);
  // The smallest of four columns, without a branch.
  std::uint64_t* const order = lane.order;
  std::uint64_t best[4] = {order[0], order[1], order[2], order[3]};
  for (std::size_t i = 4; i < lane.count; i += 4) {
    for (std::size_t column = 0; column < 4; ++column)
      best[column] = std::min(best[column], order[i + column]);
  }
  const std::uint64_t first = std::min(std::min(best[0], best[1]), std::min(best[2], best[3]));
  if (first >= kNever) return false;
  const std::size_t at = first % kShort;
  const std::size_t gone = at + 1 + lowest(lane.left >> at >> 1);
  lane.at = at;
  lane.id[at] = lane.made[at];
  order[at] = order[gone] = kNever;
  lane.left &= ~(std::uint64_t{1} << gone);
  const std::uint64_t behind = lane.left >> gone >> 1;
  const std::uint64_t before = lane.left & ((std::uint64_t{1} << at) - 1);
  lane.behind = behind == 0 ? kNoPlace : gone + 1 + lowest(behind);
  lane.before = before == 0 ? kNoPlace : 63 - static_cast<std::size_t>(__builtin_clzll(before));
  if (behind != 0) merges_.prefetch(lane.id[at], lane.id[lane.behind]);
  if (before != 0) merges_.prefetch(lane.id[lane.before], lane.id[at]);
  return true;
}

void PairMerges::merge(const SymbolWords& words, Scratch& scratch, std::vector<std::int32_t>& ids,
                       std::uint32_t* ends) const {
  const std::size_t count = words.ends.size();
  for (std::size_t begin = 0; begin < count; begin += kLanes) {
    const std::size_t size = std::min(kLanes, count - begin);
    Lane* running[kLanes];
    std::size_t lanes = 0;
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t symbols = words.size_of(begin + i);
      if (symbols == 0 || symbols > kShort) continue;
      running[lanes++] = &scratch.lanes[i];
      start(words.symbols.data() + words.begin_of(begin + i), symbols, scratch.lanes[i]);
    }
    for (std::size_t i = 0; i < lanes; ++i) {
      for (std::size_t at = 0; at + 1 < running[i]->count; ++at) look(*running[i], at, at + 1);
    }
    while (lanes != 0) {
      std::size_t going_on = 0;
      for (std::size_t i = 0; i < lanes; ++i) {
        Lane* const lane = running[i];
        running[going_on] = lane;
        going_on += step(*lane) ? 1 : 0;
      }
      lanes = going_on;
    }
    for (std::size_t i = 0; i < size; ++i) {
      const std::size_t symbols = words.size_of(begin + i);
      if (symbols > kShort) {
        merge_long(words.symbols.data() + words.begin_of(begin + i), symbols, scratch, ids);
      } else if (symbols != 0) {
        const Lane& lane = scratch.lanes[i];
        for (std::uint64_t left = lane.left; left != 0; left &= left - 1)
          ids.push_back(lane.id[lowest(left)]);
      }
      ends[begin + i] = static_cast<std::uint32_t>(ids.size());
    }
  }
}

void PairMerges::merge_long(const std::int32_t* first, std::size_t size, Scratch& scratch,
                            std::vector<std::int32_t>& ids) const {
  std::vector<Symbol>& symbols = scratch.symbols;
  model::MergeQueue<std::uint64_t>& merges = scratch.merges;
  const auto count = static_cast<std::int32_t>(size);
  symbols.resize(size);
  merges.clear();
  const auto symbol = [&](std::int32_t at) -> Symbol& { return symbols[static_cast<std::size_t>(at)]; };
  // Whether the symbol merges with the next one.
  const auto look = [&](std::int32_t at) {
    Symbol& left = symbol(at);
    const vocab::Merge* const merge = left.next < 0 ? nullptr : merges_.find(left.id, symbol(left.next).id);
    left.rank = merge == nullptr ? kNoRank : static_cast<std::int32_t>(merge->rank);
    if (merge != nullptr) left.made = merge->id;
    return merge != nullptr;
  };
  const auto order = [&](std::int32_t at) {
    return static_cast<std::uint64_t>(symbol(at).rank) << 32 | static_cast<std::uint32_t>(at);
  };
  for (std::int32_t i = 0; i < count; ++i) {
    symbol(i) = Symbol{first[i], kNoRank, 0, i - 1, i + 1 < count ? i + 1 : -1};
  }
  for (std::int32_t i = 0; i < count; ++i) {
    if (look(i)) merges.gather(order(i));
  }
  for (std::uint64_t top = 0; merges.pop(top);) {
    const auto at = static_cast<std::int32_t>(top & 0xFFFFFFFF);
    Symbol& left = symbol(at);
    // Outdated where the pair is another one by now; symbols that are gone have no rank.
    if (left.rank != static_cast<std::int32_t>(top >> 32)) continue;
    Symbol& right = symbol(left.next);
    left.id = left.made;
    left.next = right.next;
    right.rank = kNoRank;
    right.id = vocab::kNoId;
    if (left.next >= 0) symbol(left.next).previous = at;
    if (look(at)) merges.push(order(at));
    if (left.previous >= 0 && look(left.previous)) merges.push(order(left.previous));
  }
  for (std::int32_t at = 0; at >= 0; at = symbol(at).next) ids.push_back(symbol(at).id);
}

}  // namespace btt::fused
