// Decoding of ids chosen by the input, in and out of the vocabulary, as a matrix and flat.
//
// Rows of btt_decode_batch equal btt_decode of each row; a buffer that is too small is reported with the size
// that then suffices; with BTT_DECODE_STRICT_IDS the call fails if and only if an id has no token.
#include <vector>

#include "fuzz_support.hpp"

namespace {

using fuzz::require;
using fuzz::require_ok;

constexpr char kUntouched = '\x7f';

bool has_token(const btt_tokenizer* tokenizer, std::int64_t id) {
  btt_str token{};
  return btt_id_to_token(tokenizer, id, &token) == BTT_OK;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const btt_tokenizer* tokenizer = fuzz::tiny_tokenizer();
  fuzz::Choices choices(data, size);
  btt_decode_options options{};
  options.struct_size = sizeof(options);
  options.flags =
      choices.byte() & (BTT_DECODE_SKIP_SPECIAL_TOKENS | BTT_DECODE_KEEP_SPACES | BTT_DECODE_STRICT_IDS);
  options.num_threads = 1 + static_cast<std::uint32_t>(choices.below(2));
  const bool flat = choices.yes();
  const bool narrow = choices.yes();
  const std::size_t rows = choices.below(5);
  const std::size_t width = choices.below(12);
  const std::size_t stride = flat ? width : width + choices.below(3);

  std::vector<std::int64_t> ids;
  for (std::size_t i = 0; i < rows * stride + 1; ++i) {
    const std::uint8_t kind = choices.byte();
    if (kind < 250) {
      ids.push_back(kind % 110);
    } else {
      ids.push_back(kind < 253 ? static_cast<std::int32_t>(choices.word()) : INT64_C(1) << (kind - 221));
    }
    if (narrow) ids.back() = static_cast<std::int32_t>(ids.back());
  }
  const std::vector<std::int32_t> narrow_ids = [&] {
    std::vector<std::int32_t> cut;
    for (const std::int64_t id : ids) cut.push_back(static_cast<std::int32_t>(id));
    return cut;
  }();
  std::vector<std::int64_t> lengths;
  std::vector<std::int64_t> row_offsets{0};
  for (std::size_t row = 0; row < rows; ++row) {
    lengths.push_back(static_cast<std::int64_t>(choices.below(width + 1)));
    row_offsets.push_back(row_offsets.back() + lengths.back());
  }

  btt_ids all{};
  all.struct_size = sizeof(all);
  all.data = narrow ? static_cast<const void*>(narrow_ids.data()) : ids.data();
  all.dtype = narrow ? BTT_INT32 : BTT_INT64;
  all.rows = rows;
  if (flat) {
    all.row_offsets = row_offsets.data();
  } else {
    all.width = width;
    all.row_stride = stride;
    all.lengths = lengths.data();
  }

  bool unknown = false;
  const auto first_of = [&](std::size_t row) {
    return flat ? static_cast<std::size_t>(row_offsets[row]) : row * stride;
  };
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < static_cast<std::size_t>(lengths[row]); ++i) {
      unknown = unknown || !has_token(tokenizer, ids[first_of(row) + i]);
    }
  }

  std::vector<std::int64_t> text_offsets(rows + 1, -1);
  const btt_status asked = btt_decode_batch(tokenizer, &all, &options, nullptr, 0, text_offsets.data());
  if ((options.flags & BTT_DECODE_STRICT_IDS) != 0 && unknown) {
    require(asked == BTT_ERR_NOT_FOUND, "strict ids: an unknown id is an error");
    return 0;
  }
  require(asked == BTT_OK || asked == BTT_ERR_BUFFER_TOO_SMALL, "a size question is legal");
  require(text_offsets.front() == 0 && (asked == BTT_OK) == (text_offsets.back() == 0),
          "offsets are complete");
  const auto needed = static_cast<std::size_t>(text_offsets.back());

  std::string texts(needed + 1, kUntouched);
  std::vector<std::int64_t> again(rows + 1, -1);
  require_ok(btt_decode_batch(tokenizer, &all, &options, texts.data(), needed, again.data()),
             "the size suffices");
  require(again == text_offsets, "and is the same");
  require(texts.back() == kUntouched, "nothing behind the capacity is written");
  if (needed > 0) {
    std::string small(needed, kUntouched);
    require(btt_decode_batch(tokenizer, &all, &options, small.data(), needed - 1, again.data()) ==
                BTT_ERR_BUFFER_TOO_SMALL,
            "one byte less is too small");
    require(small.back() == kUntouched && again == text_offsets, "and says what is needed");
  }

  for (std::size_t row = 0; row < rows; ++row) {
    require(text_offsets[row] <= text_offsets[row + 1], "offsets ascend");
    const auto length = static_cast<std::size_t>(lengths[row]);
    btt_ids one{};
    one.struct_size = sizeof(one);
    one.data =
        narrow ? static_cast<const void*>(narrow_ids.data() + first_of(row)) : ids.data() + first_of(row);
    one.dtype = all.dtype;
    one.rows = 1;
    one.width = length;
    const std::int64_t bounds[] = {0, static_cast<std::int64_t>(length)};
    if (length == 0) one.row_offsets = bounds;
    const auto begin = static_cast<std::size_t>(text_offsets[row]);
    const auto end = static_cast<std::size_t>(text_offsets[row + 1]);
    std::string text(end - begin + 1, kUntouched);
    std::size_t out_bytes = 0;
    require_ok(btt_decode(tokenizer, &one, &options, text.data(), end - begin, &out_bytes),
               "btt_decode of one row");
    require(out_bytes == end - begin && text.compare(0, out_bytes, texts, begin, out_bytes) == 0 &&
                text.back() == kUntouched,
            "a row alone decodes as in the batch");
  }
  return 0;
}
