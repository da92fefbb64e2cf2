#include "batch/row_writer.hpp"

#include <algorithm>

#include "simd/kernels.hpp"

namespace btt::batch {
namespace {

using encoding::Direction;

// The same operations for both integer widths; the kernels are chosen per call.
void fill(std::int32_t* out, std::size_t count, std::int32_t value) {
  simd::kernels().fill_i32(out, count, value);
}
void fill(std::int64_t* out, std::size_t count, std::int32_t value) {
  simd::kernels().fill_i64(out, count, value);
}
void copy(std::int32_t* out, const std::int32_t* in, std::size_t count) {
  std::copy_n(in, count, out);
}
void copy(std::int64_t* out, const std::int32_t* in, std::size_t count) {
  simd::kernels().widen_i32_i64(in, count, out);
}

// Offsets are pairs of numbers.
static_assert(sizeof(encoding::Offset) == 2 * sizeof(std::int32_t));
template <typename T>
void copy_offsets(T* out, const encoding::Offset* in, std::size_t count) {
  copy(out, reinterpret_cast<const std::int32_t*>(in), 2 * count);
}

// What a special token has in each field but the ids and types.
std::int32_t special_value(Field field) noexcept {
  switch (field) {
    case Field::kMask:
    case Field::kSpecialMask:
      return 1;
    case Field::kWords:
    case Field::kSequenceIds:
      return encoding::kNone;
    default:
      return 0;
  }
}

template <typename T>
T* write_layout(const Row& row, Field field, T* out) {
  for (const postprocess::LayoutItem& item : row.layout->items) {
    if (item.is_special) {
      if (field == Field::kOffsets) {
        *out++ = 0;
        *out++ = 0;
      } else {
        *out++ = field == Field::kIds       ? item.id
                 : field == Field::kTypeIds ? item.type_id
                                            : special_value(field);
      }
      continue;
    }
    const SequencePart& part = row.parts[item.sequence];
    const auto sequence = static_cast<std::int32_t>(item.sequence);
    const std::size_t count = part.size();
    switch (field) {
      case Field::kIds:
        copy(out, row.store->ids.data() + part.begin, count);
        break;
      case Field::kMask:
        fill(out, count, 1);
        break;
      case Field::kTypeIds:
        fill(out, count, part.is_main ? item.type_id : item.overflow_type_id);
        break;
      case Field::kSpecialMask:
        fill(out, count, 0);
        break;
      case Field::kWords:
        copy(out, row.store->words.data() + part.begin, count);
        break;
      case Field::kSequenceIds:
        fill(out, count, sequence);
        break;
      case Field::kOffsets:
        copy_offsets(out, row.store->offsets.data() + part.begin, count);
        out += count;
        break;
    }
    out += count;
  }
  return out;
}

template <typename T>
T* write_encoding(const encoding::Encoding& encoding, Field field, T* out) {
  const std::size_t count = encoding.size();
  switch (field) {
    case Field::kIds:
      copy(out, encoding.ids.data(), count);
      break;
    case Field::kMask:
      copy(out, encoding.attention_mask.data(), count);
      break;
    case Field::kTypeIds:
      copy(out, encoding.type_ids.data(), count);
      break;
    case Field::kSpecialMask:
      copy(out, encoding.special_tokens_mask.data(), count);
      break;
    case Field::kWords:
      copy(out, encoding.words.data(), count);
      break;
    case Field::kSequenceIds:
      copy(out, encoding.sequence_ids().data(), count);
      break;
    case Field::kOffsets:
      copy_offsets(out, encoding.offsets.data(), count);
      return out + 2 * count;
  }
  return out + count;
}

// The value of a padding token. Where no sequence is recorded all tokens of the row are sequence 0, padding
// included.
std::int32_t padding_value(const Row& row, Field field, const RowPadding& padding) noexcept {
  switch (field) {
    case Field::kIds:
      return padding.id;
    case Field::kTypeIds:
      return padding.type_id;
    case Field::kSpecialMask:
      return 1;
    case Field::kWords:
      return encoding::kNone;
    case Field::kSequenceIds: {
      const bool recorded =
          row.encoding != nullptr ? !row.encoding->sequence_ranges().empty() : row.layout->records_sequences;
      return recorded ? encoding::kNone : 0;
    }
    default:
      return 0;
  }
}

template <typename T>
void write_row_as(const Row& row, Field field, const RowPadding& padding, T* out) {
  const std::size_t length = row.length();
  const std::size_t cells = field == Field::kOffsets ? 2 : 1;
  const std::size_t missing = padding.width > length ? (padding.width - length) * cells : 0;
  const std::int32_t value = padding_value(row, field, padding);
  if (padding.direction == Direction::kLeft) {
    fill(out, missing, value);
    out += missing;
  }
  out = row.encoding != nullptr ? write_encoding(*row.encoding, field, out) : write_layout(row, field, out);
  if (padding.direction == Direction::kRight) fill(out, missing, value);
}

}  // namespace

std::size_t Row::length() const noexcept {
  if (encoding != nullptr) return encoding->size();
  std::size_t length = layout->specials;
  for (const postprocess::LayoutItem& item : layout->items) {
    if (!item.is_special) length += parts[item.sequence].size();
  }
  return length;
}

void write_row(const Row& row, Field field, const RowPadding& padding, const Tensor& tensor, std::size_t at) {
  if (tensor.is_64) {
    write_row_as(row, field, padding, static_cast<std::int64_t*>(tensor.data) + at);
  } else {
    write_row_as(row, field, padding, static_cast<std::int32_t*>(tensor.data) + at);
  }
}

void write_element(const Tensor& tensor, std::size_t at, std::int64_t value) noexcept {
  if (tensor.is_64) {
    static_cast<std::int64_t*>(tensor.data)[at] = value;
  } else {
    static_cast<std::int32_t*>(tensor.data)[at] = static_cast<std::int32_t>(value);
  }
}

}  // namespace btt::batch
