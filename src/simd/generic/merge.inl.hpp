// Merging of words, for all levels: symbols stay where they are, a mask says which are left.
//
// Included inside a level's namespace and target region, after the level has defined
//   std::uint64_t look(const MergePairs& pairs, std::int32_t left, std::int32_t right)    as MergePairs::look
// The includer has included <algorithm> and "simd/kernels.hpp". No guard: every level gets its own
// copies.

// A place fits behind a rank, and into a mask.
static constexpr unsigned kPlaceBits = 6;
static constexpr std::size_t kMostMerged = std::size_t{1} << kPlaceBits;
static constexpr std::uint64_t kNever = std::uint64_t{UINT32_MAX} << kPlaceBits;
static constexpr std::size_t kNoPlace = static_cast<std::size_t>(-1);

// A word that is being merged.
struct Places {
  MergeWord* word;
  std::uint64_t left;  // which symbols are left
  // Of the last merge: its place, and those behind and before it, with which it is to be looked up; none
  // where there is no such symbol.
  std::size_t at;
  std::size_t behind;
  std::size_t before;
  std::int32_t id[kMostMerged];      // of a symbol
  std::int32_t made[kMostMerged];    // what it makes with the next one
  std::uint64_t order[kMostMerged];  // of that: by rank, then by place
};

static inline std::size_t lowest(std::uint64_t bits) {
  return static_cast<std::size_t>(__builtin_ctzll(bits));
}

static inline void look_at(const MergePairs& pairs, Places& lane, std::size_t at, std::size_t next) {
  const std::uint64_t value = look(pairs, lane.id[at], lane.id[next]);
  lane.order[at] = static_cast<std::uint64_t>(pairs.rank_of(value)) << kPlaceBits | at;
  lane.made[at] = pairs.made_of(value);
}

static inline void prefetch(const MergePairs& pairs, std::int32_t left, std::int32_t right) {
  __builtin_prefetch(pairs.line_of(pairs.hash_of(left, right)));
}

static void start(const MergePairs& pairs, MergeWord& word, Places& lane) {
  const std::size_t count = word.count;
  lane.word = &word;
  lane.left = ~std::uint64_t{0} >> (kMostMerged - count);
  lane.behind = lane.before = kNoPlace;
  std::copy_n(word.symbols, count, lane.id);
  for (std::size_t i = 0; i + 1 < count; ++i) prefetch(pairs, lane.id[i], lane.id[i + 1]);
  for (std::size_t i = count - 1; i < (count + 3) / 4 * 4; ++i) lane.order[i] = kNever;
}

// Merges two symbols; false where none merge. The pairs that this makes are looked up in the next step.
static bool step(const MergePairs& pairs, Places& lane) {
  if (lane.behind != kNoPlace) look_at(pairs, lane, lane.at, lane.behind);
  if (lane.before != kNoPlace) look_at(pairs, lane, lane.before, lane.at);
  // The smallest of four columns, without a branch.
  std::uint64_t* const order = lane.order;
  std::uint64_t best[4] = {order[0], order[1], order[2], order[3]};
  for (std::size_t i = 4; i < lane.word->count; i += 4) {
    for (std::size_t column = 0; column < 4; ++column)
      best[column] = std::min(best[column], order[i + column]);
  }
  const std::uint64_t first = std::min(std::min(best[0], best[1]), std::min(best[2], best[3]));
  if (first >= kNever) return false;
  const std::size_t at = first % kMostMerged;
  const std::size_t gone = at + 1 + lowest(lane.left >> at >> 1);
  lane.at = at;
  lane.id[at] = lane.made[at];
  order[at] = order[gone] = kNever;
  lane.left &= ~(std::uint64_t{1} << gone);
  const std::uint64_t behind = lane.left >> gone >> 1;
  const std::uint64_t before = lane.left & ((std::uint64_t{1} << at) - 1);
  lane.behind = behind == 0 ? kNoPlace : gone + 1 + lowest(behind);
  lane.before = before == 0 ? kNoPlace : 63 - static_cast<std::size_t>(__builtin_clzll(before));
  if (behind != 0) prefetch(pairs, lane.id[at], lane.id[lane.behind]);
  if (before != 0) prefetch(pairs, lane.id[lane.before], lane.id[at]);
  return true;
}

static void finish(const Places& lane) {
  std::int32_t* out = lane.word->symbols;
  for (std::uint64_t left = lane.left; left != 0; left &= left - 1) *out++ = lane.id[lowest(left)];
  lane.word->count = static_cast<std::size_t>(out - lane.word->symbols);
}

// Words are merged side by side: while one waits for memory the others go on. (gpt2, English that is new: 25
// % more bytes a second than one after the other, 12 no better than 8.)
static void merge_words(const MergePairs& pairs, MergeWord* words, std::size_t count) {
  constexpr std::size_t kLanes = 8;
  Places lanes[kLanes];
  for (std::size_t begin = 0; begin < count; begin += kLanes) {
    const std::size_t size = std::min(kLanes, count - begin);
    Places* running[kLanes];
    std::size_t going_on = size;
    for (std::size_t i = 0; i < size; ++i) {
      running[i] = &lanes[i];
      start(pairs, words[begin + i], lanes[i]);
    }
    for (std::size_t i = 0; i < size; ++i) {
      for (std::size_t at = 0; at + 1 < running[i]->word->count; ++at)
        look_at(pairs, *running[i], at, at + 1);
    }
    while (going_on != 0) {
      const std::size_t before = std::exchange(going_on, 0);
      for (std::size_t i = 0; i < before; ++i) {
        Places* const lane = running[i];
        running[going_on] = lane;
        going_on += step(pairs, *lane) ? 1 : 0;
      }
    }
    for (std::size_t i = 0; i < size; ++i) finish(lanes[i]);
  }
}
