// The batch object: encode once, ask the shape, write.
#include <cstring>

#include "handle.hpp"
#include "input.hpp"
#include "options.hpp"
#include "structs.hpp"
#include "tensor.hpp"

using btt::capi::guarded;
using btt::capi::PaddingUse;
using btt::capi::require;

extern "C" {

btt_status btt_batch_create(const btt_tokenizer* tokenizer, btt_batch** out_batch) {
  return guarded([&] {
    if (out_batch != nullptr) *out_batch = nullptr;
    btt::capi::core_of(tokenizer);
    require(out_batch, "out_batch");
    *out_batch = new btt_batch(*tokenizer);
  });
}

btt_status btt_batch_encode(btt_batch* batch, const btt_input* input, const btt_encode_options* options) {
  return guarded([&] {
    require(batch, "batch");
    // Also where the arguments are refused the batch is empty afterwards.
    batch->rows.clear();
    const btt_input texts = btt::capi::read_struct(input, "input");
    const btt::capi::Options call = btt::capi::read_options(options, *batch->core, PaddingUse::kApplied);
    const btt::capi::TextInput text(texts, call.is_pretokenized);
    batch->rows.encode(text.input(), call.encode);
  });
}

btt_status btt_batch_get_info(const btt_batch* batch, btt_batch_info* out_info) {
  return guarded([&] {
    require(batch, "batch");
    const std::size_t size = btt::capi::struct_size_of(out_info, "out_info");
    btt::capi::require_zero_tail(out_info, size, "out_info");
    btt_batch_info info;
    std::memset(&info, 0, sizeof(info));
    info.rows = batch->rows.rows();
    info.width = batch->rows.width();
    info.tokens = batch->rows.tokens();
    btt::capi::write_struct(out_info, info, size);
  });
}

btt_status btt_batch_write(const btt_batch* batch, btt_output* output) {
  return guarded([&] {
    require(batch, "batch");
    const btt::batch::Matrix matrix = btt::capi::read_matrix(btt::capi::read_struct(output, "output"));
    btt::capi::write_matrix(batch->rows, matrix, output);
  });
}

btt_status btt_batch_write_ragged(const btt_batch* batch, btt_ragged* output) {
  return guarded([&] {
    require(batch, "batch");
    const btt::batch::Flat flat = btt::capi::read_flat(btt::capi::read_struct(output, "output"));
    btt::capi::write_flat(batch->rows, flat, output);
  });
}

void btt_batch_free(btt_batch* batch) {
  delete batch;
}

}  // extern "C"
