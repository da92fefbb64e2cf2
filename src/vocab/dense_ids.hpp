// Whether ids can be the index of an array: no large holes among them, and none that two tokens share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "vocab/vocab.hpp"

namespace btt::vocab {

inline bool has_dense_ids(const Vocab& vocab) {
  if (vocab.max_id() >= static_cast<std::int64_t>(4 * vocab.size() + 1024)) return false;
  std::vector<bool> seen(static_cast<std::size_t>(vocab.max_id()) + 1);
  for (const Vocab::Entry& entry : vocab.entries()) {
    const auto id = static_cast<std::size_t>(entry.id);
    if (seen[id]) return false;
    seen[id] = true;
  }
  return true;
}

}  // namespace btt::vocab
