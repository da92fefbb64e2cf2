// How a call wants its rows: the core's form of btt_encode_options.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "encoding/encoding.hpp"
#include "text/offset_units.hpp"

namespace btt::pipeline {

using encoding::Direction;
using text::OffsetUnit;

enum class TruncationStrategy : std::int32_t {
  kNone = 0,
  kLongestFirst = 1,
  kOnlyFirst = 2,
  kOnlySecond = 3
};
enum class PaddingStrategy : std::int32_t { kNone = 0, kLongest = 1, kFixed = 2 };

struct EncodeOptions {
  TruncationStrategy truncation = TruncationStrategy::kNone;
  Direction truncation_direction = Direction::kRight;
  std::size_t max_length = 0;  // tokens, specials included
  std::size_t stride = 0;

  PaddingStrategy padding = PaddingStrategy::kNone;
  std::size_t pad_to_length = 0;       // target of kFixed
  std::size_t pad_to_multiple_of = 0;  // 0 = none
  encoding::Padding pad;

  OffsetUnit offset_unit = OffsetUnit::kBytes;
  bool add_special_tokens = true;
  bool special_as_text = false;
  bool strict_utf8 = false;
  bool return_overflow = false;
  bool track_offsets = false;
  bool track_words = false;
  // Token texts, for encodings only.
  bool track_tokens = false;
  // Second texts get type id 0 too, as in the reference's encode_batch_fast; templates set theirs later.
  bool pair_type_is_zero = false;
  std::uint32_t num_threads = 0;
};

// `length` rounded up as padding does.
inline std::size_t padded_length(std::size_t length, std::size_t multiple) noexcept {
  return multiple == 0 || length % multiple == 0 ? length : length + multiple - length % multiple;
}

}  // namespace btt::pipeline
