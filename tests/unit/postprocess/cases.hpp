// Rows of a post-processor by its two ways, the transformation of encodings and the layout.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "postprocess/post_processor.hpp"
#include "unit/encoding/show.hpp"

namespace btt::postprocess {

// Tokens named a0 a1 ... with ids from 10, or b0 ... with ids from 20.
inline encoding::Encoding sequence(std::size_t which, std::size_t count) {
  encoding::Encoding e;
  for (std::size_t i = 0; i < count; ++i) {
    const auto n = static_cast<std::int32_t>(i);
    e.add((which == 0 ? 10 : 20) + n, static_cast<std::int32_t>(which),
          (which == 0 ? "a" : "b") + std::to_string(i), n, encoding::Offset{n, n + 1}, false);
  }
  return e;
}

inline std::vector<encoding::Encoding> sequences(std::size_t first, std::size_t second, bool is_pair) {
  std::vector<encoding::Encoding> list = {sequence(0, first)};
  if (is_pair) list.push_back(sequence(1, second));
  return list;
}

// The row that a layout describes must be the one that process() makes.
inline void check_layout(const PostProcessor& post_processor) {
  for (const bool is_pair : {false, true}) {
    for (const bool add : {false, true}) {
      const Layout* layout = post_processor.layout(is_pair, add);
      if (layout == nullptr) continue;
      for (const std::size_t length : {0U, 1U, 3U}) {
        CAPTURE(is_pair);
        CAPTURE(add);
        CAPTURE(length);
        const encoding::Encoding row = post_processor.process(sequences(length, 2, is_pair), add);
        std::vector<std::int32_t> ids;
        std::vector<std::int32_t> types;
        std::vector<std::int32_t> in;
        std::size_t specials = 0;
        for (const LayoutItem& item : layout->items) {
          if (item.is_special) {
            ids.push_back(item.id);
            types.push_back(item.type_id);
            in.push_back(encoding::kNone);
            ++specials;
            continue;
          }
          const encoding::Encoding part = sequence(item.sequence, item.sequence == 0 ? length : 2);
          ids.insert(ids.end(), part.ids.begin(), part.ids.end());
          types.insert(types.end(), part.size(), item.type_id);
          in.insert(in.end(), part.size(), static_cast<std::int32_t>(item.sequence));
        }
        CHECK(row.ids == ids);
        CHECK(row.type_ids == types);
        CHECK(row.sequence_ids() == in);
        CHECK(specials == layout->specials);
        if (add) CHECK(specials == post_processor.added_tokens(is_pair));
      }
    }
  }
}

}  // namespace btt::postprocess
