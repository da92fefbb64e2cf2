// Ids back to text.
#include <cstring>
#include <limits>
#include <string>
#include <string_view>

#include "batch/batch.hpp"
#include "handle.hpp"
#include "structs.hpp"
#include "text.hpp"

namespace btt::capi {
namespace {

constexpr std::uint32_t kDecodeFlags =
    BTT_DECODE_SKIP_SPECIAL_TOKENS | BTT_DECODE_KEEP_SPACES | BTT_DECODE_STRICT_IDS;

batch::DecodeOptions read_decode_options(const btt_decode_options* options) {
  const btt_decode_options given = read_optional_struct(options, "options");
  if ((given.flags & ~kDecodeFlags) != 0) {
    refuse("options: unknown flags " + std::to_string(given.flags & ~kDecodeFlags));
  }
  batch::DecodeOptions decode;
  decode.skip_special_tokens = (given.flags & BTT_DECODE_SKIP_SPECIAL_TOKENS) != 0;
  decode.keep_spaces = (given.flags & BTT_DECODE_KEEP_SPACES) != 0;
  decode.strict_ids = (given.flags & BTT_DECODE_STRICT_IDS) != 0;
  decode.num_threads = given.num_threads;
  return decode;
}

[[noreturn]] void overflow() {
  throw Error(Status::kLimit, "ids: rows and width reach beyond the address space");
}

std::size_t multiply(std::size_t a, std::size_t b) {
  std::size_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) overflow();
  return product;
}

// Checks flat rows and answers the end of the last one.
std::size_t check_flat(const btt_ids& given) {
  if (given.width != 0) refuse("ids: width and row_offsets are both given");
  if (given.row_stride != 0) refuse("ids: row_stride is given with row_offsets");
  if (given.lengths != nullptr) refuse("ids: lengths are given with row_offsets");
  if (given.row_offsets[0] < 0) refuse("ids: row_offsets[0] is negative", given.rows == 0 ? kNowhere : 0);
  for (std::size_t row = 0; row < given.rows; ++row) {
    if (given.row_offsets[row + 1] < given.row_offsets[row]) {
      refuse("ids: row_offsets[" + std::to_string(row + 1) + "] is below the entry before it",
             static_cast<std::int64_t>(row));
    }
  }
  const auto begin = static_cast<std::size_t>(given.row_offsets[0]);
  const auto end = static_cast<std::size_t>(given.row_offsets[given.rows]);
  return end == begin ? 0 : end;
}

// Checks a matrix and answers the number of integers from its first cell to its last.
std::size_t check_matrix(const btt_ids& given) {
  if (given.row_stride != 0 && given.row_stride < given.width) {
    refuse("ids: row_stride " + std::to_string(given.row_stride) + " is below the width " +
           std::to_string(given.width));
  }
  for (std::size_t row = 0; given.lengths != nullptr && row < given.rows; ++row) {
    const std::int64_t length = given.lengths[row];
    if (length < 0 || static_cast<std::uint64_t>(length) > given.width) {
      refuse("ids: lengths[" + std::to_string(row) + "] is " + std::to_string(length) + ", the width is " +
                 std::to_string(given.width),
             static_cast<std::int64_t>(row));
    }
  }
  if (given.rows == 0 || given.width == 0) return 0;
  std::size_t cells = 0;
  const std::size_t stride = given.row_stride != 0 ? given.row_stride : given.width;
  if (__builtin_add_overflow(multiply(given.rows - 1, stride), given.width, &cells)) overflow();
  return cells;
}

batch::IdRows read_ids(const btt_ids* ids) {
  const btt_ids given = read_struct(ids, "ids");
  if (given.reserved != 0) refuse("ids: reserved is not 0");
  if (given.rows > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(Status::kLimit, "ids: " + std::to_string(given.rows) + " rows, the limit is 2^31 - 1");
  }
  const bool is_64 = given.dtype == BTT_INT64;
  // Without data nothing is read, so there is no type to know.
  if (!is_64 && given.dtype != BTT_INT32 && !(given.data == nullptr && given.dtype == 0)) {
    refuse("ids: dtype " + std::to_string(given.dtype) + " is no such constant");
  }
  const std::size_t cells = given.row_offsets != nullptr ? check_flat(given) : check_matrix(given);
  const std::size_t item = is_64 ? sizeof(std::int64_t) : sizeof(std::int32_t);
  const auto address = reinterpret_cast<std::uintptr_t>(given.data);
  if (cells != 0 && given.data == nullptr) refuse("ids: data is NULL");
  if (address % item != 0) refuse("ids: data is not aligned to " + std::to_string(item) + " bytes");
  std::uintptr_t end = 0;
  if (__builtin_add_overflow(address, multiply(cells, item), &end)) overflow();

  batch::IdRows rows;
  rows.data = given.data;
  rows.is_64 = is_64;
  rows.rows = given.rows;
  rows.width = given.width;
  rows.stride = given.row_stride;
  rows.lengths = given.lengths;
  rows.row_offsets = given.row_offsets;
  return rows;
}

}  // namespace
}  // namespace btt::capi

using btt::capi::guarded;
using btt::capi::refuse;
using btt::capi::require;

extern "C" {

btt_status btt_decode(const btt_tokenizer* tokenizer, const btt_ids* ids, const btt_decode_options* options,
                      char* buffer, size_t buffer_bytes, size_t* out_bytes) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const btt::batch::IdRows rows = btt::capi::read_ids(ids);
    const btt::batch::DecodeOptions call = btt::capi::read_decode_options(options);
    btt::capi::check_buffer(buffer, buffer_bytes, out_bytes);
    if (rows.rows != 1) refuse("ids: " + std::to_string(rows.rows) + " rows, expected one");
    const btt::batch::DecodedRows texts = btt::batch::decode_rows(core, rows, call);
    btt::capi::write_text(texts.text(0), buffer, buffer_bytes, out_bytes);
  });
}

btt_status btt_decode_batch(const btt_tokenizer* tokenizer, const btt_ids* ids,
                            const btt_decode_options* options, char* buffer, size_t buffer_bytes,
                            int64_t* out_offsets) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const btt::batch::IdRows rows = btt::capi::read_ids(ids);
    const btt::batch::DecodeOptions call = btt::capi::read_decode_options(options);
    if (buffer == nullptr && buffer_bytes != 0) refuse("buffer is NULL, buffer_bytes is not 0");
    require(out_offsets, "out_offsets");
    const btt::batch::DecodedRows texts = btt::batch::decode_rows(core, rows, call);
    std::size_t total = 0;
    out_offsets[0] = 0;
    for (std::size_t row = 0; row < texts.rows(); ++row) {
      total += texts.text(row).size();
      out_offsets[row + 1] = static_cast<std::int64_t>(total);
    }
    if (total > buffer_bytes) {
      throw btt::Error(btt::Status::kBufferTooSmall, "buffer has " + std::to_string(buffer_bytes) +
                                                         " bytes, needed are " + std::to_string(total));
    }
    char* at = buffer;
    for (std::size_t row = 0; row < texts.rows(); ++row) {
      const std::string_view text = texts.text(row);
      if (text.empty()) continue;
      std::memcpy(at, text.data(), text.size());
      at += text.size();
    }
  });
}

}  // extern "C"
