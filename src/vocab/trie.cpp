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
// Blocks with free units that are tried for a node of several children before a new one is opened, and how
// often in vain each is. More make the array a little denser and building slower.
constexpr std::size_t kOpenBlocks = 4;
constexpr unsigned kFailures = 16;

// One bit per unit of a block.
struct BlockBits {
  static constexpr std::size_t kWords = kBlock / 64;
  std::array<std::uint64_t, kWords> words{};

  void clear(std::size_t i) noexcept { words[i / 64] &= ~(std::uint64_t{1} << i % 64); }

  // Bits 64 * word .. 64 * word + 63 of the block in which bit i is bit i ^ x of this one. Without branches:
  // labels are hard to predict.
  std::uint64_t exchanged(std::size_t word, unsigned char x) const noexcept {
    static constexpr std::uint64_t kLow[6] = {0x5555555555555555, 0x3333333333333333, 0x0F0F0F0F0F0F0F0F,
                                              0x00FF00FF00FF00FF, 0x0000FFFF0000FFFF, 0x00000000FFFFFFFF};
    std::uint64_t bits = words[word ^ static_cast<std::size_t>(x >> 6)];
    for (unsigned step = 0; step < 6; ++step) {
      const unsigned shift = 1u << step;
      const std::uint64_t swapped = (bits & kLow[step]) << shift | (bits >> shift & kLow[step]);
      bits ^= (bits ^ swapped) & (std::uint64_t{0} - (x >> step & 1));
    }
    return bits;
  }
};

// A text to sort: 8 bytes of it as a number that sorts like them, zeros behind its end.
struct Key {
  std::uint64_t head;
  std::uint32_t entry;
  std::uint32_t size;
};

// Of a padded text.
std::uint64_t head_of(std::string_view text) noexcept {
  const std::uint64_t bytes = load_up_to_8_padded(text.data(), std::min<std::size_t>(text.size(), 8));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  return __builtin_bswap64(bytes);
#else
  std::uint64_t head = 0;
  for (unsigned i = 0; i < 8; ++i) head = head << 8 | (bytes >> 8 * i & 0xFF);
  return head;
#endif
}

// Sorts by heads, byte after byte from the last one. Bytes that are the same everywhere cost nothing.
void sort_by_head(GrownArray<Key>& keys) {
  constexpr std::size_t kBytes = sizeof(Key::head);
  std::vector<std::array<std::uint32_t, 256>> counts(kBytes);
  for (const Key& key : keys) {
    for (std::size_t byte = 0; byte < kBytes; ++byte) ++counts[byte][key.head >> 8 * byte & 0xFF];
  }
  GrownArray<Key> other = GrownArray<Key>::uninitialized(keys.size());
  for (std::size_t byte = 0; byte < kBytes; ++byte) {
    std::uint32_t begin = 0;
    bool all_equal = false;
    for (std::uint32_t& count : counts[byte]) {
      all_equal = all_equal || count == keys.size();
      begin += std::exchange(count, begin);
    }
    if (all_equal) continue;
    for (const Key& key : keys) other[counts[byte][key.head >> 8 * byte & 0xFF]++] = key;
    std::swap(keys, other);
  }
}

// The rest of the order: keys whose first `depth` bytes are the same, zeros behind an end counted as bytes. A
// shorter text stands before one that goes on with zeros.
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

// How many bytes two texts share at the front.
std::size_t shared_bytes(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < size; i += 8) {
    const std::size_t count = std::min<std::size_t>(size - i, 8);
    const std::uint64_t other = load_up_to_8(a.data() + i, count) ^ load_up_to_8(b.data() + i, count);
    if (other != 0) return i + static_cast<std::size_t>(__builtin_ctzll(other)) / 8;
  }
  return size;
}

// The texts of a vocabulary in order, side by side: the levels of the tree go through them from front to
// back.
struct SortedTexts {
  explicit SortedTexts(const Vocab& vocab) {
    GrownArray<Key> keys;
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
      if (end - begin > 1) sort_rest(vocab, keys.data() + begin, keys.data() + end, sizeof(Key::head));
      begin = end;
    }
    bytes_.reserve(bytes + Vocab::kPadding);
    begins_.reserve(keys.size() + 1);
    values_.reserve(keys.size());
    shared_.reserve(keys.size());
    constexpr std::size_t kAhead = 16;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (i + 2 * kAhead < keys.size()) __builtin_prefetch(&vocab.entries()[keys[i + 2 * kAhead].entry]);
      if (i + kAhead < keys.size())
        __builtin_prefetch(vocab.text(vocab.entries()[keys[i + kAhead].entry]).data());
      const Vocab::Entry& entry = vocab.entries()[keys[i].entry];
      const std::string_view text = vocab.text(entry);
      const std::string_view before = i == 0 ? std::string_view() : this->text(i - 1);
      const std::size_t shared = shared_bytes(before, text);
      shared_.push_back(static_cast<unsigned char>(std::min(shared, kManyShared)));
      if (i == 0) begins_.push_back(0);
      // A copy of one size costs less than one of the right size; most texts are shorter.
      if (text.size() <= Vocab::kPadding) {
        std::memcpy(bytes_.room(Vocab::kPadding), text.data(), Vocab::kPadding);
        bytes_.add(text.size());
      } else {
        bytes_.append(text.data(), text.size());
      }
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

  // The first text of i .. end whose byte at `depth` is another than that of the one before it; all agree
  // before it.
  std::size_t next_byte(std::size_t i, std::size_t end, std::size_t depth) const noexcept {
    if (depth >= kManyShared) {
      while (i < end && byte(i, depth) == byte(i - 1, depth)) ++i;
      return i;
    }
    const void* found = std::memchr(shared_.data() + i, static_cast<int>(depth), end - i);
    return found == nullptr
               ? end
               : static_cast<std::size_t>(static_cast<const unsigned char*>(found) - shared_.data());
  }

 private:
  static constexpr std::size_t kManyShared = 255;

  GrownArray<char> bytes_;
  GrownArray<std::uint32_t> begins_;
  GrownArray<std::int32_t> values_;
  GrownArray<unsigned char>
      shared_;  // first bytes that a text shares with the one before it, at most kManyShared
  std::size_t nodes_ = 0;
};

}  // namespace

// Places node after node, parents first, children in a block that has room for all of them. Most nodes have
// one child, which fits wherever a unit is free: such nodes fill what the others leave.
class Trie::Builder {
 public:
  Builder(const SortedTexts& texts, GrownArray<Unit>& units) : texts_(texts), units_(units) {
    // One block more than all nodes fill, one for the nodes without children, and some that stay half empty;
    // what is not used is never touched.
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
      for (std::size_t word = 0; word < BlockBits::kWords; ++word) {
        const std::uint64_t units = block.free.words[word];
        if (units == 0) continue;
        const std::uint64_t fitting = units & block.unused.exchanged(word, label);
        if (fitting == 0) continue;
        const std::size_t unit = 64 * word + static_cast<std::size_t>(__builtin_ctzll(fitting));
        block.unused.clear(unit ^ label);
        block.free.clear(unit);
        if (--block.free_count == 0) close(index);
        return static_cast<std::uint32_t>(index * kBlock + (unit ^ label));
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
    for (std::size_t word = 0; word < BlockBits::kWords; ++word) {
      std::uint64_t places = block.unused.words[word];
      for (const unsigned char label : labels) {
        if (places == 0) break;
        places &= block.free.exchanged(word, label);
      }
      if (places != 0) return 64 * word + static_cast<std::size_t>(__builtin_ctzll(places));
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
