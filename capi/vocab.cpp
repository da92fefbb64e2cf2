// Vocabulary and facts about a tokenizer.
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "handle.hpp"
#include "loader/load.hpp"
#include "options.hpp"
#include "structs.hpp"
#include "text.hpp"
#include "vocab/vocab.hpp"

namespace btt::capi {
namespace {

static_assert(static_cast<int>(model::ModelKind::kWordPiece) == BTT_MODEL_WORDPIECE);
static_assert(static_cast<int>(model::ModelKind::kWordLevel) == BTT_MODEL_WORDLEVEL);
static_assert(static_cast<int>(model::ModelKind::kBpe) == BTT_MODEL_BPE);
static_assert(static_cast<int>(model::ModelKind::kUnigram) == BTT_MODEL_UNIGRAM);
static_assert(static_cast<int>(pipeline::SpecialKind::kPad) == BTT_SPECIAL_PAD);
static_assert(static_cast<int>(pipeline::SpecialKind::kMask) == BTT_SPECIAL_MASK);

[[noreturn]] void not_found(const std::string& what) {
  throw Error(Status::kNotFound, what);
}

const std::string& json_of(const btt_tokenizer& tokenizer) {
  if (const std::string* made = tokenizer.json.load(std::memory_order_acquire)) return *made;
  auto mine = std::make_unique<const std::string>(loader::to_json(*tokenizer.core));
  const std::string* expected = nullptr;
  if (tokenizer.json.compare_exchange_strong(expected, mine.get(), std::memory_order_acq_rel)) {
    return *mine.release();
  }
  return *expected;
}

std::uint32_t flags_of(const added::AddedToken& token) noexcept {
  std::uint32_t flags = BTT_TOKEN_ADDED;
  if (token.special) flags |= BTT_TOKEN_SPECIAL;
  if (token.single_word) flags |= BTT_TOKEN_SINGLE_WORD;
  if (token.lstrip) flags |= BTT_TOKEN_LSTRIP;
  if (token.rstrip) flags |= BTT_TOKEN_RSTRIP;
  if (token.normalized) flags |= BTT_TOKEN_NORMALIZED;
  return flags;
}

}  // namespace
}  // namespace btt::capi

using btt::capi::core_of;
using btt::capi::guarded;
using btt::capi::not_found;
using btt::capi::refuse;
using btt::capi::require;
using btt::pipeline::Tokenizer;

extern "C" {

size_t btt_vocab_size(const btt_tokenizer* tokenizer, int32_t include_added) {
  return tokenizer == nullptr ? 0 : tokenizer->core->vocab_size(include_added != 0);
}

btt_status btt_token_to_id(const btt_tokenizer* tokenizer, const char* token, size_t token_bytes,
                           int32_t* out_id) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    std::string storage;
    const std::string_view text =
        btt::capi::repaired_text(btt::capi::view_of(token, token_bytes, "token"), storage, "token");
    require(out_id, "out_id");
    const std::int32_t id = core.token_to_id(text);
    if (id == btt::vocab::kNoId) not_found("no token " + btt::capi::quoted(text));
    *out_id = id;
  });
}

btt_status btt_id_to_token(const btt_tokenizer* tokenizer, int64_t id, btt_str* out_token) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_token, "out_token");
    std::string_view token;
    if (!core.id_to_token(id, token)) not_found("no token has the id " + std::to_string(id));
    *out_token = btt::capi::borrowed(token);
  });
}

btt_status btt_token_flags(const btt_tokenizer* tokenizer, int64_t id, uint32_t* out_flags) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_flags, "out_flags");
    std::string_view token;
    if (!core.id_to_token(id, token)) not_found("no token has the id " + std::to_string(id));
    const btt::added::AddedToken* added = core.added().token(id);
    *out_flags = added == nullptr ? 0 : btt::capi::flags_of(*added);
  });
}

btt_status btt_special_token(const btt_tokenizer* tokenizer, int32_t kind, int32_t* out_id) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_id, "out_id");
    if (kind < BTT_SPECIAL_PAD || kind > BTT_SPECIAL_MASK) {
      refuse("kind " + std::to_string(kind) + " is no such constant");
    }
    const std::int32_t id = core.special_token(static_cast<btt::pipeline::SpecialKind>(kind));
    if (id == btt::vocab::kNoId)
      not_found("the tokenizer names no special token of kind " + std::to_string(kind));
    *out_id = id;
  });
}

btt_status btt_get_info(const btt_tokenizer* tokenizer, btt_tokenizer_info* out_info) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    const std::size_t size = btt::capi::struct_size_of(out_info, "out_info");
    btt::capi::require_zero_tail(out_info, size, "out_info");
    btt_tokenizer_info info;
    std::memset(&info, 0, sizeof(info));
    info.model = static_cast<std::int32_t>(core.model().kind());
    info.padding_side = static_cast<std::int32_t>(btt::capi::padding_side(core.defaults()));
    info.truncation_side = static_cast<std::int32_t>(btt::capi::truncation_side(core.defaults()));
    info.vocab_size = core.vocab_size(false);
    info.vocab_size_with_added = core.vocab_size(true);
    info.max_length = btt::capi::stated_max_length(core.defaults());
    info.special_tokens_single = core.post_processor().added_tokens(false);
    info.special_tokens_pair = core.post_processor().added_tokens(true);
    info.max_id = core.max_id();
    btt::capi::write_struct(out_info, info, size);
  });
}

btt_status btt_get_json(const btt_tokenizer* tokenizer, btt_str* out_json) {
  return guarded([&] {
    core_of(tokenizer);
    require(out_json, "out_json");
    *out_json = btt::capi::borrowed(btt::capi::json_of(*tokenizer));
  });
}

btt_status btt_memory_usage(const btt_tokenizer* tokenizer, size_t* out_bytes) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_bytes, "out_bytes");
    std::size_t bytes = sizeof(btt_tokenizer) + core.memory_bytes() + tokenizer->batches->idle_bytes();
    if (const std::string* json = tokenizer->json.load(std::memory_order_acquire)) {
      bytes += sizeof(std::string) + json->capacity();
    }
    *out_bytes = bytes;
  });
}

btt_status btt_trim(const btt_tokenizer* tokenizer) {
  return guarded([&] {
    core_of(tokenizer).workspaces().trim();
    tokenizer->batches->trim();
  });
}

}  // extern "C"
