// Input: the texts of a call, as views or packed, without a copy. The core's form of btt_input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace btt::batch {

// Texts (or words) side by side: views[i], or packed[offsets[i] .. offsets[i + 1]).
struct TextColumn {
  const std::string_view* views = nullptr;
  const char* packed = nullptr;
  const std::int64_t* offsets = nullptr;

  bool given() const noexcept { return views != nullptr || offsets != nullptr; }
  std::string_view at(std::size_t i) const noexcept {
    if (views != nullptr) return views[i];
    return std::string_view(packed + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i]));
  }
};

struct Input {
  std::size_t count = 0;  // rows
  TextColumn texts;
  TextColumn pairs;
  bool is_pretokenized = false;
  const std::int64_t* word_splits = nullptr;       // [count + 1] where is_pretokenized
  const std::int64_t* pair_word_splits = nullptr;  // [count + 1] where pairs are given too
  const std::uint8_t* has_pair = nullptr;          // [count] or null: all of them, where pairs are given

  // A view without data says that a row has no second text.
  bool row_has_pair(std::size_t row) const noexcept {
    if (!pairs.given() || (has_pair != nullptr && has_pair[row] == 0)) return false;
    return is_pretokenized || pairs.views == nullptr || pairs.views[row].data() != nullptr;
  }
};

}  // namespace btt::batch
