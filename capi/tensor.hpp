// Tensors of the caller: checked as a whole before anything is written, then handed to the core.
#pragma once

#include <cstddef>
#include <cstdint>

#include "batch/batch.hpp"
#include "budtiktok.h"

namespace btt::capi {

// Collects the arrays of one call and refuses those that are misaligned, reach beyond the address space or
// overlap.
class TensorChecker {
 public:
  // A matrix of `rows` rows of `cells` integers each. An absent tensor (no data) stays absent.
  batch::Tensor matrix(const btt_tensor& tensor, const char* name, std::size_t rows, std::size_t cells);
  batch::Tensor vector(const btt_tensor& tensor, const char* name, std::size_t size);
  // An array of int64 that is not described by a tensor.
  void plain(const std::int64_t* data, const char* name, std::size_t size);
  // To be called last: tensors must not overlap. Rows of one may lie in the gaps between the rows of another.
  void check_overlap() const;

 private:
  // Bytes [begin + i * stride, begin + i * stride + row_bytes) for i in 0 .. rows.
  struct Extent {
    const char* name;
    std::uintptr_t begin;
    std::uintptr_t end;
    std::size_t row_bytes;
    std::size_t stride;
    std::size_t rows;
  };

  void add(const char* name, const void* data, std::size_t item, std::size_t rows, std::size_t cells,
           std::size_t stride);
  static bool overlaps(const Extent& a, const Extent& b) noexcept;

  static constexpr std::size_t kMaxExtents = 10;
  Extent extents_[kMaxExtents];
  std::size_t count_ = 0;
};

// The checked matrices of an output struct.
batch::Matrix read_matrix(const btt_output& output);
batch::Flat read_flat(const btt_ragged& output);

// Write the rows of a batch, and the out_ fields of `output` on success and where a buffer is too small.
void write_matrix(const batch::Batch& batch, const batch::Matrix& matrix, btt_output* output);
void write_flat(const batch::Batch& batch, const batch::Flat& flat, btt_ragged* output);

}  // namespace btt::capi
