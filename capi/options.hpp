// btt_encode_options as the core's pipeline::EncodeOptions, and the tokenizer's own wishes the other way
// round.
#pragma once

#include "budtiktok.h"
#include "pipeline/tokenizer.hpp"

namespace btt::capi {

struct Options {
  pipeline::EncodeOptions encode;
  bool is_pretokenized = false;
};

// How the call is going to use padding.
enum class PaddingUse {
  kApplied,  // needs a pad token where padding is asked for
  kIgnored,  // checked, then left out
  kRefused,
};

// `given` may be NULL. Tracking follows the flags; one-shot calls set it from the tensors that are wanted.
Options read_options(const btt_encode_options* given, const pipeline::Tokenizer& tokenizer, PaddingUse use);

// What the tokenizer's files ask for; struct_size is not set.
btt_encode_options default_options(const pipeline::Tokenizer& tokenizer);

// Sides and maximum length as the files state them, tokenizer_config.json before tokenizer.json.
pipeline::Direction padding_side(const pipeline::Defaults& defaults);
pipeline::Direction truncation_side(const pipeline::Defaults& defaults);
std::size_t stated_max_length(const pipeline::Defaults& defaults);

}  // namespace btt::capi
