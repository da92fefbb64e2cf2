#include "added/empty_pattern.hpp"

#include <queue>

#include "base/memory.hpp"

namespace btt::added {

EmptyPatternAutomaton::EmptyPatternAutomaton(const std::vector<std::string>& patterns) : nodes_(1) {
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    std::uint32_t at = kStart;
    for (const char c : patterns[i]) {
      const auto added = nodes_[at].next.try_emplace(static_cast<unsigned char>(c),
                                                     static_cast<std::uint32_t>(nodes_.size()));
      at = added.first->second;
      if (added.second) nodes_.emplace_back();
    }
    if (nodes_[at].pattern != kNone) continue;
    nodes_[at].pattern = static_cast<std::uint32_t>(i);
    nodes_[at].pattern_bytes = patterns[i].size();
  }
  fill_fail_links();
}

// Breadth first. Behind a match nothing else is looked for: its link is dead. Other nodes match what their
// link matches, but for those right below the start, which the reference leaves out.
void EmptyPatternAutomaton::fill_fail_links() {
  std::queue<std::uint32_t> waiting;
  for (const auto& step : nodes_[kStart].next) {
    if (nodes_[step.second].pattern != kNone) nodes_[step.second].fail = kDead;
    waiting.push(step.second);
  }
  for (; !waiting.empty(); waiting.pop()) {
    const Node& node = nodes_[waiting.front()];
    for (const auto& step : node.next) {
      Node& next = nodes_[step.second];
      waiting.push(step.second);
      if (next.pattern != kNone) {
        next.fail = kDead;
        continue;
      }
      std::uint32_t fail = node.fail;
      while (fail != kDead) {
        const auto found = nodes_[fail].next.find(step.first);
        if (found != nodes_[fail].next.end()) {
          fail = found->second;
          break;
        }
        if (fail == kStart) break;
        fail = nodes_[fail].fail;
      }
      next.fail = fail;
      if (fail == kDead) continue;
      next.pattern = nodes_[fail].pattern;
      next.pattern_bytes = nodes_[fail].pattern_bytes;
    }
  }
}

bool EmptyPatternAutomaton::search(std::string_view text, std::size_t from, Match& match) const noexcept {
  if (from > text.size()) return false;
  match = Match{from, from, nodes_[kStart].pattern};
  std::uint32_t state = kStart;
  for (std::size_t at = from; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    for (;;) {
      const auto found = nodes_[state].next.find(byte);
      if (found != nodes_[state].next.end()) {
        state = found->second;
        break;
      }
      // The start has matched, so a byte that begins nothing ends the search.
      if (state == kStart || nodes_[state].fail == kDead) return true;
      state = nodes_[state].fail;
    }
    const Node& node = nodes_[state];
    if (node.pattern != kNone) match = Match{at + 1 - node.pattern_bytes, at + 1, node.pattern};
  }
  return true;
}

std::size_t EmptyPatternAutomaton::memory_bytes() const noexcept {
  // A member of a map is a node of a tree with three links and a color.
  constexpr std::size_t kMapNodeBytes = 48;
  return held_bytes(nodes_) + nodes_.size() * kMapNodeBytes;
}

}  // namespace btt::added
