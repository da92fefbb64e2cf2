// RowWriter: one row into the matrices of the caller: copies, widens, fills, pads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/grown_array.hpp"
#include "encoding/encoding.hpp"
#include "pipeline/options.hpp"
#include "postprocess/layout.hpp"
#include "text/span.hpp"

namespace btt::batch {

// Integers of the caller. `stride` counts elements between rows; vectors and flat arrays do not use it.
struct Tensor {
  void* data = nullptr;
  bool is_64 = false;
  std::size_t stride = 0;
};

// The arrays that a row can fill; the field says which number of each token is meant.
enum class Field { kIds, kMask, kTypeIds, kSpecialMask, kWords, kSequenceIds, kOffsets };
constexpr std::size_t kFields = 7;

// Tokens of a call, one per worker; rows refer to stretches of them.
struct TokenStore {
  GrownArray<std::int32_t> ids;
  GrownArray<encoding::Offset> offsets;  // where tracked
  std::vector<std::int32_t> words;       // where tracked

  struct Sizes {
    std::size_t ids;
    std::size_t offsets;
    std::size_t words;
  };
  Sizes sizes() const noexcept { return Sizes{ids.size(), offsets.size(), words.size()}; }
  // Forgets what came after it had these sizes.
  void cut(const Sizes& sizes) {
    ids.cut(sizes.ids);
    offsets.cut(sizes.offsets);
    words.resize(sizes.words);
  }
  void clear() noexcept { cut(Sizes{0, 0, 0}); }
};

// A stretch of a store that stands for one sequence of a row.
struct SequencePart {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool is_main = true;  // false: cut off by truncation; has the layout's overflow_type_id

  std::size_t size() const noexcept { return end - begin; }
};

// One row to write: either a layout over stretches of a store, or an encoding that was built before.
struct Row {
  std::size_t input = 0;  // row of the input
  const postprocess::Layout* layout = nullptr;
  const TokenStore* store = nullptr;
  SequencePart parts[2];
  const encoding::Encoding* encoding = nullptr;

  // Tokens without padding.
  std::size_t length() const noexcept;
};

// Where padding goes and what it is made of; `width` below the row's length means none.
struct RowPadding {
  std::size_t width = 0;
  encoding::Direction direction = encoding::Direction::kRight;
  std::int32_t id = 0;
  std::int32_t type_id = 0;
};

// Writes field `field` of `row`, padded to padding.width, to elements [at, ...) of the tensor (pairs for
// offsets).
void write_row(const Row& row, Field field, const RowPadding& padding, const Tensor& tensor, std::size_t at);

// Writes one element.
void write_element(const Tensor& tensor, std::size_t at, std::int64_t value) noexcept;

}  // namespace btt::batch
