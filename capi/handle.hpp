// What the opaque handles of the interface are.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "batch/batch.hpp"
#include "budtiktok.h"
#include "budtiktok_experimental.h"
#include "encoding/encoding.hpp"
#include "guard.hpp"
#include "pipeline/decode_stream.hpp"
#include "pipeline/tokenizer.hpp"

struct btt_tokenizer {
  explicit btt_tokenizer(std::shared_ptr<const btt::pipeline::Tokenizer> made) : core(std::move(made)) {}
  ~btt_tokenizer() { delete json.load(std::memory_order_relaxed); }
  btt_tokenizer(const btt_tokenizer&) = delete;
  btt_tokenizer& operator=(const btt_tokenizer&) = delete;

  std::shared_ptr<const btt::pipeline::Tokenizer> core;
  std::shared_ptr<btt::batch::BatchMemoryPool> batches = std::make_shared<btt::batch::BatchMemoryPool>();
  // Made at the first question. Threads that ask at once may each make one, the first is kept: with a lock
  // instead, a process that forks while another thread holds it would leave the child waiting for ever.
  mutable std::atomic<const std::string*> json{nullptr};
};

struct btt_batch {
  explicit btt_batch(const btt_tokenizer& tokenizer) : core(tokenizer.core), rows(core, tokenizer.batches) {}

  std::shared_ptr<const btt::pipeline::Tokenizer> core;
  btt::batch::Batch rows;
};

struct btt_x_encoding {
  btt::encoding::Encoding value;
};

struct btt_x_decode_stream {
  btt::pipeline::DecodeStream value;
  std::string text;  // of the last step
};

namespace btt::capi {

inline const pipeline::Tokenizer& core_of(const btt_tokenizer* tokenizer) {
  require(tokenizer, "tokenizer");
  return *tokenizer->core;
}

}  // namespace btt::capi
