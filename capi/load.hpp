// What making a tokenizer shares with the experimental functions.
#pragma once

#include <cstddef>

#include "budtiktok.h"

namespace btt::capi {

// A handle is NULL after a failure, whatever failed.
void start_output(btt_tokenizer** out_tokenizer);

// Complains where BTT_SIMD in the environment is not what this machine has, or BTT_CACHE_BYTES is no bound.
void check_environment();

// Makes *out_tokenizer from `base` and more tokens; answers how many were not ignored.
std::size_t add_tokens(const btt_tokenizer* base, const btt_added_token* tokens, std::size_t count,
                       btt_tokenizer** out_tokenizer);

}  // namespace btt::capi
