// Layout: a post-processor's row as a list of places, so that rows can be written without building encodings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace btt::postprocess {

struct LayoutItem {
  bool is_special;
  std::int32_t id;           // of a special
  std::int32_t type_id;      // of a special; of a sequence's main part
  std::size_t sequence = 0;  // 0 or 1, of a sequence
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
};

}  // namespace btt::postprocess
