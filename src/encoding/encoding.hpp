// Encoding: one encoded row with its overflow parts and the reference's operations on it
// (tokenizers::Encoding).
//
// This is the general road: rows for Python objects and for tokenizers whose post-processor is no plain
// template are built here. The direct road (batch/row_plan.hpp) gives the same rows without building it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "text/span.hpp"

namespace btt::encoding {

constexpr std::int32_t kNone = -1;

enum class Direction : std::int32_t { kRight = 0, kLeft = 1 };

// Offsets as the callers want them: two int32 side by side.
struct Offset {
  std::int32_t begin;
  std::int32_t end;

  friend bool operator==(Offset a, Offset b) noexcept { return a.begin == b.begin && a.end == b.end; }
};

struct Padding {
  std::int32_t id = 0;
  std::int32_t type_id = 0;
  std::string token = "[PAD]";
  Direction direction = Direction::kRight;
};

using Range = std::pair<std::size_t, std::size_t>;

class Encoding {
 public:
  struct SequenceRange {
    std::size_t sequence;
    Range tokens;
  };

  std::vector<std::int32_t> ids;
  std::vector<std::int32_t> type_ids;
  std::vector<std::string> tokens;
  std::vector<std::int32_t> words;  // kNone = none
  std::vector<Offset> offsets;
  std::vector<std::int32_t> special_tokens_mask;
  std::vector<std::int32_t> attention_mask;
  std::vector<Encoding> overflowing;

  std::size_t size() const noexcept { return ids.size(); }
  void reserve(std::size_t tokens_expected);
  void add(std::int32_t id, std::int32_t type_id, std::string token, std::int32_t word, Offset offset,
           bool special);

  // An encoding of one special token.
  static Encoding special(std::int32_t id, std::int32_t type_id, const std::string& token);

  // -------- sequences
  std::size_t n_sequences() const noexcept { return ranges_.empty() ? 1 : ranges_.size(); }
  const std::vector<SequenceRange>& sequence_ranges() const noexcept { return ranges_; }
  // Records that `sequence` is the tokens of `range`; an earlier record of that sequence is replaced.
  void record_sequence(std::size_t sequence, Range range);
  void set_sequence_id(std::size_t sequence) { record_sequence(sequence, Range{0, size()}); }
  void clear_sequences() noexcept { ranges_.clear(); }
  void set_type_ids(std::int32_t type_id);
  // Per token: the sequence whose range holds it, kNone where there is none.
  std::vector<std::int32_t> sequence_ids() const;
  Range sequence_range(std::size_t sequence) const noexcept;

  // -------- the reference's operations
  // Cuts to max_length tokens; the rest becomes overflow parts that share `stride` tokens. Throws where
  // stride is not below max_length and something must be cut (the reference panics).
  void truncate(std::size_t max_length, std::size_t stride, Direction direction);
  // Pads this and its overflow parts to `target` tokens; longer ones stay.
  void pad(std::size_t target, const Padding& padding);
  // Appends `other`; overflow parts are combined as in the reference (own x other's).
  void merge_with(const Encoding& other, bool growing_offsets);
  static Encoding merge(std::vector<Encoding> encodings, bool growing_offsets);

  // -------- queries
  std::optional<std::size_t> token_to_sequence(std::size_t token) const noexcept;
  std::optional<std::int32_t> token_to_word(std::size_t token) const noexcept;
  std::optional<Offset> token_to_chars(std::size_t token) const noexcept;
  std::optional<Range> word_to_tokens(std::size_t word, std::size_t sequence) const noexcept;
  std::optional<Offset> word_to_chars(std::size_t word, std::size_t sequence) const noexcept;
  std::optional<std::size_t> char_to_token(std::size_t position, std::size_t sequence) const noexcept;
  std::optional<std::int32_t> char_to_word(std::size_t position, std::size_t sequence) const noexcept;

 private:
  Encoding slice(std::size_t begin, std::size_t end) const;
  void append_arrays(const Encoding& other);

  std::vector<SequenceRange> ranges_;  // one per sequence, in order of recording
};

}  // namespace btt::encoding
