// Trie: all vocabulary strings that are a prefix of a text, shortest first. Immutable.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace btt::vocab {

class Trie {
 public:
  // Of equal strings the last value holds. Empty strings are left out.
  explicit Trie(std::vector<std::pair<std::string_view, std::int32_t>> entries);

  // Calls found(size, value) for every entry that `text` starts with, shortest first.
  template <typename Found>
  void prefixes(std::string_view text, Found&& found) const {
    if (text.empty()) return;
    std::uint32_t node = roots_[static_cast<unsigned char>(text[0])];
    for (std::size_t depth = 1; node != 0; ++depth) {
      const Node& at = nodes_[node];
      if (at.value >= 0) found(depth, at.value);
      if (depth == text.size()) return;
      node = child(at, static_cast<unsigned char>(text[depth]));
    }
  }

  std::size_t memory_bytes() const noexcept { return nodes_.capacity() * sizeof(Node) + labels_.capacity(); }

 private:
  // The children of a node stand side by side, ascending by label; labels_ runs parallel to nodes_.
  struct Node {
    std::uint32_t first_child;
    std::uint32_t child_count;
    std::int32_t value;  // -1 = no entry ends here
  };

  std::uint32_t child(const Node& node, unsigned char label) const noexcept {
    const unsigned char* labels = labels_.data() + node.first_child;
    std::uint32_t low = 0;
    std::uint32_t high = node.child_count;
    while (low < high) {
      const std::uint32_t middle = (low + high) / 2;
      if (labels[middle] < label) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < node.child_count && labels[low] == label ? node.first_child + low : 0;
  }

  std::vector<Node> nodes_;
  std::vector<unsigned char> labels_;
  std::array<std::uint32_t, 256> roots_{};
};

}  // namespace btt::vocab
