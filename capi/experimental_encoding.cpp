// Encodings as objects: the reference's Encoding over the C interface.
#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "batch/batch.hpp"
#include "encoding_bytes.hpp"
#include "experimental.hpp"
#include "handle.hpp"
#include "input.hpp"
#include "options.hpp"
#include "structs.hpp"
#include "text.hpp"

namespace btt::capi {

using encoding::Encoding;
using encoding::Offset;

static_assert(sizeof(Offset) == 2 * sizeof(std::int32_t));
static_assert(static_cast<int>(encoding::Direction::kRight) == 0 &&
              static_cast<int>(encoding::Direction::kLeft) == 1);

void start_output(btt_x_encoding** out_encoding) {
  if (out_encoding != nullptr) *out_encoding = nullptr;
}

void make_encoding(Encoding value, btt_x_encoding** out_encoding) {
  check_depth(value);
  *out_encoding = new btt_x_encoding{std::move(value)};
}

std::string pad_token_of(btt_str given) {
  if (given.data == nullptr && given.size == 0) return "[PAD]";
  std::string storage;
  return std::string(repaired_text(view_of(given.data, given.size, "pad_token"), storage, "pad_token"));
}

namespace {

const Encoding& value_of(const btt_x_encoding* encoding) {
  require(encoding, "encoding");
  return encoding->value;
}

encoding::Direction direction_of(std::int32_t direction) {
  if (direction != 0 && direction != 1)
    refuse("direction " + std::to_string(direction) + " is no such constant");
  return static_cast<encoding::Direction>(direction);
}

// Changes a copy and puts it in place: after a failure the encoding is what it was.
template <typename Change>
void change(btt_x_encoding* encoding, Change&& apply) {
  require(encoding, "encoding");
  Encoding changed = encoding->value;
  apply(changed);
  check_depth(changed);
  encoding->value = std::move(changed);
}

template <typename T>
std::int64_t index_or_none(const std::optional<T>& value) {
  return value ? static_cast<std::int64_t>(*value) : std::int64_t{-1};
}

void write_range(const std::optional<Offset>& range, std::int64_t* out_begin, std::int64_t* out_end) {
  *out_begin = range ? range->begin : -1;
  *out_end = range ? range->end : -1;
}

void require_range(const std::int64_t* out_begin, const std::int64_t* out_end) {
  require(out_begin, "out_begin");
  require(out_end, "out_end");
}

void encode(const btt_tokenizer* tokenizer, const btt_input* input, const btt_encode_options* options,
            btt_str pad_token, btt_x_encoding** out_encodings) {
  const pipeline::Tokenizer& core = core_of(tokenizer);
  const btt_input texts = read_struct(input, "input");
  check_row_count(texts.count);
  if (texts.count != 0) require(out_encodings, "out_encodings");
  std::fill_n(out_encodings, texts.count, nullptr);
  Options call = read_options(options, core, PaddingUse::kApplied);
  call.encode.return_overflow = true;
  call.encode.track_tokens = call.encode.track_words;
  call.encode.pair_type_is_zero = !call.encode.track_words && !call.encode.track_offsets;
  call.encode.pad.token = pad_token_of(pad_token);
  const TextInput text(texts, call.is_pretokenized);
  std::vector<Encoding> encodings = batch::encode_encodings(core, text.input(), call.encode);
  std::vector<std::unique_ptr<btt_x_encoding>> handles;
  handles.reserve(encodings.size());
  for (Encoding& encoding : encodings) {
    handles.push_back(std::make_unique<btt_x_encoding>(btt_x_encoding{std::move(encoding)}));
  }
  for (std::size_t i = 0; i < handles.size(); ++i) out_encodings[i] = handles[i].release();
}

}  // namespace
}  // namespace btt::capi

using btt::capi::guarded;
using btt::capi::refuse;
using btt::capi::require;
using btt::capi::value_of;
using btt::encoding::Encoding;

extern "C" {

btt_status btt_x_encode(const btt_tokenizer* tokenizer, const btt_input* input,
                        const btt_encode_options* options, btt_str pad_token,
                        btt_x_encoding** out_encodings) {
  return guarded([&] { btt::capi::encode(tokenizer, input, options, pad_token, out_encodings); });
}

btt_status btt_x_encoding_create(btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    require(out_encoding, "out_encoding");
    *out_encoding = new btt_x_encoding();
  });
}

btt_status btt_x_encoding_copy(const btt_x_encoding* encoding, btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    const Encoding& value = value_of(encoding);
    require(out_encoding, "out_encoding");
    *out_encoding = new btt_x_encoding{value};
  });
}

void btt_x_encoding_free(btt_x_encoding* encoding) {
  delete encoding;
}

btt_status btt_x_encoding_get(const btt_x_encoding* encoding, btt_x_encoding_view* out_view) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    const std::size_t size = btt::capi::struct_size_of(out_view, "out_view");
    btt::capi::require_zero_tail(out_view, size, "out_view");
    btt_x_encoding_view view;
    std::memset(&view, 0, sizeof(view));
    view.size = value.size();
    view.n_sequences = value.n_sequences();
    view.n_overflowing = value.overflowing.size();
    view.ids = value.ids.data();
    view.type_ids = value.type_ids.data();
    view.words = value.words.data();
    view.offsets = reinterpret_cast<const std::int32_t*>(value.offsets.data());
    view.special_tokens_mask = value.special_tokens_mask.data();
    view.attention_mask = value.attention_mask.data();
    btt::capi::write_struct(out_view, view, size);
  });
}

btt_status btt_x_encoding_token(const btt_x_encoding* encoding, size_t index, btt_str* out_token) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    require(out_token, "out_token");
    if (index >= value.tokens.size()) {
      refuse("index " + std::to_string(index) + ", the encoding has " + std::to_string(value.tokens.size()) +
             " tokens");
    }
    *out_token = btt::capi::borrowed(value.tokens[index]);
  });
}

btt_status btt_x_encoding_tokens(const btt_x_encoding* encoding, char* buffer, size_t buffer_bytes,
                                 int64_t* out_offsets) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    require(out_offsets, "out_offsets");
    out_offsets[0] = 0;
    for (std::size_t i = 0; i < value.tokens.size(); ++i) {
      out_offsets[i + 1] = out_offsets[i] + static_cast<int64_t>(value.tokens[i].size());
    }
    const auto needed = static_cast<std::size_t>(out_offsets[value.tokens.size()]);
    if (needed > buffer_bytes) {
      throw btt::Error(btt::Status::kBufferTooSmall, "the texts take " + std::to_string(needed) +
                                                         " bytes, the buffer has " +
                                                         std::to_string(buffer_bytes));
    }
    if (needed != 0) require(buffer, "buffer");
    char* out = buffer;
    for (const std::string& token : value.tokens) out = std::copy(token.begin(), token.end(), out);
  });
}

btt_status btt_x_encoding_sequence_ids(const btt_x_encoding* encoding, int32_t* out_sequence_ids) {
  return guarded([&] {
    const std::vector<std::int32_t> ids = value_of(encoding).sequence_ids();
    if (ids.empty()) return;
    require(out_sequence_ids, "out_sequence_ids");
    std::copy(ids.begin(), ids.end(), out_sequence_ids);
  });
}

btt_status btt_x_encoding_overflowing(const btt_x_encoding* encoding, size_t index,
                                      btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    const Encoding& value = value_of(encoding);
    require(out_encoding, "out_encoding");
    if (index >= value.overflowing.size()) {
      refuse("index " + std::to_string(index) + ", the encoding has " +
             std::to_string(value.overflowing.size()) + " overflow parts");
    }
    *out_encoding = new btt_x_encoding{value.overflowing[index]};
  });
}

btt_status btt_x_encoding_char_to_token(const btt_x_encoding* encoding, size_t position, size_t sequence,
                                        int64_t* out_index) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    require(out_index, "out_index");
    *out_index = btt::capi::index_or_none(value.char_to_token(position, sequence));
  });
}

btt_status btt_x_encoding_char_to_word(const btt_x_encoding* encoding, size_t position, size_t sequence,
                                       int64_t* out_index) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    require(out_index, "out_index");
    *out_index = btt::capi::index_or_none(value.char_to_word(position, sequence));
  });
}

btt_status btt_x_encoding_token_to_sequence(const btt_x_encoding* encoding, size_t token,
                                            int64_t* out_sequence) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    require(out_sequence, "out_sequence");
    *out_sequence = btt::capi::index_or_none(value.token_to_sequence(token));
  });
}

btt_status btt_x_encoding_token_to_word(const btt_x_encoding* encoding, size_t token, int64_t* out_word) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    require(out_word, "out_word");
    *out_word = btt::capi::index_or_none(value.token_to_word(token));
  });
}

btt_status btt_x_encoding_token_to_chars(const btt_x_encoding* encoding, size_t token, int64_t* out_begin,
                                         int64_t* out_end) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    btt::capi::require_range(out_begin, out_end);
    btt::capi::write_range(value.token_to_chars(token), out_begin, out_end);
  });
}

btt_status btt_x_encoding_word_to_tokens(const btt_x_encoding* encoding, size_t word, size_t sequence,
                                         int64_t* out_begin, int64_t* out_end) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    btt::capi::require_range(out_begin, out_end);
    const std::optional<btt::encoding::Range> range = value.word_to_tokens(word, sequence);
    *out_begin = range ? static_cast<std::int64_t>(range->first) : -1;
    *out_end = range ? static_cast<std::int64_t>(range->second) : -1;
  });
}

btt_status btt_x_encoding_word_to_chars(const btt_x_encoding* encoding, size_t word, size_t sequence,
                                        int64_t* out_begin, int64_t* out_end) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    btt::capi::require_range(out_begin, out_end);
    btt::capi::write_range(value.word_to_chars(word, sequence), out_begin, out_end);
  });
}

btt_status btt_x_encoding_set_sequence_id(btt_x_encoding* encoding, size_t sequence) {
  return guarded([&] {
    require(encoding, "encoding");
    encoding->value.set_sequence_id(sequence);
  });
}

btt_status btt_x_encoding_truncate(btt_x_encoding* encoding, size_t max_length, size_t stride,
                                   int32_t direction) {
  return guarded([&] {
    const btt::encoding::Direction side = btt::capi::direction_of(direction);
    btt::capi::change(encoding, [&](Encoding& value) { value.truncate(max_length, stride, side); });
  });
}

btt_status btt_x_encoding_pad(btt_x_encoding* encoding, size_t target_length, int32_t pad_id,
                              int32_t pad_type_id, btt_str pad_token, int32_t direction) {
  return guarded([&] {
    btt::encoding::Padding padding;
    padding.id = pad_id;
    padding.type_id = pad_type_id;
    padding.token = btt::capi::pad_token_of(pad_token);
    padding.direction = btt::capi::direction_of(direction);
    if (target_length > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
      throw btt::Error(btt::Status::kLimit, "target_length is " + std::to_string(target_length));
    }
    btt::capi::change(encoding, [&](Encoding& value) { value.pad(target_length, padding); });
  });
}

btt_status btt_x_encoding_merge(const btt_x_encoding* const* encodings, size_t count, int32_t growing_offsets,
                                btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    require(out_encoding, "out_encoding");
    if (encodings == nullptr && count != 0) refuse("encodings is NULL, count is not 0");
    std::vector<Encoding> values;
    for (std::size_t i = 0; i < count; ++i) {
      if (encodings[i] == nullptr) refuse("encodings[" + std::to_string(i) + "] is NULL");
      values.push_back(encodings[i]->value);
    }
    btt::capi::make_encoding(Encoding::merge(std::move(values), growing_offsets != 0), out_encoding);
  });
}

btt_status btt_x_encoding_serialize(const btt_x_encoding* encoding, char* buffer, size_t buffer_bytes,
                                    size_t* out_bytes) {
  return guarded([&] {
    const Encoding& value = value_of(encoding);
    btt::capi::check_buffer(buffer, buffer_bytes, out_bytes);
    btt::capi::write_text(btt::capi::encoding_to_bytes(value), buffer, buffer_bytes, out_bytes);
  });
}

btt_status btt_x_encoding_deserialize(const void* data, size_t data_bytes, btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    const std::string_view bytes = btt::capi::view_of(static_cast<const char*>(data), data_bytes, "data");
    require(out_encoding, "out_encoding");
    btt::capi::make_encoding(btt::capi::encoding_from_bytes(bytes), out_encoding);
  });
}

}  // extern "C"
