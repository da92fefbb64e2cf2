#include "vocab/trie.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace btt::vocab {
namespace {

constexpr std::size_t kBlock = 256;
// Blocks with free units that are tried for a node of several children before a new one is opened, and how often in
// vain each is. More make the array a little denser and building slower.
constexpr std::size_t kOpenBlocks = 4;
constexpr unsigned kFailures = 16;
constexpr std::size_t kFewLabels = 6;
constexpr std::size_t kTries = 12;

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

// A text to sort: 8 bytes of it as a number that sorts like them, zeros behind its end.
struct Key {
  std::uint64_t head;
  std::uint32_t entry;
  std::uint32_t size;
};

std::uint64_t head_of(std::string_view text) noexcept {
  std::uint64_t head = 0;
  if (text.size() >= sizeof head) {
    for (std::size_t i = 0; i < sizeof head; ++i) head = head << 8 | static_cast<unsigned char>(text[i]);
    return head;
  }
  for (std::size_t i = 0; i < sizeof head; ++i) {
    head = head << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return head;
}

// Sorts by heads, byte after byte from the last one. Bytes that are the same everywhere cost nothing.
void sort_by_head(std::vector<Key>& keys) {
  constexpr std::size_t kBytes = sizeof(Key::head);
  std::vector<std::array<std::uint32_t, 256>> counts(kBytes);
  for (const Key& key : keys) {
    for (std::size_t byte = 0; byte < kBytes; ++byte) ++counts[byte][key.head >> 8 * byte & 0xFF];
  }
  std::vector<Key> other(keys.size());
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    std::uint32_t begin = 0;
    bool all_equal = false;
    for (std::uint32_t& count : counts[byte]) {
      all_equal = all_equal || count == keys.size();
      begin += std::exchange(count, begin);
    }
    if (all_equal) continue;
    for (const Key& key : keys) other[counts[byte][key.head >> 8 * byte & 0xFF]++] = key;
    keys.swap(other);
  }
}

// The rest of the order: keys whose first `depth` bytes are the same, zeros behind an end counted as bytes. A shorter
// text stands before one that goes on with zeros.
void sort_rest(const Vocab& vocab, Key* begin, Key* end, std::size_t depth) {
  Key* const ended = std::partition(begin, end, [&](const Key& key) { return key.size <= depth; });
  std::sort(begin, ended, [](const Key& a, const Key& b) { return a.size < b.size; });
  begin = ended;
  for (Key* key = begin; key != end; ++key) {
    key->head = head_of(vocab.text(vocab.entries()[key->entry]).substr(depth));
  }
  std::sort(begin, end, [](const Key& a, const Key& b) { return a.head < b.head; });
  while (begin != end) {
    Key* const next = std::find_if(begin, end, [&](const Key& key) { return key.head != begin->head; });
    if (next - begin > 1) sort_rest(vocab, begin, next, depth + sizeof(Key::head));
    begin = next;
  }
}

// The texts of a vocabulary in order, side by side: the levels of the tree go through them from front to back.
struct SortedTexts {
  explicit SortedTexts(const Vocab& vocab) {
    std::vector<Key> keys;
    keys.reserve(vocab.size());
    std::size_t bytes = 0;
    for (const Vocab::Entry& entry : vocab.entries()) {
      if (entry.size == 0) continue;
      const auto index = static_cast<std::uint32_t>(&entry - vocab.entries().begin());
      keys.push_back(Key{head_of(vocab.text(entry)), index, entry.size});
      bytes += entry.size;
    }
    sort_by_head(keys);
    for (std::size_t begin = 0; begin < keys.size();) {
      std::size_t end = begin + 1;
      while (end < keys.size() && keys[end].head == keys[begin].head) ++end;
      if (end - begin > 1) sort_rest(vocab, &keys[begin], keys.data() + end, sizeof(Key::head));
      begin = end;
    }
    bytes_.reserve(bytes);
    begins_.reserve(keys.size() + 1);
    values_.reserve(keys.size());
    shared_.reserve(keys.size());
    constexpr std::size_t kAhead = 16;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i + kAhead < keys.size()) __builtin_prefetch(&vocab.entries()[keys[i + kAhead].entry]);
      const Vocab::Entry& entry = vocab.entries()[keys[i].entry];
      const std::string_view text = vocab.text(entry);
      const std::string_view before = i == 0 ? std::string_view() : this->text(i - 1);
      std::size_t shared = 0;
      while (shared < before.size() && shared < text.size() && before[shared] == text[shared]) ++shared;
      shared_.push_back(static_cast<unsigned char>(std::min(shared, kManyShared)));
      if (i == 0) begins_.push_back(0);
      bytes_.append(text.data(), text.size());
      begins_.push_back(static_cast<std::uint32_t>(bytes_.size()));
      values_.push_back(entry.id);
      nodes_ += text.size() - shared;
    }
  }

  std::size_t size() const noexcept { return values_.size(); }
  std::string_view text(std::size_t i) const noexcept {
    return std::string_view(bytes_.data() + begins_[i], begins_[i + 1] - begins_[i]);
  }
  unsigned char byte(std::size_t i, std::size_t depth) const noexcept {
    return static_cast<unsigned char>(bytes_[begins_[i] + depth]);
  }
  std::int32_t value(std::size_t i) const noexcept { return values_[i]; }
  std::size_t nodes() const noexcept { return nodes_; }

  // The first text of i .. end whose byte at `depth` is another than that of the one before it; all agree before it.
  std::size_t next_byte(std::size_t i, std::size_t end, std::size_t depth) const noexcept {
    if (depth >= kManyShared) {
      while (i < end && byte(i, depth) == byte(i - 1, depth)) ++i;
      return i;
    }
    const void* found = std::memchr(shared_.data() + i, static_cast<int>(depth), end - i);
    return found == nullptr ? end : static_cast<std::size_t>(static_cast<const unsigned char*>(found) - shared_.data());
  }

 private:
  static constexpr std::size_t kManyShared = 255;

  GrownArray<char> bytes_;
  GrownArray<std::uint32_t> begins_;
  GrownArray<std::int32_t> values_;
  GrownArray<unsigned char> shared_;  // first bytes that a text shares with the one before it, at most kManyShared
  std::size_t nodes_ = 0;
};

}  // namespace

// Places node after node, parents first, children in a block that has room for all of them. Most nodes have one child,
// which fits wherever a unit is free: such nodes fill what the others leave.
class Trie::Builder {
 public:
  Builder(const SortedTexts& texts, GrownArray<Unit>& units) : texts_(texts), units_(units) {
    // One block more than all nodes fill, one for the nodes without children, and some that stay half empty; what is
    // not used is never touched.
    units_.reserve(texts.nodes() + texts.nodes() / 8 + 4 * kBlock);
    add_units();
    blocks_.resize(1);
  }

  // Answers where the children of the root are.
  std::uint32_t build() {
    struct Group {
      std::uint32_t unit;  // 0 = the root, which has none
      std::uint32_t begin;
      std::uint32_t end;
      std::uint32_t depth;
    };
    std::vector<Group> stack{Group{0, 0, static_cast<std::uint32_t>(texts_.size()), 0}};
    std::vector<unsigned char> labels;
    std::vector<std::uint32_t> begins;
    while (!stack.empty()) {
      Group group = stack.back();
      stack.pop_back();
      for (;;) {
        // A text that ends here comes first.
        if (group.begin < group.end && texts_.text(group.begin).size() == group.depth) {
          const auto value = static_cast<std::uint32_t>(texts_.value(group.begin) + 1);
          Unit& unit = units_[group.unit];
          unit.tag = (unit.tag & kLabelMask) | value << kValueShift;
          ++group.begin;
        }
        if (group.begin == group.end) break;
        std::size_t next = group.end;
        if (group.end - group.begin > 1) next = texts_.next_byte(group.begin + 1, group.end, group.depth);
        if (next != group.end) break;
        const unsigned char label = texts_.byte(group.begin, group.depth);
        const std::uint32_t children = place_one(label);
        set_children(group.unit, group.depth, children);
        group.unit = children ^ label;
        units_[group.unit].tag = kUsed | label;
        ++group.depth;
      }
      if (group.begin == group.end) continue;
      labels.clear();
      begins.clear();
      for (std::size_t i = group.begin; i < group.end; i = texts_.next_byte(i + 1, group.end, group.depth)) {
        labels.push_back(texts_.byte(i, group.depth));
        begins.push_back(static_cast<std::uint32_t>(i));
      }
      begins.push_back(group.end);
      const std::uint32_t children = place(labels);
      set_children(group.unit, group.depth, children);
      for (std::size_t i = labels.size(); i > 0; --i) {
        const std::uint32_t unit = children ^ labels[i - 1];
        units_[unit].tag = kUsed | labels[i - 1];
        stack.push_back(Group{unit, begins[i - 1], begins[i], group.depth + 1});
      }
    }
    return root_;
  }

 private:
  struct Block {
    BlockBits free;
    BlockBits unused;  // no node has its children at this place ^ label
    std::size_t free_count = 0;
    unsigned failures = 0;      // for several children
    unsigned one_failures = 0;  // for only children
  };

  void set_children(std::uint32_t unit, std::uint32_t depth, std::uint32_t children) noexcept {
    (depth == 0 ? root_ : units_[unit].children) = children;
  }

  void add_units() {
    std::memset(static_cast<void*>(units_.room(kBlock)), 0, kBlock * sizeof(Unit));
    units_.add(kBlock);
  }

  void add_block() {
    Block fresh;
    fresh.free.words.fill(~std::uint64_t{0});
    fresh.unused = fresh.free;
    fresh.free_count = kBlock;
    open_.push_back(static_cast<std::uint32_t>(blocks_.size()));
    filled_.push_back(open_.back());
    blocks_.push_back(fresh);
    add_units();
  }

  // Takes a unit for an only child.
  std::uint32_t place_one(unsigned char label) {
    for (std::size_t i = 0;; ++i) {
      if (i == filled_.size()) add_block();
      const std::uint32_t index = filled_[i];
      Block& block = blocks_[index];
      for (std::size_t word = 0; word < block.free.words.size(); ++word) {
        for (std::uint64_t free = block.free.words[word]; free != 0; free &= free - 1) {
          const std::size_t unit = 64 * word + static_cast<std::size_t>(__builtin_ctzll(free));
          if (!block.unused.test(unit ^ label)) continue;
          block.unused.clear(unit ^ label);
          block.free.clear(unit);
          if (--block.free_count == 0) close(index);
          return static_cast<std::uint32_t>(index * kBlock + (unit ^ label));
        }
      }
      // The last units of a block are those whose places are taken.
      if (++block.one_failures > kFailures) {
        filled_.erase(filled_.begin() + static_cast<std::ptrdiff_t>(i));
        --i;
      }
    }
  }

  // Takes units for children with these labels.
  std::uint32_t place(const std::vector<unsigned char>& labels) {
    for (std::size_t i = 0; i < open_.size(); ++i) {
      const std::uint32_t index = open_[i];
      const std::size_t at = find_place(blocks_[index], labels);
      if (at != kBlock) return take(index, at, labels);
      // A block where little fits is not tried for ever.
      if (++blocks_[index].failures > kFailures || open_.size() > kOpenBlocks) {
        open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
        --i;
      }
    }
    add_block();
    const std::uint32_t index = open_.back();
    return take(index, find_place(blocks_[index], labels), labels);
  }

  // Where in the block the children can start; kBlock where they cannot.
  static std::size_t find_place(const Block& block, const std::vector<unsigned char>& labels) noexcept {
    if (block.free_count < labels.size()) return kBlock;
    // A block with room has a place for few children soon; the others are found out for all places at once.
    std::size_t tries = labels.size() > kFewLabels ? 0 : kTries;
    for (std::size_t word = 0; word < block.free.words.size() && tries != 0; ++word) {
      for (std::uint64_t free = block.free.words[word]; free != 0 && tries != 0; free &= free - 1, --tries) {
        const std::size_t at = (64 * word + static_cast<std::size_t>(__builtin_ctzll(free))) ^ labels[0];
        if (!block.unused.test(at)) continue;
        if (std::all_of(labels.begin() + 1, labels.end(), [&](unsigned char label) { return block.free.test(at ^ label); }))
          return at;
      }
    }
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
    if (block.free_count == 0) close(index);
    return static_cast<std::uint32_t>(index * kBlock + at);
  }

  void close(std::uint32_t index) noexcept {
    for (std::vector<std::uint32_t>* list : {&open_, &filled_}) {
      const auto found = std::find(list->begin(), list->end(), index);
      if (found != list->end()) list->erase(found);
    }
  }

  const SortedTexts& texts_;
  GrownArray<Unit>& units_;
  std::uint32_t root_ = 0;
  std::vector<Block> blocks_;
  std::vector<std::uint32_t> open_;    // blocks that are tried for several children, oldest first
  std::vector<std::uint32_t> filled_;  // blocks with free units for only children, oldest first
};

Trie::Trie(const Vocab& vocab) {
  if (vocab.max_id() > kMaxValue)
    throw Error(Status::kLimit, "a vocabulary of more than " + std::to_string(kMaxValue) + " pieces");
  const SortedTexts texts(vocab);
  root_ = Builder(texts, units_).build();
  units_.shrink_to_fit();
}

}  // namespace btt::vocab
