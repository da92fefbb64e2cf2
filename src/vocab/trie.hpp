// Trie: all vocabulary strings that are a prefix of a text, shortest first. Immutable.
//
// A double array: the child of a node for byte c is the unit at children ^ c, if that unit says so. A step is
// one load; 250,000 multilingual pieces take 6 MB.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/grown_array.hpp"
#include "vocab/vocab.hpp"

namespace btt::vocab {

class Trie {
 public:
  // The entries of a vocabulary with their ids; empty ones are left out. Ids are 0 .. kMaxValue; throws
  // kLimit.
  static constexpr std::int32_t kMaxValue = (1 << 23) - 2;
  explicit Trie(const Vocab& vocab);

  // A place in the trie: what has been read so far.
  struct Place {
    std::uint32_t children;
    std::int32_t value;  // of the entry that ends here, -1 = none
  };
  Place root() const noexcept { return Place{root_, -1}; }
  // Reads one more byte; false where no entry goes on like this.
  bool step(Place& place, unsigned char byte) const noexcept {
    const Unit unit = units_[place.children ^ byte];
    if ((unit.tag & kLabelMask) != (kUsed | byte)) return false;
    place.children = unit.children;
    place.value = static_cast<std::int32_t>(unit.tag >> kValueShift) - 1;
    return true;
  }

  // As step(), without a branch: where there is no such child the place becomes one without children and
  // entry.
  void step_ahead(Place& place, unsigned char byte) const noexcept {
    const Unit unit = units_[place.children ^ byte];
    const bool is_child = (unit.tag & kLabelMask) == (kUsed | byte);
    place.children = is_child ? unit.children : 0;
    place.value = is_child ? static_cast<std::int32_t>(unit.tag >> kValueShift) - 1 : -1;
  }
  void prefetch(const Place& place, unsigned char byte) const noexcept {
    __builtin_prefetch(&units_[place.children ^ byte]);
  }

  // Calls found(size, value) for every entry that `text` starts with, shortest first.
  template <typename Found>
  void prefixes(std::string_view text, Found&& found) const {
    Place place = root();
    for (std::size_t depth = 0; depth < text.size();) {
      if (!step(place, static_cast<unsigned char>(text[depth]))) return;
      ++depth;
      if (place.value >= 0) found(depth, place.value);
    }
  }

  std::size_t memory_bytes() const noexcept { return units_.capacity() * sizeof(Unit); }

 private:
  class Builder;

  struct Unit {
    std::uint32_t children;  // 0 = none: the first block is empty
    std::uint32_t tag;       // value + 1, kUsed, label
  };
  static constexpr std::uint32_t kUsed = 0x100;
  static constexpr std::uint32_t kLabelMask = 0x1FF;
  static constexpr unsigned kValueShift = 9;

  // Whole blocks of 256 units; a node's children lie in one block.
  GrownArray<Unit> units_;
  std::uint32_t root_ = 0;
};

}  // namespace btt::vocab
