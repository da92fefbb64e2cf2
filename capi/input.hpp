// btt_input as the core's batch::Input, fully checked: no later code needs to doubt an offset or a pointer.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "batch/input.hpp"
#include "budtiktok.h"

namespace btt::capi {

// Refuses more rows than row numbers of 32 bits can name.
void check_row_count(std::size_t count);

// Keeps the views that the input refers to; the texts themselves stay the caller's.
class TextInput {
 public:
  TextInput(const btt_input& given, bool is_pretokenized);
  TextInput(const TextInput&) = delete;
  TextInput& operator=(const TextInput&) = delete;

  const batch::Input& input() const noexcept { return input_; }

 private:
  // One side (texts or pairs) as the caller gave it, and the names of its fields.
  struct Side {
    const btt_str* views;
    const char* packed;
    const std::int64_t* offsets;
    const std::int64_t* splits;
    const char* views_name;
    const char* packed_name;
    const char* offsets_name;
    const char* splits_name;
  };

  std::size_t words_of(const Side& side) const;
  batch::TextColumn column_of(const Side& side, std::size_t entries,
                              std::vector<std::string_view>& views) const;
  void check_offsets(const Side& side, std::size_t entries) const;
  void read_pairs(const btt_input& given, const Side& texts, const Side& pairs);
  std::int64_t row_of(const Side& side, std::size_t entry) const noexcept;

  batch::Input input_;
  std::vector<std::string_view> texts_;
  std::vector<std::string_view> pairs_;
};

}  // namespace btt::capi
