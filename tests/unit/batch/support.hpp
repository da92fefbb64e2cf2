// Batches of texts in, all fields out: what the tests of the two roads compare.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "batch/batch.hpp"

namespace btt::batch {

// Rows of one or two texts, each a list of words (one word where nothing is split before).
struct Texts {
  std::vector<std::vector<std::string>> first;
  std::vector<std::vector<std::string>> second;  // empty = no pairs
  std::vector<std::uint8_t> has_pair;            // empty = all rows
  bool is_pretokenized = false;
  bool packed = false;
};

// An input over copies of the texts, which it owns.
class OwnedInput {
 public:
  explicit OwnedInput(const Texts& texts) {
    input_.count = texts.first.size();
    input_.is_pretokenized = texts.is_pretokenized;
    fill(texts.first, texts.packed, columns_[0], input_.texts);
    input_.word_splits = texts.is_pretokenized ? columns_[0].splits.data() : nullptr;
    if (texts.second.empty()) return;
    fill(texts.second, texts.packed, columns_[1], input_.pairs);
    input_.pair_word_splits = texts.is_pretokenized ? columns_[1].splits.data() : nullptr;
    has_pair_ = texts.has_pair;
    if (!has_pair_.empty()) input_.has_pair = has_pair_.data();
  }
  OwnedInput(const OwnedInput&) = delete;
  OwnedInput& operator=(const OwnedInput&) = delete;

  const Input& get() const noexcept { return input_; }

 private:
  struct Column {
    std::vector<std::string> words;
    std::vector<std::string_view> views;
    std::string bytes;
    std::vector<std::int64_t> offsets;
    std::vector<std::int64_t> splits;
  };

  static void fill(const std::vector<std::vector<std::string>>& rows, bool packed, Column& own,
                   TextColumn& out) {
    own.splits.push_back(0);
    for (const auto& row : rows) {
      own.words.insert(own.words.end(), row.begin(), row.end());
      own.splits.push_back(static_cast<std::int64_t>(own.words.size()));
    }
    own.offsets.push_back(0);
    for (const std::string& word : own.words) {
      own.views.emplace_back(word);
      own.bytes += word;
      own.offsets.push_back(static_cast<std::int64_t>(own.bytes.size()));
    }
    if (packed) {
      out.packed = own.bytes.data();
      out.offsets = own.offsets.data();
    } else {
      // Also an empty column is a column.
      own.views.reserve(own.views.size() + 1);
      out.views = own.views.data();
    }
  }

  Input input_;
  Column columns_[2];
  std::vector<std::uint8_t> has_pair_;
};

// Everything that a batch can write. Cells that it leaves alone keep kUntouched.
struct Written {
  static constexpr std::int64_t kUntouched = -77;
  std::size_t rows = 0;
  std::size_t width = 0;
  std::size_t tokens = 0;
  std::vector<std::int64_t> fields[kFields];
  std::vector<std::int64_t> lengths;
  std::vector<std::int64_t> samples;
  std::vector<std::int64_t> flat_fields[kFields];
  std::vector<std::int64_t> flat_samples;
  std::vector<std::int64_t> row_offsets;

  friend bool operator==(const Written& a, const Written& b) {
    bool same = a.rows == b.rows && a.width == b.width && a.tokens == b.tokens && a.lengths == b.lengths &&
                a.samples == b.samples && a.flat_samples == b.flat_samples && a.row_offsets == b.row_offsets;
    for (std::size_t f = 0; f < kFields; ++f) {
      same = same && a.fields[f] == b.fields[f] && a.flat_fields[f] == b.flat_fields[f];
    }
    return same;
  }
};

inline Written written(const Batch& batch) {
  Written out;
  out.rows = batch.rows();
  out.width = batch.width();
  out.tokens = batch.tokens();
  Matrix matrix;
  matrix.rows = out.rows;
  matrix.width = out.width;
  Flat flat;
  flat.rows = out.rows;
  flat.tokens = out.tokens;
  for (std::size_t f = 0; f < kFields; ++f) {
    const auto field = static_cast<Field>(f);
    if (field == Field::kOffsets && !batch.options().track_offsets) continue;
    if (field == Field::kWords && !batch.options().track_words) continue;
    const std::size_t cells = field == Field::kOffsets ? 2 : 1;
    out.fields[f].assign(out.rows * out.width * cells + 1, Written::kUntouched);
    out.flat_fields[f].assign(out.tokens * cells + 1, Written::kUntouched);
    matrix.fields[f] = Tensor{out.fields[f].data(), true, 0};
    flat.fields[f] = Tensor{out.flat_fields[f].data(), true, 0};
  }
  out.lengths.assign(out.rows + 1, Written::kUntouched);
  out.samples = out.lengths;
  out.flat_samples = out.lengths;
  out.row_offsets.assign(out.rows + 2, Written::kUntouched);
  matrix.lengths = Tensor{out.lengths.data(), true, 0};
  matrix.sample_index = Tensor{out.samples.data(), true, 0};
  flat.sample_index = Tensor{out.flat_samples.data(), true, 0};
  flat.row_offsets = out.row_offsets.data();
  batch.write(matrix);
  batch.write_ragged(flat);
  return out;
}

}  // namespace btt::batch
