// Leftmost-longest search by trying every pattern at every place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace btt::reference {

struct Found {
  std::size_t begin;
  std::size_t end;
  std::size_t pattern;  // of equal patterns the first
};

inline std::optional<Found> leftmost_longest(const std::vector<std::string>& patterns, std::string_view text,
                                             std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    std::optional<Found> best;
    for (std::size_t i = 0; i < patterns.size(); ++i) {
      if (text.compare(at, patterns[i].size(), patterns[i]) != 0) continue;
      if (!best || at + patterns[i].size() > best->end) best = Found{at, at + patterns[i].size(), i};
    }
    if (best) return best;
  }
  return std::nullopt;
}

}  // namespace btt::reference
