// Decoding of a text that grows token by token.
#include <string>
#include <vector>

#include "handle.hpp"

using btt::capi::guarded;
using btt::capi::refuse;
using btt::capi::require;

namespace {

void check_ids(const std::int64_t* ids, std::size_t count) {
  if (ids == nullptr && count != 0) refuse("ids is NULL, count is " + std::to_string(count));
}

}  // namespace

extern "C" {

btt_status btt_x_decode_stream_create(const int64_t* ids, size_t count, uint32_t flags,
                                      btt_x_decode_stream** out_stream) {
  return guarded([&] {
    if (out_stream != nullptr) *out_stream = nullptr;
    require(out_stream, "out_stream");
    check_ids(ids, count);
    if ((flags & ~static_cast<std::uint32_t>(BTT_DECODE_SKIP_SPECIAL_TOKENS)) != 0)
      refuse("unknown flags " + std::to_string(flags));
    btt::pipeline::DecodeStream stream(std::vector<std::int64_t>(ids, ids + count),
                                       (flags & BTT_DECODE_SKIP_SPECIAL_TOKENS) != 0);
    *out_stream = new btt_x_decode_stream{std::move(stream), std::string()};
  });
}

btt_status btt_x_decode_stream_step(btt_x_decode_stream* stream, const btt_tokenizer* tokenizer,
                                    const int64_t* ids, size_t count, btt_str* out_text) {
  return guarded([&] {
    if (out_text != nullptr) *out_text = btt_str{nullptr, 0};
    require(stream, "stream");
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    check_ids(ids, count);
    require(out_text, "out_text");
    if (stream->value.step(core, ids, count, stream->text))
      *out_text = btt_str{stream->text.data(), stream->text.size()};
  });
}

void btt_x_decode_stream_free(btt_x_decode_stream* stream) {
  delete stream;
}

}  // extern "C"
