// Which encoder serves a tokenizer.
#pragma once

#include <memory>

#include "fused/encoder.hpp"
#include "model/model.hpp"
#include "normalize/normalizer.hpp"
#include "pretokenize/pre_tokenizer.hpp"

namespace btt::fused {

// The encoder that gives what these stages give; null where there is none. The stages must outlive it.
std::unique_ptr<const Encoder> compile(const normalize::Normalizer& normalizer,
                                       const pretokenize::PreTokenizer& pre_tokenizer,
                                       const model::Model& model);

}  // namespace btt::fused
