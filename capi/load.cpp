// Making and releasing tokenizers.
#include "load.hpp"

#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fused/cache_size.hpp"
#include "handle.hpp"
#include "loader/load.hpp"
#include "simd/levels.hpp"
#include "structs.hpp"
#include "text.hpp"

namespace btt::capi {
namespace {

constexpr std::uint32_t kTokenFlags = BTT_TOKEN_SPECIAL | BTT_TOKEN_ADDED | BTT_TOKEN_SINGLE_WORD |
                                      BTT_TOKEN_LSTRIP | BTT_TOKEN_RSTRIP | BTT_TOKEN_NORMALIZED;

// Answers the bound on caches, 0 = none given.
std::size_t check_load_options(const btt_load_options* options) {
  const btt_load_options given = read_optional_struct(options, "options");
  if (given.flags != 0) refuse("options: unknown flags " + std::to_string(given.flags));
  if (given.reserved != 0) refuse("options: reserved is not 0");
  const std::string error = fused::cache_bytes_error(given.cache_bytes);
  if (!error.empty()) refuse("options: cache_bytes is " + error);
  check_environment();
  return static_cast<std::size_t>(given.cache_bytes);
}

btt_tokenizer* handle_of(std::shared_ptr<const pipeline::Tokenizer> tokenizer, std::size_t cache_bytes) {
  if (cache_bytes != 0) tokenizer->workspaces().set_cache_bytes(cache_bytes);
  return new btt_tokenizer(std::move(tokenizer));
}

}  // namespace

void check_environment() {
  // Reported here because the variable is read long before any call that could fail.
  const std::string_view level = simd::environment_error();
  if (!level.empty()) {
    throw Error(Status::kUnsupported, "BTT_SIMD in the environment is " + quoted(level) +
                                          ", which this machine or build cannot run");
  }
  const std::string_view bytes = fused::environment_cache_error();
  if (!bytes.empty()) refuse("BTT_CACHE_BYTES in the environment is " + std::string(bytes));
  const std::string_view remember = fused::environment_remember_error();
  if (!remember.empty()) refuse("BTT_REMEMBER_TEXTS in the environment is " + std::string(remember));
}

void start_output(btt_tokenizer** out_tokenizer) {
  if (out_tokenizer != nullptr) *out_tokenizer = nullptr;
}

std::size_t add_tokens(const btt_tokenizer* base, const btt_added_token* tokens, std::size_t count,
                       btt_tokenizer** out_tokenizer) {
  const pipeline::Tokenizer& core = core_of(base);
  require(out_tokenizer, "out_tokenizer");
  if (tokens == nullptr && count != 0) refuse("tokens is NULL, count is not 0");
  if (count > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(Status::kLimit, "there are not " + std::to_string(count) + " ids");
  }
  std::vector<added::AddedToken> list;
  list.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const btt_added_token& given = tokens[i];
    const std::string name = "tokens[" + std::to_string(i) + "]";
    const auto has = [&](std::uint32_t flag) { return (given.flags & flag) != 0; };
    if (has(~kTokenFlags)) refuse(name + ": unknown flags " + std::to_string(given.flags & ~kTokenFlags));
    if (given.reserved != 0) refuse(name + ": reserved is not 0");
    added::AddedToken token;
    std::string repaired;
    token.content =
        repaired_text(view_of(given.content.data, given.content.size, name.c_str()), repaired, name.c_str());
    token.special = has(BTT_TOKEN_SPECIAL);
    token.single_word = has(BTT_TOKEN_SINGLE_WORD);
    token.lstrip = has(BTT_TOKEN_LSTRIP);
    token.rstrip = has(BTT_TOKEN_RSTRIP);
    token.normalized = has(BTT_TOKEN_NORMALIZED);
    list.push_back(std::move(token));
  }
  std::size_t added = 0;
  *out_tokenizer = new btt_tokenizer(core.with_added_tokens(list, added));
  return added;
}

}  // namespace btt::capi

using btt::capi::guarded;
using btt::capi::require;

extern "C" {

btt_status btt_load(const char* path, const btt_load_options* options, btt_tokenizer** out_tokenizer) {
  return guarded([&] {
    btt::capi::start_output(out_tokenizer);
    require(path, "path");
    require(out_tokenizer, "out_tokenizer");
    const std::size_t cache_bytes = btt::capi::check_load_options(options);
    *out_tokenizer = btt::capi::handle_of(btt::loader::load_path(path), cache_bytes);
  });
}

btt_status btt_load_memory(const void* data, size_t data_bytes, const btt_load_options* options,
                           btt_tokenizer** out_tokenizer) {
  return guarded([&] {
    btt::capi::start_output(out_tokenizer);
    const std::string_view json = btt::capi::view_of(static_cast<const char*>(data), data_bytes, "data");
    require(out_tokenizer, "out_tokenizer");
    const std::size_t cache_bytes = btt::capi::check_load_options(options);
    if (data_bytes > static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max())) {
      throw btt::Error(btt::Status::kLimit, "data_bytes is " + std::to_string(data_bytes));
    }
    *out_tokenizer = btt::capi::handle_of(btt::loader::load_memory(json), cache_bytes);
  });
}

btt_status btt_with_added_tokens(const btt_tokenizer* base, const btt_added_token* tokens, size_t count,
                                 btt_tokenizer** out_tokenizer) {
  return guarded([&] {
    btt::capi::start_output(out_tokenizer);
    btt::capi::add_tokens(base, tokens, count, out_tokenizer);
  });
}

void btt_free(btt_tokenizer* tokenizer) {
  delete tokenizer;
}

}  // extern "C"
