#include "vocab/trie.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "base/error.hpp"

namespace btt::vocab {
namespace {

constexpr std::size_t kBlock = 256;
// Blocks with free units that are tried for a node before a new one is opened. More make the array a little
// denser and building slower.
constexpr std::size_t kOpenBlocks = 8;

// One bit per unit of a block.
struct BlockBits {
  std::array<std::uint64_t, kBlock / 64> words{};

  bool test(std::size_t i) const noexcept { return (words[i / 64] >> i % 64 & 1) != 0; }
  void set(std::size_t i) noexcept { words[i / 64] |= std::uint64_t{1} << i % 64; }
  void clear(std::size_t i) noexcept { words[i / 64] &= ~(std::uint64_t{1} << i % 64); }
};

// Bit i of the result is bit i ^ x of `bits`.
BlockBits exchanged(const BlockBits& bits, unsigned char x) noexcept {
  static constexpr std::uint64_t kLow[6] = {0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F,
                                            0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0x00000000FFFFFFFF};
  BlockBits out;
  for (std::size_t i = 0; i < out.words.size(); ++i) {
    std::uint64_t word = bits.words[i ^ static_cast<std::size_t>(x >> 6)];
    for (unsigned step = 0; step < 6; ++step) {
      const unsigned shift = 1u << step;
      if ((x & shift) != 0) word = (word & kLow[step]) << shift | (word >> shift & kLow[step]);
    }
    out.words[i] = word;
  }
  return out;
}

// The first 8 bytes as a number that sorts like them: most comparisons need no look at the text.
std::uint64_t head_of(std::string_view text) noexcept {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < sizeof head; ++i) {
    head = head << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return head;
}

// Sorts entries and copies their texts side by side into `texts`: the levels of the tree then go through them
// from front to back.
void sort_by_text(std::vector<std::pair<std::string_view, std::int32_t>>& entries, std::string& texts) {
  struct Keyed {
    std::uint64_t head;
    std::uint32_t index;
  };
  std::vector<Keyed> order;
  order.reserve(entries.size());
  for (const auto& entry : entries) {
    order.push_back(Keyed{head_of(entry.first), static_cast<std::uint32_t>(order.size())});
  }
  std::sort(order.begin(), order.end(), [&](const Keyed& a, const Keyed& b) {
    if (a.head != b.head) return a.head < b.head;
    const int text = entries[a.index].first.compare(entries[b.index].first);
    return text != 0 ? text < 0 : a.index < b.index;
  });
  std::vector<std::pair<std::string_view, std::int32_t>> sorted;
  sorted.reserve(entries.size());
  std::size_t bytes = 0;
  for (const auto& entry : entries) bytes += entry.first.size();
  texts.reserve(bytes);  // the views stay valid
  for (const Keyed& at : order) {
    const std::string_view text = entries[at.index].first;
    sorted.emplace_back(std::string_view(texts.data() + texts.size(), text.size()), entries[at.index].second);
    texts.append(text);
  }
  entries.swap(sorted);
}

}  // namespace

// Places node after node, parents first, children in a block that has room for all of them.
class Trie::Builder {
 public:
  using Entries = std::vector<std::pair<std::string_view, std::int32_t>>;

  // Sorted entries: of equal texts the last one given comes last. The limit of a value is checked before.
  Builder(const Entries& entries, std::vector<Unit>& units) : entries_(entries), units_(units) {
    units_.assign(kBlock, Unit{0, 0});
    blocks_.resize(1);
  }

  // Answers where the children of the root are.
  std::uint32_t build() {
    std::uint32_t root = 0;
    struct Group {
      std::uint32_t unit;  // 0 = the root, which has none
      std::uint32_t begin;
      std::uint32_t end;
      std::uint32_t depth;
    };
    std::vector<Group> stack{Group{0, 0, static_cast<std::uint32_t>(entries_.size()), 0}};
    std::vector<unsigned char> labels;
    std::vector<std::uint32_t> begins;
    while (!stack.empty()) {
      Group group = stack.back();
      stack.pop_back();
      // Entries that end here come first; the last of them was given last.
      while (group.begin < group.end && text(group.begin).size() == group.depth) {
        const auto value = static_cast<std::uint32_t>(entries_[group.begin].second + 1);
        Unit& unit = units_[group.unit];
        unit.tag = (unit.tag & kLabelMask) | value << kValueShift;
        ++group.begin;
      }
      if (group.begin == group.end) continue;
      labels.clear();
      begins.clear();
      for (std::uint32_t i = group.begin; i < group.end; ++i) {
        const auto label = static_cast<unsigned char>(text(i)[group.depth]);
        if (labels.empty() || labels.back() != label) {
          labels.push_back(label);
          begins.push_back(i);
        }
      }
      begins.push_back(group.end);
      const std::uint32_t children = place(labels);
      (group.depth == 0 ? root : units_[group.unit].children) = children;
      for (std::size_t i = labels.size(); i > 0; --i) {
        const std::uint32_t unit = children ^ labels[i - 1];
        units_[unit].tag = kUsed | labels[i - 1];
        stack.push_back(Group{unit, begins[i - 1], begins[i], group.depth + 1});
      }
    }
    return root;
  }

 private:
  struct Block {
    BlockBits free;
    BlockBits unused;  // no node has its children at this place ^ label
    std::size_t free_count = 0;
    std::size_t failures = 0;
  };

  std::string_view text(std::uint32_t i) const noexcept { return entries_[i].first; }

  // Takes units for children with these labels.
  std::uint32_t place(const std::vector<unsigned char>& labels) {
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const std::uint32_t index = open_[i];
      const std::size_t at = find_place(blocks_[index], labels);
      if (at != kBlock) return take(index, at, labels);
      // A block where little fits is not tried for ever.
      if (++blocks_[index].failures > 64 || open_.size() > kOpenBlocks) {
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
        --i;
      }
    }
    Block fresh;
    fresh.free.words.fill(~std::uint64_t{0});
    fresh.unused = fresh.free;
    fresh.free_count = kBlock;
    open_.push_back(static_cast<std::uint32_t>(blocks_.size()));
    blocks_.push_back(fresh);
    units_.resize(units_.size() + kBlock, Unit{0, 0});
    const std::uint32_t index = open_.back();
    return take(index, find_place(blocks_[index], labels), labels);
  }

  // Where in the block the children can start; kBlock where they cannot.
  static std::size_t find_place(const Block& block, const std::vector<unsigned char>& labels) noexcept {
    if (block.free_count < labels.size()) return kBlock;
    BlockBits places = block.unused;
    for (const unsigned char label : labels) {
      const BlockBits free = exchanged(block.free, label);
      std::uint64_t any = 0;
      for (std::size_t i = 0; i < places.words.size(); ++i) any |= places.words[i] &= free.words[i];
      if (any == 0) return kBlock;
    }
    for (std::size_t i = 0; i < places.words.size(); ++i) {
      if (places.words[i] != 0) return 64 * i + static_cast<std::size_t>(__builtin_ctzll(places.words[i]));
    }
    return kBlock;
  }

  std::uint32_t take(std::uint32_t index, std::size_t at, const std::vector<unsigned char>& labels) noexcept {
    Block& block = blocks_[index];
    block.unused.clear(at);
    for (const unsigned char label : labels) block.free.clear(at ^ label);
    block.free_count -= labels.size();
    if (block.free_count == 0) open_.erase(std::find(open_.begin(), open_.end(), index));
    return static_cast<std::uint32_t>(index * kBlock + at);
  }

  const Entries& entries_;
  std::vector<Unit>& units_;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> open_;  // blocks that are tried, oldest first
};

Trie::Trie(std::vector<std::pair<std::string_view, std::int32_t>> entries) {
  entries.erase(
      std::remove_if(entries.begin(), entries.end(), [](const auto& entry) { return entry.first.empty(); }),
      entries.end());
  for (const auto& entry : entries) {
    if (entry.second > kMaxValue)
      throw Error(Status::kLimit, "a vocabulary of more than " + std::to_string(kMaxValue) + " pieces");
  }
  std::string texts;
  sort_by_text(entries, texts);
  root_ = Builder(entries, units_).build();
  units_.shrink_to_fit();
}

}  // namespace btt::vocab
