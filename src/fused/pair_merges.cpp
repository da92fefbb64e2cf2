#include "fused/pair_merges.hpp"

#include <algorithm>

#include "vocab/dense_ids.hpp"

namespace btt::fused {
namespace {

constexpr std::int32_t kNoRank = INT32_MAX;

}  // namespace

bool PairMerges::serves(const model::Bpe& model, bool has_suffixes) {
  const model::BpeOptions& options = model.options();
  const bool has_dropout = options.dropout && *options.dropout > 0;
  if (has_dropout || !options.continuing_subword_prefix.empty()) return false;
  if (!options.end_of_word_suffix.empty() && !has_suffixes) return false;
  return vocab::has_dense_ids(model.vocab());
}

PairMerges::PairMerges(const model::Bpe& model) : table_(model.merges(), model.vocab().max_id()) {}

void PairMerges::merge(SymbolWords& words, Scratch& scratch, std::vector<std::int32_t>& ids,
                       std::uint32_t* ends) const {
  const std::size_t count = words.ends.size();
  const simd::KernelTable& kernels = simd::kernels();
  scratch.short_words.clear();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t symbols = words.size_of(i);
    if (symbols != 0 && symbols <= kernels.most_merged)
      scratch.short_words.push_back({words.symbols.data() + words.begin_of(i), symbols});
  }
  kernels.merge_words(table_.pairs(), scratch.short_words.data(), scratch.short_words.size());
  const simd::MergeWord* merged = scratch.short_words.data();
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t symbols = words.size_of(i);
    if (symbols > kernels.most_merged) {
      merge_long(words.symbols.data() + words.begin_of(i), symbols, scratch, ids);
    } else if (symbols != 0) {
      ids.insert(ids.end(), merged->symbols, merged->symbols + merged->count);
      ++merged;
    }
    ends[i] = static_cast<std::uint32_t>(ids.size());
  }
}

void PairMerges::merge_long(const std::int32_t* first, std::size_t size, Scratch& scratch,
                            std::vector<std::int32_t>& ids) const {
  std::vector<Symbol>& symbols = scratch.symbols;
  model::MergeQueue<std::uint64_t>& merges = scratch.merges;
  const simd::MergePairs& pairs = table_.pairs();
  constexpr std::uint64_t kNone = simd::MergePairs::kNone;
  const auto count = static_cast<std::int32_t>(size);
  symbols.resize(size);
  merges.clear();
  const auto symbol = [&](std::int32_t at) -> Symbol& { return symbols[static_cast<std::size_t>(at)]; };
  // Whether the symbol merges with the next one.
  const auto look = [&](std::int32_t at) {
    Symbol& left = symbol(at);
    const std::uint64_t merge = left.next < 0 ? kNone : pairs.look(left.id, symbol(left.next).id);
    left.rank = merge == kNone ? kNoRank : static_cast<std::int32_t>(pairs.rank_of(merge));
    left.made = pairs.made_of(merge);
    return merge != kNone;
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
