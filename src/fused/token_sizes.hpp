// TokenSizes: a number for each id, nearly always a small one: how much of a word a token stands for.
//
// A byte each, since spans ask for the sizes of tokens all over a vocabulary: Qwen3's 151,669 then fit into a
// core's own cache.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace btt::fused {

class TokenSizes {
 public:
  // sizes[id]
  explicit TokenSizes(const std::vector<std::uint32_t>& sizes) : small_(sizes.size()) {
    for (std::size_t id = 0; id < sizes.size(); ++id) {
      small_[id] = static_cast<std::uint8_t>(std::min<std::uint32_t>(sizes[id], kBig));
      if (sizes[id] >= kBig) big_.emplace_back(static_cast<std::uint32_t>(id), sizes[id]);
    }
    big_.shrink_to_fit();
  }

  std::uint32_t of(std::int32_t id) const noexcept {
    const std::uint8_t size = small_[static_cast<std::size_t>(id)];
    return size < kBig ? size : big_size(static_cast<std::uint32_t>(id));
  }

  std::size_t memory_bytes() const noexcept {
    return small_.capacity() + big_.capacity() * sizeof(std::pair<std::uint32_t, std::uint32_t>);
  }

 private:
  static constexpr std::uint32_t kBig = 255;

  std::uint32_t big_size(std::uint32_t id) const noexcept {
    return std::lower_bound(big_.begin(), big_.end(), std::make_pair(id, std::uint32_t{0}))->second;
  }

  std::vector<std::uint8_t> small_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> big_;  // id, size; by id
};

}  // namespace btt::fused
