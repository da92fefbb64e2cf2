#include "fused/pair_merges.hpp"

#include <algorithm>
#include <cstring>

#include "vocab/dense_ids.hpp"

namespace btt::fused {
namespace {

constexpr std::int32_t kNoRank = INT32_MAX;
// Up to here the quadratic way is the faster one.
constexpr std::size_t kShort = 96;

}  // namespace

bool PairMerges::serves(const model::Bpe& model, bool has_suffixes) {
  const model::BpeOptions& options = model.options();
  const bool has_dropout = options.dropout && *options.dropout > 0;
  if (has_dropout || !options.continuing_subword_prefix.empty()) return false;
  if (!options.end_of_word_suffix.empty() && !has_suffixes) return false;
  return vocab::has_dense_ids(model.vocab());
}

void PairMerges::merge(const std::int32_t* symbols, std::size_t count, Scratch& scratch,
                       std::vector<std::int32_t>& ids) const {
  ids.clear();
  if (count <= kShort) {
    merge_short(symbols, count, ids);
  } else {
    merge_long(symbols, count, scratch, ids);
  }
}

void PairMerges::merge_short(const std::int32_t* symbols, std::size_t count,
                             std::vector<std::int32_t>& ids) const {
  std::int32_t id[kShort + 1];
  std::int32_t rank[kShort + 1];
  std::int32_t made[kShort + 1];
  const auto look = [&](std::size_t at) {
    const vocab::Merge* const merge = at + 1 < count ? merges_.find(id[at], id[at + 1]) : nullptr;
    rank[at] = merge == nullptr ? kNoRank : static_cast<std::int32_t>(merge->rank);
    made[at] = merge == nullptr ? 0 : merge->id;
  };
  std::copy_n(symbols, count, id);
  for (std::size_t i = 0; i + 1 < count; ++i) merges_.prefetch(id[i], id[i + 1]);
  for (std::size_t i = 0; i < count; ++i) look(i);
  for (;;) {
    std::int32_t best = kNoRank;
    for (std::size_t i = 0; i < count; ++i) best = std::min(best, rank[i]);
    if (best == kNoRank) break;
    std::size_t at = 0;
    while (rank[at] != best) ++at;
    id[at] = made[at];
    const std::size_t behind = count - at - 2;
    for (std::int32_t* const column : {id, rank, made})
      std::memmove(column + at + 1, column + at + 2, behind * sizeof(std::int32_t));
    --count;
    if (at + 1 < count) merges_.prefetch(id[at], id[at + 1]);
    if (at > 0) look(at - 1);
    look(at);
  }
  ids.insert(ids.end(), id, id + count);
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
