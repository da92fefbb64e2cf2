// Batch: texts in, rows out: encoding in parallel, truncation and layout of rows, then writing in parallel.
//
// Rows take the direct road (tokens stay in the workers' stores, a row is a layout over stretches of them)
// where the post-processor has a layout, else the general one (pipeline/tokenizer.hpp encode). Both give the
// same rows; tests compare them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/grown_array.hpp"
#include "base/idle_pool.hpp"
#include "batch/input.hpp"
#include "batch/row_writer.hpp"
#include "pipeline/tokenizer.hpp"

namespace btt::batch {

// Matrices of the caller; an absent one has no data. A stride of 0 means packed: at out_width with padding
// longest, else at `width`.
struct Matrix {
  std::size_t rows = 0;   // capacity
  std::size_t width = 0;  // capacity, in tokens
  Tensor fields[kFields];
  Tensor lengths;       // [rows]
  Tensor sample_index;  // [rows]
};

struct Flat {
  std::size_t rows = 0;                 // capacity
  std::size_t tokens = 0;               // capacity
  Tensor fields[kFields];               // the mask is not used
  Tensor sample_index;                  // [rows]
  std::int64_t* row_offsets = nullptr;  // [rows + 1]
};

// What a batch writes to while it encodes. Fresh memory costs a page fault each 4 KiB, more than copying as
// much: a batch leaves its own to the next one.
struct BatchMemory {
  // Where the tokens of an input row lie.
  struct Encoded {
    std::size_t worker = 0;
    std::size_t begin = 0;
    std::size_t middle = 0;  // end of the first sequence
    std::size_t end = 0;
    bool is_pair = false;
  };

  std::vector<TokenStore> stores;
  std::vector<Encoded> encoded;
  std::vector<Row> rows;

  std::size_t capacity_bytes() const noexcept;
};

class BatchMemoryPool : public IdlePool<BatchMemory> {
 public:
  // 1,000 texts of 500 bytes take 1 MiB, with offsets 3.
  BatchMemoryPool() noexcept : IdlePool(4, std::size_t{4} << 20) {}
};

class WorkerSpaces;

class Batch {
 public:
  // With memory of the pool, if there is one.
  explicit Batch(std::shared_ptr<const pipeline::Tokenizer> tokenizer,
                 std::shared_ptr<BatchMemoryPool> pool = nullptr);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  // Replaces the content. After a failure the batch is empty.
  void encode(const Input& input, const pipeline::EncodeOptions& options);
  // The same on the general road, whatever the post-processor can do. For tests.
  void encode_general(const Input& input, const pipeline::EncodeOptions& options);

  // Back to the state of a new batch; memory is kept.
  void clear() noexcept;

  std::size_t rows() const noexcept { return memory_->rows.size(); }
  std::size_t width() const noexcept { return width_; }
  std::size_t tokens() const noexcept { return tokens_; }
  const pipeline::EncodeOptions& options() const noexcept { return options_; }
  const pipeline::Tokenizer& tokenizer() const noexcept { return *tokenizer_; }
  bool is_direct() const noexcept { return direct_; }

  // Throw kBufferTooSmall where rows(), width() or tokens() exceed the capacity, and kInvalidArgument where a
  // wanted field was not tracked.
  void write(const Matrix& matrix) const;
  void write_ragged(const Flat& flat) const;

 private:
  void encode_on(bool direct, const Input& input, const pipeline::EncodeOptions& options);
  void encode_direct(const Input& input);
  void encode_one(const Input& input, std::size_t row, std::size_t worker, pipeline::Workspace& workspace);
  void encode_runs(const Input& input, std::uint32_t threads, const std::vector<bool>& is_done,
                   WorkerSpaces& spaces);
  std::vector<bool> encode_long_rows(const Input& input, std::size_t store);
  void plan_rows();
  void build_encodings(const Input& input);
  void measure();
  void check_tracked(const Tensor* fields) const;

  using Encoded = BatchMemory::Encoded;

  std::shared_ptr<const pipeline::Tokenizer> tokenizer_;
  pipeline::EncodeOptions options_;
  std::shared_ptr<BatchMemoryPool> pool_;
  std::unique_ptr<BatchMemory> memory_;
  std::vector<encoding::Encoding> encodings_;
  std::size_t width_ = 0;
  std::size_t tokens_ = 0;
  std::size_t bytes_ = 0;  // of the input
  bool direct_ = true;
};

// True where rows of this tokenizer take the direct road.
bool has_direct_rows(const pipeline::Tokenizer& tokenizer) noexcept;

// Tokens of each row under the options, specials included, padding and overflow not.
void count_tokens(const pipeline::Tokenizer& tokenizer, const Input& input,
                  const pipeline::EncodeOptions& options, std::int64_t* out_lengths);

// One encoding per row on the general road, padded together.
std::vector<encoding::Encoding> encode_encodings(const pipeline::Tokenizer& tokenizer, const Input& input,
                                                 const pipeline::EncodeOptions& options);

// Ids of the caller: row r is [begin(r), end(r)) of data.
struct IdRows {
  const void* data = nullptr;
  bool is_64 = false;
  std::size_t rows = 0;
  std::size_t width = 0;
  std::size_t stride = 0;
  const std::int64_t* lengths = nullptr;
  const std::int64_t* row_offsets = nullptr;
};

struct DecodeOptions {
  bool skip_special_tokens = false;
  bool keep_spaces = false;
  bool strict_ids = false;
  std::uint32_t num_threads = 0;
};

// Texts of rows, one behind the other in the memory of the worker that made them.
class DecodedRows {
 public:
  DecodedRows(std::size_t rows, std::size_t workers) : rows_(rows), stores_(workers) {}

  std::size_t rows() const noexcept { return rows_.size(); }
  std::string_view text(std::size_t row) const noexcept {
    const Row& at = rows_[row];
    return std::string_view(stores_[at.worker].data() + at.begin, at.size);
  }

  GrownArray<char>& store(std::size_t worker) noexcept { return stores_[worker]; }
  // The row's text is what its worker's store has from `begin` on.
  void set(std::size_t row, std::size_t worker, std::size_t begin) noexcept {
    rows_[row] = Row{worker, begin, stores_[worker].size() - begin};
  }

 private:
  struct Row {
    std::size_t worker = 0;
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  std::vector<Row> rows_;
  std::vector<GrownArray<char>> stores_;
};

DecodedRows decode_rows(const pipeline::Tokenizer& tokenizer, const IdRows& ids,
                        const DecodeOptions& options);

}  // namespace btt::batch
