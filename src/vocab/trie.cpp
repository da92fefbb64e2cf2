#include "vocab/trie.hpp"

#include <algorithm>

namespace btt::vocab {
namespace {

// Sorted entries [begin, end) that agree in their first `depth` bytes and make up one node.
struct Group {
  std::uint32_t node;
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

}  // namespace

Trie::Trie(std::vector<std::pair<std::string_view, std::int32_t>> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  nodes_.push_back(Node{0, 0, -1});
  labels_.push_back(0);
  // Breadth first, so that the children of a node stand side by side.
  std::vector<Group> queue{Group{0, 0, entries.size(), 0}};
  for (std::size_t next = 0; next < queue.size(); ++next) {
    Group group = queue[next];
    // Entries that end here come first; the last of them was given last.
    while (group.begin < group.end && entries[group.begin].first.size() == group.depth) {
      if (group.depth > 0) nodes_[group.node].value = entries[group.begin].second;
      ++group.begin;
    }
    nodes_[group.node].first_child = static_cast<std::uint32_t>(nodes_.size());
    for (std::size_t begin = group.begin; begin < group.end;) {
      const char label = entries[begin].first[group.depth];
      std::size_t end = begin + 1;
      while (end < group.end && entries[end].first[group.depth] == label) ++end;
      const auto node = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(Node{0, 0, -1});
      labels_.push_back(static_cast<unsigned char>(label));
      if (group.depth == 0) roots_[static_cast<unsigned char>(label)] = node;
      queue.push_back(Group{node, begin, end, group.depth + 1});
      ++nodes_[group.node].child_count;
      begin = end;
    }
  }
}

}  // namespace btt::vocab
