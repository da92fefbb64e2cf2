#include "batch/batch.hpp"

#include <algorithm>
#include <optional>

#include "base/error.hpp"
#include "batch/early_stop.hpp"
#include "batch/long_text.hpp"
#include "batch/short_texts.hpp"
#include "batch/threads.hpp"

namespace btt::batch {

using encoding::Direction;
using encoding::Encoding;
using pipeline::EncodeOptions;
using pipeline::PaddingStrategy;
using pipeline::Tokenizer;

// Workspaces for the workers of a call, taken when a worker first needs one.
class WorkerSpaces {
 public:
  WorkerSpaces(const Tokenizer& tokenizer, std::uint32_t threads) : tokenizer_(tokenizer), leases_(threads) {}
  pipeline::Workspace& of(std::size_t worker) {
    if (!leases_[worker]) leases_[worker].emplace(tokenizer_.workspaces().take());
    return **leases_[worker];
  }

 private:
  const Tokenizer& tokenizer_;
  std::vector<std::optional<pipeline::WorkspacePool::Lease>> leases_;
};

namespace {

// Writing is copying: a thread is worth it for more cells than encoding needs bytes.
constexpr std::size_t kCellsPerByte = 4;

// Encoding a byte takes the time of decoding so many ids by the table, and decoding an id by the stages that
// of encoding so many bytes.
constexpr std::size_t kTableIdsPerByte = 8;
constexpr std::size_t kBytesPerStagedId = 16;

// Rows that a thread takes at a time where short texts are encoded together.
constexpr std::size_t kRunRows = 16;

// Tokens of a row that decide what it is: one more than truncation leaves, so that it is seen to be needed.
// All where the end of the text counts too. Of each side of a pair that is cut longest first: one that has
// more than both may have is cut to the same whatever else it has, see encode_row().
std::size_t tokens_needed(const EncodeOptions& options, const postprocess::Layout& layout,
                          bool is_pair) noexcept {
  const bool any_side = !is_pair || options.truncation == pipeline::TruncationStrategy::kLongestFirst;
  if (!any_side || options.truncation == pipeline::TruncationStrategy::kNone || options.return_overflow ||
      options.truncation_direction != Direction::kRight || options.max_length <= layout.specials) {
    return fused::kNoLimit;
  }
  return options.max_length - layout.specials + 1;
}

// Tokens of one side of a row, appended to a store. `parts` are texts [begin, end) of the column: one text,
// or the words.
// Tokens behind `limit` of them are not needed.
void encode_side(const Tokenizer& tokenizer, const TextColumn& column, std::size_t begin, std::size_t end,
                 bool is_pretokenized, const EncodeOptions& options, std::size_t limit,
                 pipeline::Workspace& workspace, TokenStore& store) {
  pipeline::SequenceOptions wanted;
  wanted.special_as_text = options.special_as_text;
  wanted.spans = options.track_offsets;
  wanted.unit = options.offset_unit;
  wanted.words = options.track_words && !is_pretokenized;
  const std::size_t before = store.ids.size();
  for (std::size_t part = begin; part < end; ++part) {
    const std::size_t count = store.ids.size() - before;
    if (count >= limit) return;
    wanted.limit = limit - count;
    const std::string_view given = column.at(part);
    bool is_done = false;
    if (limit != fused::kNoLimit) {
      // What lies behind the last token is to be well-formed too.
      if (options.strict_utf8) pipeline::checked_text(given, true, workspace);
      is_done = encode_beginning(tokenizer, given, wanted, workspace, store);
    }
    if (!is_done) {
      const std::string_view text = pipeline::checked_text(given, options.strict_utf8, workspace);
      workspace.tokens.start(wanted.spans, wanted.words, false);
      tokenizer.encode_sequence(text, wanted, workspace, workspace.tokens);
      append_tokens(wanted, given, text, 0, 0, workspace, store);
    }
    if (options.track_words && is_pretokenized) {
      store.words.resize(store.ids.size(), static_cast<std::int32_t>(part - begin));
    }
  }
}

std::size_t side_begin(const std::int64_t* splits, bool is_pretokenized, std::size_t row) noexcept {
  return is_pretokenized ? static_cast<std::size_t>(splits[row]) : row;
}

std::size_t side_end(const std::int64_t* splits, bool is_pretokenized, std::size_t row) noexcept {
  return is_pretokenized ? static_cast<std::size_t>(splits[row + 1]) : row + 1;
}

// Appends the tokens of a row to a store, no more of each side than truncation needs; answers where those of
// the second side begin.
std::size_t encode_row(const Tokenizer& tokenizer, const Input& input, std::size_t row,
                       const EncodeOptions& options, const postprocess::Layout& layout,
                       pipeline::Workspace& workspace, TokenStore& store) {
  const bool is_pair = input.row_has_pair(row);
  const TokenStore::Sizes before = store.sizes();
  const auto encode = [&](std::size_t limit) {
    const bool words = input.is_pretokenized;
    encode_side(tokenizer, input.texts, side_begin(input.word_splits, words, row),
                side_end(input.word_splits, words, row), words, options, limit, workspace, store);
    const std::size_t middle = store.ids.size();
    if (is_pair) {
      encode_side(tokenizer, input.pairs, side_begin(input.pair_word_splits, words, row),
                  side_end(input.pair_word_splits, words, row), words, options, limit, workspace, store);
    }
    return middle;
  };
  const std::size_t limit = tokens_needed(options, layout, is_pair);
  const std::size_t middle = encode(limit);
  if (!is_pair || limit == fused::kNoLimit) return middle;
  // Both sides are cut to half, and of an odd number the longer one keeps one more: which that is only all
  // tokens say.
  const bool is_odd = (limit - 1) % 2 != 0;
  if (!is_odd || middle - before.ids < limit || store.ids.size() - middle < limit) return middle;
  store.cut(before);
  return encode(fused::kNoLimit);
}

std::size_t column_bytes(const TextColumn& column, std::size_t begin, std::size_t end) noexcept {
  if (!column.given()) return 0;
  if (column.offsets != nullptr) return static_cast<std::size_t>(column.offsets[end] - column.offsets[begin]);
  std::size_t bytes = 0;
  for (std::size_t i = begin; i < end; ++i) bytes += column.views[i].size();
  return bytes;
}

std::size_t input_bytes(const Input& input) noexcept {
  if (input.count == 0) return 0;
  const auto last = input.count - 1;
  std::size_t bytes = column_bytes(input.texts, side_begin(input.word_splits, input.is_pretokenized, 0),
                                   side_end(input.word_splits, input.is_pretokenized, last));
  if (input.pairs.given()) {
    bytes += column_bytes(input.pairs, side_begin(input.pair_word_splits, input.is_pretokenized, 0),
                          side_end(input.pair_word_splits, input.is_pretokenized, last));
  }
  return bytes;
}

// The stretches that truncation makes of tokens [begin, end): the main part first (reference:
// Encoding::truncate).
void cut(std::size_t begin, std::size_t end, std::size_t kept, std::size_t stride, Direction direction,
         bool truncated, std::vector<SequencePart>& parts) {
  parts.clear();
  const std::size_t length = end - begin;
  if (!truncated || kept >= length) {
    parts.push_back(SequencePart{begin, end, true});
    return;
  }
  if (kept == 0) {
    parts.push_back(SequencePart{begin, begin, true});
    parts.push_back(SequencePart{begin, end, false});
    return;
  }
  if (stride >= kept) {
    throw Error(Status::kInvalidArgument, "stride must be strictly less than the " + std::to_string(kept) +
                                              " tokens that are kept, got " + std::to_string(stride));
  }
  const std::size_t step = kept - stride;
  if (direction == Direction::kRight) {
    for (std::size_t at = begin;; at += step) {
      const std::size_t stop = std::min(at + kept, end);
      parts.push_back(SequencePart{at, stop, parts.empty()});
      if (stop == end) return;
    }
  }
  for (std::size_t stop = end;; stop -= step) {
    const std::size_t at = stop - begin > kept ? stop - kept : begin;
    parts.push_back(SequencePart{at, stop, parts.empty()});
    if (at == begin) return;
  }
}

// One encoding per row on the general road.
std::vector<Encoding> encode_rows(const Tokenizer& tokenizer, const Input& input,
                                  const EncodeOptions& options, std::size_t bytes) {
  const std::uint32_t threads = threads_for(options.num_threads, input.count, bytes);
  std::vector<Encoding> encodings(input.count);
  WorkerSpaces spaces(tokenizer, threads);
  for_each_row(input.count, threads, [&](std::size_t worker, std::size_t row) {
    std::vector<std::string_view> views[2];
    const auto side = [&](std::size_t which, const TextColumn& column, const std::int64_t* splits) {
      const std::size_t end = side_end(splits, input.is_pretokenized, row);
      for (std::size_t i = side_begin(splits, input.is_pretokenized, row); i < end; ++i) {
        views[which].push_back(column.at(i));
      }
      return Tokenizer::Side{views[which].data(), views[which].size(), input.is_pretokenized};
    };
    const Tokenizer::Side first = side(0, input.texts, input.word_splits);
    if (!input.row_has_pair(row)) {
      encodings[row] = tokenizer.encode(first, nullptr, options, spaces.of(worker));
      return;
    }
    const Tokenizer::Side second = side(1, input.pairs, input.pair_word_splits);
    encodings[row] = tokenizer.encode(first, &second, options, spaces.of(worker));
  });
  return encodings;
}

// Whether every row of the input has a layout that says all about it.
bool is_direct_input(const Tokenizer& tokenizer, const Input& input, const EncodeOptions& options) noexcept {
  const postprocess::PostProcessor& post = tokenizer.post_processor();
  for (const bool is_pair : {false, true}) {
    if (is_pair && !input.pairs.given()) continue;
    const postprocess::Layout* layout = post.layout(is_pair, options.add_special_tokens);
    if (layout == nullptr || (options.return_overflow && !layout->overflow_alike)) return false;
    if (options.track_offsets && layout->trims_offsets) return false;
  }
  return true;
}

}  // namespace

bool has_direct_rows(const Tokenizer& tokenizer) noexcept {
  const postprocess::PostProcessor& post = tokenizer.post_processor();
  return post.layout(false, true) != nullptr && post.layout(true, true) != nullptr;
}

std::size_t BatchMemory::capacity_bytes() const noexcept {
  std::size_t bytes = sizeof(BatchMemory) + stores.capacity() * sizeof(TokenStore) +
                      encoded.capacity() * sizeof(Encoded) + rows.capacity() * sizeof(Row);
  for (const TokenStore& store : stores) {
    bytes += (store.ids.capacity() + store.words.capacity()) * sizeof(std::int32_t) +
             store.offsets.capacity() * sizeof(encoding::Offset);
  }
  return bytes;
}

Batch::Batch(std::shared_ptr<const Tokenizer> tokenizer, std::shared_ptr<BatchMemoryPool> pool)
    : tokenizer_(std::move(tokenizer)),
      pool_(std::move(pool)),
      memory_(pool_ != nullptr ? pool_->take() : std::make_unique<BatchMemory>()) {
  clear();
}

Batch::~Batch() {
  if (pool_ != nullptr) pool_->give_back(std::move(memory_));
}

void Batch::encode(const Input& input, const EncodeOptions& options) {
  encode_on(is_direct_input(*tokenizer_, input, options), input, options);
}

void Batch::encode_general(const Input& input, const EncodeOptions& options) {
  encode_on(false, input, options);
}

void Batch::encode_on(bool direct, const Input& input, const EncodeOptions& options) {
  clear();
  options_ = options;
  direct_ = direct;
  try {
    if (direct_) {
      try {
        encode_direct(input);
      } catch (const Error& error) {
        // A row before this one may fail too, in truncation: the smallest is what is reported.
        memory_->encoded.resize(static_cast<std::size_t>(std::max<std::int64_t>(error.row(), 0)));
        plan_rows();
        throw;
      }
      plan_rows();
    } else {
      build_encodings(input);
    }
    measure();
  } catch (...) {
    clear();
    throw;
  }
}

void Batch::clear() noexcept {
  memory_->rows.clear();
  memory_->encoded.clear();
  encodings_.clear();
  width_ = 0;
  tokens_ = 0;
  bytes_ = 0;
}

void Batch::encode_direct(const Input& input) {
  bytes_ = input_bytes(input);
  const std::uint32_t threads = threads_for(options_.num_threads, input.count, bytes_);
  if (memory_->stores.size() < threads + 1) memory_->stores.resize(threads + 1);
  for (TokenStore& store : memory_->stores) store.clear();
  memory_->encoded.resize(input.count);
  const std::vector<bool> is_done = encode_long_rows(input, threads);
  WorkerSpaces spaces(*tokenizer_, threads);
  if (ShortTexts::serves(*tokenizer_, input, options_)) {
    encode_runs(input, threads, is_done, spaces);
    return;
  }
  for_each_row(input.count, threads, [&](std::size_t worker, std::size_t row) {
    if (is_done.empty() || !is_done[row]) encode_one(input, row, worker, spaces.of(worker));
  });
}

// One row, by itself.
void Batch::encode_one(const Input& input, std::size_t row, std::size_t worker,
                       pipeline::Workspace& workspace) {
  TokenStore& store = memory_->stores[worker];
  Encoded encoded;
  encoded.worker = worker;
  encoded.begin = store.ids.size();
  encoded.is_pair = input.row_has_pair(row);
  const postprocess::Layout& layout =
      *tokenizer_->post_processor().layout(encoded.is_pair, options_.add_special_tokens);
  encoded.middle = encode_row(*tokenizer_, input, row, options_, layout, workspace, store);
  encoded.end = store.ids.size();
  memory_->encoded[row] = encoded;
}

// Rows of which many are short texts: runs of them are shared out, so that those of a run are encoded
// together.
void Batch::encode_runs(const Input& input, std::uint32_t threads, const std::vector<bool>& is_done,
                        WorkerSpaces& spaces) {
  const postprocess::Layout& layout =
      *tokenizer_->post_processor().layout(false, options_.add_special_tokens);
  const std::size_t limit = tokens_needed(options_, layout, false);
  const std::size_t run_rows = threads == 1 ? input.count : kRunRows;
  for_each_row((input.count + run_rows - 1) / run_rows, threads, [&](std::size_t worker, std::size_t run) {
    pipeline::Workspace& workspace = spaces.of(worker);
    ShortTexts short_texts(*tokenizer_, options_, worker, workspace, *memory_);
    const std::size_t end = std::min(input.count, (run + 1) * run_rows);
    for (std::size_t row = run * run_rows; row < end; ++row) {
      if (!is_done.empty() && is_done[row]) continue;
      try {
        if (input.row_has_pair(row) || !short_texts.take(row, input.texts.at(row), limit))
          encode_one(input, row, worker, workspace);
      } catch (const Error& error) {
        // Rows before it may fail in truncation.
        short_texts.flush();
        throw error.row() == kNowhere ? error.at_row(static_cast<std::int64_t>(row)) : error;
      }
    }
    short_texts.flush();
  });
}

// Rows of one long text, one after the other, each by all threads, into the given store; answers which rows
// they are. Empty: none of them.
std::vector<bool> Batch::encode_long_rows(const Input& input, std::size_t store) {
  std::vector<bool> is_done;
  if (input.is_pretokenized || bytes_ < kLongText) return is_done;
  for (std::size_t row = 0; row < input.count; ++row) {
    const std::string_view text = input.texts.at(row);
    if (text.size() < kLongText || input.row_has_pair(row)) continue;
    const postprocess::Layout& layout =
        *tokenizer_->post_processor().layout(false, options_.add_special_tokens);
    if (tokens_needed(options_, layout, false) != fused::kNoLimit || options_.strict_utf8 ||
        !is_long_text(*tokenizer_, text, options_))
      continue;
    Encoded encoded;
    encoded.worker = store;
    encoded.begin = memory_->stores[store].ids.size();
    try {
      if (!encode_long(*tokenizer_, text, options_, memory_->stores[store])) continue;
    } catch (const Error& error) {
      throw error.at_row(static_cast<std::int64_t>(row));
    }
    encoded.middle = encoded.end = memory_->stores[store].ids.size();
    memory_->encoded[row] = encoded;
    is_done.resize(input.count);
    is_done[row] = true;
  }
  return is_done;
}

// Truncation and the rows that it makes: (A, B), then (A1, B) (A1, B1) (A1, B2) ... (A, B1) (A, B2) ..., the
// order in which the reference merges overflow parts.
void Batch::plan_rows() {
  const postprocess::PostProcessor& post = tokenizer_->post_processor();
  std::vector<SequencePart> parts[2];
  for (std::size_t input = 0; input < memory_->encoded.size(); ++input) {
    const Encoded& encoded = memory_->encoded[input];
    Row row;
    row.input = input;
    row.store = &memory_->stores[encoded.worker];
    row.layout = post.layout(encoded.is_pair, options_.add_special_tokens);
    const std::size_t first = encoded.middle - encoded.begin;
    const std::size_t second = encoded.end - encoded.middle;
    pipeline::Kept kept{first, second, false};
    try {
      kept = pipeline::plan_truncation(first, second, encoded.is_pair, row.layout->specials, options_);
      if (!kept.truncated) kept = pipeline::Kept{first, second, false};
      cut(encoded.begin, encoded.middle, kept.first, options_.stride, options_.truncation_direction,
          kept.truncated, parts[0]);
      cut(encoded.middle, encoded.end, kept.second, options_.stride, options_.truncation_direction,
          kept.truncated && encoded.is_pair, parts[1]);
    } catch (const Error& error) {
      throw error.at_row(static_cast<std::int64_t>(input));
    }
    const auto add = [&](std::size_t a, std::size_t b) {
      row.parts[0] = parts[0][a];
      row.parts[1] = parts[1][b];
      memory_->rows.push_back(row);
    };
    add(0, 0);
    if (!options_.return_overflow) continue;
    for (std::size_t a = 1; a < parts[0].size(); ++a) {
      for (std::size_t b = 0; b < parts[1].size(); ++b) add(a, b);
    }
    for (std::size_t b = 1; b < parts[1].size(); ++b) add(0, b);
  }
}

void Batch::build_encodings(const Input& input) {
  EncodeOptions unpadded = options_;
  unpadded.padding = PaddingStrategy::kNone;
  bytes_ = input_bytes(input);
  encodings_ = encode_rows(*tokenizer_, input, unpadded, bytes_);
  for (std::size_t i = 0; i < encodings_.size(); ++i) {
    Row row;
    row.input = i;
    row.encoding = &encodings_[i];
    memory_->rows.push_back(row);
    if (!options_.return_overflow) continue;
    for (const Encoding& part : encodings_[i].overflowing) {
      row.encoding = &part;
      memory_->rows.push_back(row);
    }
  }
}

void Batch::measure() {
  std::size_t longest = 0;
  std::size_t longest_main = 0;
  for (std::size_t i = 0; i < memory_->rows.size(); ++i) {
    const std::size_t length = memory_->rows[i].length();
    tokens_ += length;
    longest = std::max(longest, length);
    // The main row of an input is its first; overflow parts do not decide the width of padding.
    if (i == 0 || memory_->rows[i].input != memory_->rows[i - 1].input)
      longest_main = std::max(longest_main, length);
  }
  std::size_t target = 0;
  if (options_.padding == PaddingStrategy::kLongest) target = longest_main;
  if (options_.padding == PaddingStrategy::kFixed) target = options_.pad_to_length;
  width_ = std::max(longest, pipeline::padded_length(target, options_.pad_to_multiple_of));
}

void Batch::check_tracked(const Tensor* fields) const {
  const auto wants = [&](Field field) { return fields[static_cast<std::size_t>(field)].data != nullptr; };
  if (wants(Field::kOffsets) && !options_.track_offsets) {
    throw Error(Status::kInvalidArgument, "offsets were not tracked: encode with BTT_ENCODE_TRACK_OFFSETS");
  }
  if (wants(Field::kWords) && !options_.track_words) {
    throw Error(Status::kInvalidArgument, "word ids were not tracked: encode with BTT_ENCODE_TRACK_WORDS");
  }
}

void Batch::write(const Matrix& matrix) const {
  check_tracked(matrix.fields);
  if (rows() > matrix.rows || width() > matrix.width) {
    throw Error(Status::kBufferTooSmall, "the result has " + std::to_string(rows()) + " rows of " +
                                             std::to_string(width()) + " tokens, the buffers hold " +
                                             std::to_string(matrix.rows) + " of " +
                                             std::to_string(matrix.width));
  }
  const std::size_t packed = options_.padding == PaddingStrategy::kLongest ? width() : matrix.width;
  RowPadding padding;
  // Padded rows fill the matrix, also where a row is longer than the target.
  padding.width = options_.padding == PaddingStrategy::kNone ? 0 : width();
  padding.direction = options_.pad.direction;
  padding.id = options_.pad.id;
  padding.type_id = options_.pad.type_id;
  const std::uint32_t threads = threads_for(options_.num_threads, rows(), rows() * width() / kCellsPerByte);
  for_each_row(rows(), threads, [&](std::size_t, std::size_t r) {
    for (std::size_t f = 0; f < kFields; ++f) {
      const Tensor& tensor = matrix.fields[f];
      if (tensor.data == nullptr) continue;
      const auto field = static_cast<Field>(f);
      const std::size_t tight = field == Field::kOffsets ? 2 * packed : packed;
      write_row(memory_->rows[r], field, padding, tensor, r * (tensor.stride != 0 ? tensor.stride : tight));
    }
    if (matrix.lengths.data != nullptr) {
      write_element(matrix.lengths, r, static_cast<std::int64_t>(memory_->rows[r].length()));
    }
    if (matrix.sample_index.data != nullptr) {
      write_element(matrix.sample_index, r, static_cast<std::int64_t>(memory_->rows[r].input));
    }
  });
}

void Batch::write_ragged(const Flat& flat) const {
  check_tracked(flat.fields);
  if (rows() > flat.rows || tokens() > flat.tokens || flat.row_offsets == nullptr) {
    throw Error(Status::kBufferTooSmall, "the result has " + std::to_string(rows()) + " rows of together " +
                                             std::to_string(tokens()) + " tokens, the buffers hold " +
                                             std::to_string(flat.rows) + " and " +
                                             std::to_string(flat.tokens));
  }
  flat.row_offsets[0] = 0;
  for (std::size_t r = 0; r < rows(); ++r) {
    flat.row_offsets[r + 1] = flat.row_offsets[r] + static_cast<std::int64_t>(memory_->rows[r].length());
  }
  const std::uint32_t threads = threads_for(options_.num_threads, rows(), tokens() / kCellsPerByte);
  for_each_row(rows(), threads, [&](std::size_t, std::size_t r) {
    const auto at = static_cast<std::size_t>(flat.row_offsets[r]);
    for (std::size_t f = 0; f < kFields; ++f) {
      if (flat.fields[f].data == nullptr) continue;
      const auto field = static_cast<Field>(f);
      write_row(memory_->rows[r], field, RowPadding(), flat.fields[f],
                field == Field::kOffsets ? 2 * at : at);
    }
    if (flat.sample_index.data != nullptr) {
      write_element(flat.sample_index, r, static_cast<std::int64_t>(memory_->rows[r].input));
    }
  });
}

std::vector<Encoding> encode_encodings(const Tokenizer& tokenizer, const Input& input,
                                       const EncodeOptions& options) {
  std::vector<Encoding> encodings = encode_rows(tokenizer, input, options, input_bytes(input));
  if (options.padding != PaddingStrategy::kLongest) return encodings;
  // Every row is padded to itself by now; the longest main row decides for all.
  std::size_t longest = 0;
  for (const Encoding& encoding : encodings) longest = std::max(longest, encoding.size());
  const std::size_t target = pipeline::padded_length(longest, options.pad_to_multiple_of);
  for (Encoding& encoding : encodings) encoding.pad(target, options.pad);
  return encodings;
}

void count_tokens(const Tokenizer& tokenizer, const Input& input, const EncodeOptions& options,
                  std::int64_t* out_lengths) {
  EncodeOptions counting = options;
  counting.padding = PaddingStrategy::kNone;
  counting.return_overflow = false;
  counting.stride = 0;  // of the overflow parts, which are not looked at
  counting.track_offsets = false;
  counting.track_words = false;
  if (!is_direct_input(tokenizer, input, counting)) {
    const std::vector<Encoding> encodings = encode_rows(tokenizer, input, counting, input_bytes(input));
    for (std::size_t row = 0; row < input.count; ++row) {
      out_lengths[row] = static_cast<std::int64_t>(encodings[row].size());
    }
    return;
  }
  const std::uint32_t threads = threads_for(options.num_threads, input.count, input_bytes(input));
  WorkerSpaces spaces(tokenizer, threads);
  std::vector<TokenStore> stores(threads);
  for_each_row(input.count, threads, [&](std::size_t worker, std::size_t row) {
    TokenStore& store = stores[worker];
    store.clear();
    const bool is_pair = input.row_has_pair(row);
    const postprocess::Layout& layout =
        *tokenizer.post_processor().layout(is_pair, options.add_special_tokens);
    const std::size_t first = encode_row(tokenizer, input, row, counting, layout, spaces.of(worker), store);
    const std::size_t second = store.ids.size() - first;
    const pipeline::Kept kept = pipeline::plan_truncation(first, second, is_pair, layout.specials, counting);
    out_lengths[row] = static_cast<std::int64_t>(kept.first + kept.second + layout.specials);
  });
}

DecodedRows decode_rows(const Tokenizer& tokenizer, const IdRows& ids, const DecodeOptions& options) {
  const auto row_begin = [&](std::size_t row) {
    return ids.row_offsets != nullptr ? static_cast<std::size_t>(ids.row_offsets[row])
                                      : row * (ids.stride != 0 ? ids.stride : ids.width);
  };
  const auto row_length = [&](std::size_t row) {
    if (ids.row_offsets != nullptr)
      return static_cast<std::size_t>(ids.row_offsets[row + 1] - ids.row_offsets[row]);
    return ids.lengths != nullptr ? static_cast<std::size_t>(ids.lengths[row]) : ids.width;
  };
  std::size_t total = 0;
  for (std::size_t row = 0; row < ids.rows; ++row) total += row_length(row);
  const pipeline::DecodeTable* const table = tokenizer.decode_table(options.keep_spaces);
  const std::size_t bytes = table != nullptr ? total / kTableIdsPerByte : total * kBytesPerStagedId;
  const std::uint32_t threads = threads_for(options.num_threads, ids.rows, bytes);
  DecodedRows texts(ids.rows, threads);
  for_each_row(ids.rows, threads, [&](std::size_t worker, std::size_t row) {
    GrownArray<char>& store = texts.store(worker);
    const auto decode = [&](const auto* data) {
      const std::size_t count = row_length(row);
      const auto* const given = count == 0 ? data : data + row_begin(row);
      if (table != nullptr)
        return table->decode(given, count, options.skip_special_tokens, options.strict_ids, store);
      const std::vector<std::int64_t> wide(given, given + count);
      std::string text;
      tokenizer.decode_by_stages(wide.data(), count, options.skip_special_tokens, options.keep_spaces,
                                 options.strict_ids, text);
      const std::size_t begin = store.size();
      store.append(text.data(), text.size());
      return begin;
    };
    const std::size_t begin = ids.is_64 ? decode(static_cast<const std::int64_t*>(ids.data))
                                        : decode(static_cast<const std::int32_t*>(ids.data));
    texts.set(row, worker, begin);
  });
  return texts;
}

}  // namespace btt::batch
