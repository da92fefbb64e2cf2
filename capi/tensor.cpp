#include "tensor.hpp"

#include <string>

#include "guard.hpp"

namespace btt::capi {
namespace {

using batch::Field;

[[noreturn]] void overflow(const char* name) {
  throw Error(Status::kLimit, std::string(name) + ": its rows and width reach beyond the address space");
}

std::size_t multiply(std::size_t a, std::size_t b, const char* name) {
  std::size_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) overflow(name);
  return product;
}

std::size_t add_sizes(std::size_t a, std::size_t b, const char* name) {
  std::size_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) overflow(name);
  return sum;
}

// 4 or 8 bytes; refuses what is no integer type.
std::size_t item_bytes(const btt_tensor& tensor, const char* name) {
  if (tensor.dtype == BTT_INT32) return sizeof(std::int32_t);
  if (tensor.dtype == BTT_INT64) return sizeof(std::int64_t);
  refuse(std::string(name) + ": dtype " + std::to_string(tensor.dtype) + " is no such constant");
}

void check_reserved(const btt_tensor& tensor, const char* name) {
  if (tensor.reserved != 0) refuse(std::string(name) + ": reserved is not 0");
}

// Runs `write`, and `report` after it where it succeeds or finds a buffer too small.
template <typename Write, typename Report>
void write_and_report(Write&& write, Report&& report) {
  try {
    write();
  } catch (const Error& error) {
    if (error.status() == Status::kBufferTooSmall) report();
    throw;
  }
  report();
}

}  // namespace

void TensorChecker::add(const char* name, const void* data, std::size_t item, std::size_t rows,
                        std::size_t cells, std::size_t stride) {
  const auto begin = reinterpret_cast<std::uintptr_t>(data);
  if (begin % item != 0) {
    refuse(std::string(name) + ": data is not aligned to " + std::to_string(item) + " bytes");
  }
  const std::size_t row_bytes = multiply(cells, item, name);
  const std::size_t stride_bytes = multiply(stride, item, name);
  if (rows == 0 || row_bytes == 0) return;
  const std::size_t bytes = add_sizes(multiply(rows - 1, stride_bytes, name), row_bytes, name);
  const std::uintptr_t end = add_sizes(begin, bytes, name);
  extents_[count_++] = Extent{name, begin, end, row_bytes, stride_bytes, rows};
}

batch::Tensor TensorChecker::matrix(const btt_tensor& tensor, const char* name, std::size_t rows,
                                    std::size_t cells) {
  check_reserved(tensor, name);
  if (tensor.data == nullptr) return batch::Tensor();
  const std::size_t item = item_bytes(tensor, name);
  if (tensor.row_stride != 0 && tensor.row_stride < cells) {
    refuse(std::string(name) + ": row_stride " + std::to_string(tensor.row_stride) + " is below the " +
           std::to_string(cells) + " integers of a row");
  }
  add(name, tensor.data, item, rows, cells, tensor.row_stride != 0 ? tensor.row_stride : cells);
  return batch::Tensor{tensor.data, tensor.dtype == BTT_INT64, tensor.row_stride};
}

batch::Tensor TensorChecker::vector(const btt_tensor& tensor, const char* name, std::size_t size) {
  check_reserved(tensor, name);
  if (tensor.data == nullptr) return batch::Tensor();
  add(name, tensor.data, item_bytes(tensor, name), 1, size, size);
  return batch::Tensor{tensor.data, tensor.dtype == BTT_INT64, 0};
}

void TensorChecker::plain(const std::int64_t* data, const char* name, std::size_t size) {
  if (data != nullptr) add(name, data, sizeof(*data), 1, size, size);
}

bool TensorChecker::overlaps(const Extent& a, const Extent& b) noexcept {
  if (a.end <= b.begin || b.end <= a.begin) return false;
  if (a.rows == 1 && b.rows == 1) return true;
  // Columns of one larger block: with the same stride each row of `b` lies at the same place between two rows
  // of `a`. Different strides that intersect are refused unseen: no layout of use is among them.
  if (a.rows > 1 && b.rows > 1 && a.stride != b.stride) return true;
  const std::size_t stride = a.rows > 1 ? a.stride : b.stride;
  const std::size_t place =
      b.begin >= a.begin ? (b.begin - a.begin) % stride : (stride - (a.begin - b.begin) % stride) % stride;
  return place < a.row_bytes || b.row_bytes > stride - place;
}

void TensorChecker::check_overlap() const {
  for (std::size_t i = 0; i < count_; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (overlaps(extents_[j], extents_[i])) {
        refuse(std::string(extents_[j].name) + " and " + extents_[i].name + " overlap");
      }
    }
  }
}

batch::Matrix read_matrix(const btt_output& output) {
  batch::Matrix matrix;
  matrix.rows = output.rows;
  matrix.width = output.width;
  TensorChecker checker;
  const auto field = [&](Field which, const btt_tensor& tensor, const char* name, std::size_t cells) {
    matrix.fields[static_cast<std::size_t>(which)] = checker.matrix(tensor, name, output.rows, cells);
  };
  field(Field::kIds, output.ids, "ids", output.width);
  field(Field::kMask, output.attention_mask, "attention_mask", output.width);
  field(Field::kTypeIds, output.token_type_ids, "token_type_ids", output.width);
  field(Field::kSpecialMask, output.special_tokens_mask, "special_tokens_mask", output.width);
  field(Field::kWords, output.word_ids, "word_ids", output.width);
  field(Field::kSequenceIds, output.sequence_ids, "sequence_ids", output.width);
  if (output.offsets.data != nullptr) {
    field(Field::kOffsets, output.offsets, "offsets", multiply(output.width, 2, "offsets"));
  } else {
    check_reserved(output.offsets, "offsets");
  }
  matrix.lengths = checker.vector(output.lengths, "lengths", output.rows);
  matrix.sample_index = checker.vector(output.sample_index, "sample_index", output.rows);
  checker.check_overlap();
  return matrix;
}

batch::Flat read_flat(const btt_ragged& output) {
  batch::Flat flat;
  flat.rows = output.rows;
  flat.tokens = output.tokens;
  TensorChecker checker;
  const auto field = [&](Field which, const btt_tensor& tensor, const char* name, std::size_t cells) {
    flat.fields[static_cast<std::size_t>(which)] = checker.vector(tensor, name, cells);
  };
  field(Field::kIds, output.ids, "ids", output.tokens);
  field(Field::kTypeIds, output.token_type_ids, "token_type_ids", output.tokens);
  field(Field::kSpecialMask, output.special_tokens_mask, "special_tokens_mask", output.tokens);
  field(Field::kWords, output.word_ids, "word_ids", output.tokens);
  field(Field::kSequenceIds, output.sequence_ids, "sequence_ids", output.tokens);
  if (output.offsets.data != nullptr) {
    field(Field::kOffsets, output.offsets, "offsets", multiply(output.tokens, 2, "offsets"));
  } else {
    check_reserved(output.offsets, "offsets");
  }
  flat.sample_index = checker.vector(output.sample_index, "sample_index", output.rows);
  if (output.row_offsets != nullptr) {
    checker.plain(output.row_offsets, "row_offsets", add_sizes(output.rows, 1, "row_offsets"));
  }
  flat.row_offsets = output.row_offsets;
  checker.check_overlap();
  return flat;
}

void write_matrix(const batch::Batch& batch, const batch::Matrix& matrix, btt_output* output) {
  write_and_report([&] { batch.write(matrix); },
                   [&] {
                     output->out_rows = batch.rows();
                     output->out_width = batch.width();
                     output->out_tokens = batch.tokens();
                   });
}

void write_flat(const batch::Batch& batch, const batch::Flat& flat, btt_ragged* output) {
  write_and_report([&] { batch.write_ragged(flat); },
                   [&] {
                     output->out_rows = batch.rows();
                     output->out_tokens = batch.tokens();
                   });
}

}  // namespace btt::capi
