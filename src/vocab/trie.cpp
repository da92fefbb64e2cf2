#include "vocab/trie.hpp"

#include <algorithm>
#include <string>

namespace btt::vocab {
namespace {

// Sorted entries [begin, end) that agree in their first `depth` bytes and make up one node.
struct Group {
  std::uint32_t node;
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

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

Trie::Trie(std::vector<std::pair<std::string_view, std::int32_t>> entries) {
  std::string texts;
  sort_by_text(entries, texts);
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
  nodes_.shrink_to_fit();
  labels_.shrink_to_fit();
}

}  // namespace btt::vocab
