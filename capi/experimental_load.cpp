// Tokenizers from texts that are no UTF-8.
#include <string>

#include "base/grown_array.hpp"
#include "budtiktok_experimental.h"
#include "guard.hpp"
#include "handle.hpp"
#include "load.hpp"
#include "loader/load.hpp"
#include "structs.hpp"
#include "unicode/code_points.hpp"

using btt::capi::guarded;
using btt::capi::require;

extern "C" {

btt_status btt_x_load_code_points(const void* code_points, size_t count, uint32_t width,
                                  btt_tokenizer** out_tokenizer) {
  return guarded([&] {
    btt::capi::start_output(out_tokenizer);
    if (count != 0) require(code_points, "code_points");
    require(out_tokenizer, "out_tokenizer");
    btt::capi::check_environment();
    if (width != 1 && width != 2 && width != 4)
      btt::capi::refuse("width is " + std::to_string(width) + "; expected 1, 2 or 4");
    btt::GrownArray<char> text;
    const bool is_text = btt::unicode::append_code_points(code_points, width, count, text);
    if (!is_text) throw btt::Error(btt::Status::kInvalidUtf8, "a code point that is no character");
    *out_tokenizer = new btt_tokenizer(btt::loader::load_memory({text.data(), text.size()}));
  });
}

}  // extern "C"
