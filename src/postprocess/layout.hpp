// Layout: a post-processor's row as a list of places, so that rows can be written without building encodings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace btt::postprocess {

struct LayoutItem {
  bool is_special;
  std::int32_t id;                // of a special
  std::int32_t type_id;           // of a special; of a sequence's main part
  std::int32_t overflow_type_id;  // of the parts of a sequence that truncation cut off
  std::size_t sequence;           // 0 or 1, of a sequence

  static LayoutItem of_special(std::int32_t id, std::int32_t type_id) {
    return {true, id, type_id, type_id, 0};
  }
  // Parts that were cut off keep the type that tokenization gave them, the number of their sequence.
  static LayoutItem of_sequence(std::size_t sequence, std::int32_t type_id) {
    return of_sequence(sequence, type_id, static_cast<std::int32_t>(sequence));
  }
  static LayoutItem of_sequence(std::size_t sequence, std::int32_t type_id, std::int32_t overflow_type_id) {
    return {false, 0, type_id, overflow_type_id, sequence};
  }
};

// Each sequence stands in it exactly once, the first before the second.
struct Layout {
  std::vector<LayoutItem> items;
  std::size_t specials = 0;
  // False where sequences are not recorded (no post-processor): all sequence ids of a single row are 0,
  // padding included.
  bool records_sequences = true;
  // False where rows of parts that truncation cut off record their sequences otherwise than the main row
  // does.
  bool overflow_alike = true;
  // True where offsets are trimmed by the text of the tokens, which rows without encodings do not have.
  bool trims_offsets = false;
};

}  // namespace btt::postprocess
