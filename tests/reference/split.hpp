// The five split behaviours written as the reference tells them: a list of flagged segments that is folded
// from one end, keeping whether the one before was a match.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "pretokenize/split_behavior.hpp"

namespace btt::reference {

// Parts of `text` split on each `delimiter` byte; `invert` swaps what is a match and what is not.
inline std::vector<std::string> split(std::string_view text, char delimiter, bool invert,
                                      pretokenize::SplitBehavior behavior) {
  using pretokenize::SplitBehavior;
  struct Part {
    std::string text;
    bool is_match;
  };
  std::vector<Part> segments;
  for (const char c : text) {
    const bool is_delimiter = c == delimiter;
    // A delimiter is a segment of its own, other bytes run together.
    if (segments.empty() || is_delimiter || segments.back().is_match != invert) {
      segments.push_back(Part{"", is_delimiter != invert});
    }
    segments.back().text += c;
  }
  std::vector<std::string> out;
  switch (behavior) {
    case SplitBehavior::kIsolated:
      for (const Part& part : segments) out.push_back(part.text);
      break;
    case SplitBehavior::kRemoved:
      for (const Part& part : segments) {
        if (!part.is_match) out.push_back(part.text);
      }
      break;
    case SplitBehavior::kContiguous: {
      bool previous = false;
      for (const Part& part : segments) {
        if (part.is_match == previous && !out.empty()) {
          out.back() += part.text;
        } else {
          out.push_back(part.text);
        }
        previous = part.is_match;
      }
      break;
    }
    case SplitBehavior::kMergedWithPrevious: {
      bool previous = false;
      for (const Part& part : segments) {
        if (part.is_match && !previous && !out.empty()) {
          out.back() += part.text;
        } else {
          out.push_back(part.text);
        }
        previous = part.is_match;
      }
      break;
    }
    case SplitBehavior::kMergedWithNext: {
      std::reverse(segments.begin(), segments.end());
      bool previous = false;
      for (const Part& part : segments) {
        if (part.is_match && !previous && !out.empty()) {
          out.back() = part.text + out.back();
        } else {
          out.push_back(part.text);
        }
        previous = part.is_match;
      }
      std::reverse(out.begin(), out.end());
      break;
    }
  }
  return out;
}

}  // namespace btt::reference
