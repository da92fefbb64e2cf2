// One-shot encoding and counting.
#include <algorithm>
#include <vector>

#include "batch/batch.hpp"
#include "handle.hpp"
#include "input.hpp"
#include "options.hpp"
#include "structs.hpp"
#include "tensor.hpp"
#include "text/span.hpp"

namespace btt::capi {
namespace {

// An upper bound of the tokens of `bytes` bytes, whatever they are.
//
// The models give at most one token per character of normalized text. Added tokens are no exception: each
// takes at least one character away from the normalizer or the model, and no normalizer states less than one
// character per byte.
std::size_t max_tokens(const pipeline::Tokenizer& tokenizer, std::size_t bytes) {
  if (bytes > text::kMaxTextBytes) {
    throw Error(Status::kLimit, "text_bytes is " + std::to_string(bytes) + ", the limit is 2 GiB");
  }
  const std::size_t normalized = tokenizer.stages().normalizer->max_chars(bytes);
  if (bytes != 0 && normalized == 0) {
    throw Error(Status::kUnsupported, "the tokenizer's normalizer states no bound");
  }
  const std::size_t tokens =
      tokenizer.model().max_tokens(tokenizer.stages().pre_tokenizer->max_chars(normalized));
  std::size_t total = 0;
  if (__builtin_add_overflow(tokens, tokenizer.post_processor().added_tokens(false), &total)) {
    throw Error(Status::kLimit, "the bound overflows");
  }
  return total;
}

}  // namespace
}  // namespace btt::capi

using btt::capi::guarded;
using btt::capi::PaddingUse;
using btt::capi::require;

extern "C" {

btt_status btt_get_default_options(const btt_tokenizer* tokenizer, btt_encode_options* options) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const std::size_t size = btt::capi::struct_size_of(options, "options");
    const btt_encode_options defaults = btt::capi::default_options(core);
    // Everything is overwritten, also what only a later version knows.
    if (size > sizeof(*options)) {
      std::fill_n(reinterpret_cast<unsigned char*>(options) + sizeof(*options), size - sizeof(*options),
                  static_cast<unsigned char>(0));
    }
    btt::capi::write_struct(options, defaults, size);
  });
}

btt_status btt_encode_batch(const btt_tokenizer* tokenizer, const btt_input* input,
                            const btt_encode_options* options, btt_output* output) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const btt_input texts = btt::capi::read_struct(input, "input");
    const btt_output wanted = btt::capi::read_struct(output, "output");
    btt::capi::Options call = btt::capi::read_options(options, core, PaddingUse::kApplied);
    call.encode.track_offsets = wanted.offsets.data != nullptr;
    call.encode.track_words = wanted.word_ids.data != nullptr;
    const btt::batch::Matrix matrix = btt::capi::read_matrix(wanted);
    const btt::capi::TextInput text(texts, call.is_pretokenized);
    btt::batch::Batch batch(tokenizer->core, tokenizer->batches);
    batch.encode(text.input(), call.encode);
    btt::capi::write_matrix(batch, matrix, output);
  });
}

btt_status btt_encode_ragged(const btt_tokenizer* tokenizer, const btt_input* input,
                             const btt_encode_options* options, btt_ragged* output) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const btt_input texts = btt::capi::read_struct(input, "input");
    const btt_ragged wanted = btt::capi::read_struct(output, "output");
    btt::capi::Options call = btt::capi::read_options(options, core, PaddingUse::kRefused);
    call.encode.track_offsets = wanted.offsets.data != nullptr;
    call.encode.track_words = wanted.word_ids.data != nullptr;
    const btt::batch::Flat flat = btt::capi::read_flat(wanted);
    const btt::capi::TextInput text(texts, call.is_pretokenized);
    btt::batch::Batch batch(tokenizer->core, tokenizer->batches);
    batch.encode(text.input(), call.encode);
    btt::capi::write_flat(batch, flat, output);
  });
}

btt_status btt_count_tokens(const btt_tokenizer* tokenizer, const btt_input* input,
                            const btt_encode_options* options, int64_t* out_lengths) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const btt_input texts = btt::capi::read_struct(input, "input");
    const btt::capi::Options call = btt::capi::read_options(options, core, PaddingUse::kIgnored);
    const btt::capi::TextInput text(texts, call.is_pretokenized);
    if (texts.count == 0) return;
    require(out_lengths, "out_lengths");
    // Not counted in place: a row that fails must leave the caller's array as it is.
    std::vector<std::int64_t> lengths(texts.count);
    btt::batch::count_tokens(core, text.input(), call.encode, lengths.data());
    std::copy(lengths.begin(), lengths.end(), out_lengths);
  });
}

btt_status btt_max_tokens(const btt_tokenizer* tokenizer, size_t text_bytes, size_t* out_tokens) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    require(out_tokens, "out_tokens");
    *out_tokens = btt::capi::max_tokens(core, text_bytes);
  });
}

}  // extern "C"
