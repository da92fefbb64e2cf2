// What the experimental functions share.
#pragma once

#include <string>

#include "budtiktok_experimental.h"
#include "encoding/encoding.hpp"

namespace btt::capi {

// A handle is NULL after a failure, whatever failed.
void start_output(btt_x_encoding** out_encoding);

// Hands an encoding to the caller.
void make_encoding(encoding::Encoding value, btt_x_encoding** out_encoding);

// Text of padding tokens: "[PAD]" where data is NULL.
std::string pad_token_of(btt_str given);

}  // namespace btt::capi
