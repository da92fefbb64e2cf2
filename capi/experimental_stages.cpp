// Single stages of the pipeline, bulk vocabulary access, settings.
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "batch/batch.hpp"
#include "experimental.hpp"
#include "handle.hpp"
#include "load.hpp"
#include "model/token_buffer.hpp"
#include "options.hpp"
#include "structs.hpp"
#include "text.hpp"
#include "text/offset_units.hpp"
#include "vocab/vocab.hpp"

namespace btt::capi {
namespace {

using pipeline::Tokenizer;

[[noreturn]] void too_small(const char* name, std::size_t capacity, std::size_t needed) {
  throw Error(Status::kBufferTooSmall, std::string(name) + " holds " + std::to_string(capacity) +
                                           ", needed are " + std::to_string(needed));
}

void pre_tokenize(const btt_tokenizer* tokenizer, const char* data, std::size_t bytes,
                  std::int32_t offset_unit, btt_x_pieces* output) {
  const Tokenizer& core = core_of(tokenizer);
  const std::string_view given = view_of(data, bytes, "text");
  std::string storage;
  const std::string_view text = repaired_text(given, storage, "text");
  if (offset_unit < BTT_OFFSETS_BYTES || offset_unit > BTT_OFFSETS_UTF16) {
    refuse("offset_unit " + std::to_string(offset_unit) + " is no such constant");
  }
  const btt_x_pieces wanted = read_struct(output, "output");
  if (wanted.text == nullptr && wanted.bytes != 0) refuse("output: text is NULL, bytes is not 0");
  if ((wanted.text_offsets == nullptr || wanted.offsets == nullptr) && wanted.pieces != 0) {
    refuse("output: text_offsets or offsets is NULL, pieces is not 0");
  }

  const std::vector<Tokenizer::Piece> pieces = core.pre_tokenize(text);
  std::size_t total = 0;
  for (const Tokenizer::Piece& piece : pieces) total += piece.text.size();
  output->out_pieces = pieces.size();
  output->out_bytes = total;
  if (pieces.size() > wanted.pieces) too_small("output", wanted.pieces, pieces.size());
  if (total > wanted.bytes) too_small("text", wanted.bytes, total);

  text::OffsetConverter units;
  pipeline::prepare_units(given, text, static_cast<text::OffsetUnit>(offset_unit), units);
  std::size_t at = 0;
  if (wanted.text_offsets != nullptr) wanted.text_offsets[0] = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const Tokenizer::Piece& piece = pieces[i];
    std::memcpy(wanted.text + at, piece.text.data(), piece.text.size());
    at += piece.text.size();
    wanted.text_offsets[i + 1] = static_cast<std::int64_t>(at);
    const text::Span span = units.convert(piece.span);
    wanted.offsets[2 * i] = span.begin;
    wanted.offsets[2 * i + 1] = span.end;
  }
}

encoding::Encoding model_tokenize(const Tokenizer& core, std::string_view piece) {
  model::TokenBuffer tokens;
  tokens.start(true, false, true);
  const text::Span whole{0, static_cast<std::uint32_t>(piece.size())};
  core.model().tokenize(piece, &whole, 1, 0, tokens);
  encoding::Encoding result;
  std::size_t surface = 0;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    std::string token;
    if (surface < tokens.surfaces.size() && tokens.surfaces[surface].token == i) {
      token = std::move(tokens.surfaces[surface++].text);
    } else {
      token = std::string(core.model().vocab().token(tokens.ids[i]));
    }
    const text::Span span = tokens.spans[i];
    result.add(tokens.ids[i], 0, std::move(token), encoding::kNone,
               encoding::Offset{static_cast<std::int32_t>(span.begin), static_cast<std::int32_t>(span.end)},
               false);
  }
  return result;
}

// Hands out the entries one by one; what does not fit is only counted.
class VocabWriter {
 public:
  VocabWriter(btt_str* tokens, std::int32_t* ids, std::size_t capacity)
      : tokens_(tokens), ids_(ids), capacity_(capacity) {}

  void put(std::string_view token, std::int32_t id) {
    if (count_ < capacity_) {
      tokens_[count_] = borrowed(token);
      ids_[count_] = id;
    }
    ++count_;
  }
  std::size_t count() const noexcept { return count_; }

 private:
  btt_str* tokens_;
  std::int32_t* ids_;
  std::size_t capacity_;
  std::size_t count_ = 0;
};

std::size_t write_vocab(const Tokenizer& core, bool include_added, VocabWriter writer) {
  const vocab::Vocab& model = core.model().vocab();
  for (const vocab::Vocab::Entry& entry : model.entries()) {
    const std::string_view token = model.text(entry);
    const std::int32_t added = include_added ? core.added().find(token) : vocab::kNoId;
    writer.put(token, added != vocab::kNoId ? added : entry.id);
  }
  if (!include_added) return writer.count();
  core.added().for_each_content([&](std::string_view content, std::int32_t id) {
    if (model.find(content) == vocab::kNoId) writer.put(content, id);
  });
  return writer.count();
}

btt_x_settings settings_of(const Tokenizer& core) {
  btt_x_settings settings;
  std::memset(&settings, 0, sizeof(settings));
  const pipeline::Defaults& defaults = core.defaults();
  if (defaults.truncation) {
    settings.has_truncation = 1;
    settings.truncation = static_cast<std::int32_t>(defaults.truncation->strategy);
    settings.truncation_direction = static_cast<std::int32_t>(defaults.truncation->direction);
    settings.truncation_max_length = defaults.truncation->max_length;
    settings.truncation_stride = defaults.truncation->stride;
  }
  settings.pad_token = borrowed(std::string_view("", 0));
  if (defaults.padding) {
    const pipeline::Defaults::Padding& padding = *defaults.padding;
    settings.has_padding = 1;
    settings.padding = static_cast<std::int32_t>(padding.strategy);
    settings.padding_direction = static_cast<std::int32_t>(padding.pad.direction);
    settings.padding_length = padding.strategy == pipeline::PaddingStrategy::kFixed ? padding.length : 0;
    settings.has_pad_to_multiple_of = padding.multiple_of ? 1 : 0;
    settings.pad_to_multiple_of = padding.multiple_of.value_or(0);
    settings.pad_id = padding.pad.id;
    settings.pad_type_id = padding.pad.type_id;
    settings.pad_token = borrowed(padding.pad.token);
  }
  const pipeline::Stages& stages = core.stages();
  settings.has_normalizer = stages.normalizer_json != "null" ? 1 : 0;
  settings.has_pre_tokenizer = stages.pre_tokenizer_json != "null" ? 1 : 0;
  settings.has_post_processor = stages.post_processor_json != "null" ? 1 : 0;
  settings.has_decoder = stages.decoder_json != "null" ? 1 : 0;
  return settings;
}

}  // namespace
}  // namespace btt::capi

using btt::capi::core_of;
using btt::capi::guarded;
using btt::capi::refuse;
using btt::capi::repaired_text;
using btt::capi::require;
using btt::capi::view_of;
using btt::pipeline::Tokenizer;

extern "C" {

btt_status btt_x_normalize(const btt_tokenizer* tokenizer, const char* text, size_t text_bytes, char* buffer,
                           size_t buffer_bytes, size_t* out_bytes) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    std::string storage;
    const std::string_view given = repaired_text(view_of(text, text_bytes, "text"), storage, "text");
    btt::capi::check_buffer(buffer, buffer_bytes, out_bytes);
    btt::capi::write_text(core.normalize(given), buffer, buffer_bytes, out_bytes);
  });
}

btt_status btt_x_pre_tokenize(const btt_tokenizer* tokenizer, const char* text, size_t text_bytes,
                              int32_t offset_unit, btt_x_pieces* output) {
  return guarded([&] { btt::capi::pre_tokenize(tokenizer, text, text_bytes, offset_unit, output); });
}

btt_status btt_x_model_tokenize(const btt_tokenizer* tokenizer, const char* piece, size_t piece_bytes,
                                btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    const Tokenizer& core = core_of(tokenizer);
    std::string storage;
    const std::string_view given = repaired_text(view_of(piece, piece_bytes, "piece"), storage, "piece");
    require(out_encoding, "out_encoding");
    btt::capi::make_encoding(btt::capi::model_tokenize(core, given), out_encoding);
  });
}

btt_status btt_x_post_process(const btt_tokenizer* tokenizer, const btt_x_encoding* encoding,
                              const btt_x_encoding* pair, const btt_encode_options* options,
                              btt_str pad_token, btt_x_encoding** out_encoding) {
  return guarded([&] {
    btt::capi::start_output(out_encoding);
    const Tokenizer& core = core_of(tokenizer);
    require(encoding, "encoding");
    require(out_encoding, "out_encoding");
    btt::capi::Options call = btt::capi::read_options(options, core, btt::capi::PaddingUse::kApplied);
    call.encode.return_overflow = true;
    call.encode.pad.token = btt::capi::pad_token_of(pad_token);
    std::optional<btt::encoding::Encoding> second;
    if (pair != nullptr) second = pair->value;
    btt::capi::make_encoding(core.post_process(encoding->value, std::move(second), call.encode),
                             out_encoding);
  });
}

btt_status btt_x_decode_tokens(const btt_tokenizer* tokenizer, const btt_str* tokens, size_t count,
                               char* buffer, size_t buffer_bytes, size_t* out_bytes) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    if (tokens == nullptr && count != 0) refuse("tokens is NULL, count is not 0");
    btt::capi::check_buffer(buffer, buffer_bytes, out_bytes);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) {
      std::string storage;
      const std::string name = "tokens[" + std::to_string(i) + "]";
      const std::string_view given = view_of(tokens[i].data, tokens[i].size, name.c_str());
      texts.emplace_back(repaired_text(given, storage, name.c_str()));
    }
    std::string text;
    core.stages().decoder->decode(std::move(texts), false, text);
    btt::capi::write_text(text, buffer, buffer_bytes, out_bytes);
  });
}

btt_status btt_x_with_added_tokens(const btt_tokenizer* base, const btt_added_token* tokens, size_t count,
                                   size_t* out_added, btt_tokenizer** out_tokenizer) {
  return guarded([&] {
    btt::capi::start_output(out_tokenizer);
    require(out_added, "out_added");
    *out_added = btt::capi::add_tokens(base, tokens, count, out_tokenizer);
  });
}

btt_status btt_x_get_vocab(const btt_tokenizer* tokenizer, int32_t include_added, btt_str* out_tokens,
                           int32_t* out_ids, size_t capacity, size_t* out_count) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_count, "out_count");
    if (capacity != 0) {
      require(out_tokens, "out_tokens");
      require(out_ids, "out_ids");
    }
    const std::size_t count = btt::capi::write_vocab(core, include_added != 0,
                                                     btt::capi::VocabWriter(out_tokens, out_ids, capacity));
    *out_count = count;
    if (count > capacity) btt::capi::too_small("out_tokens", capacity, count);
  });
}

btt_status btt_x_added_token_ids(const btt_tokenizer* tokenizer, int32_t* out_ids, size_t capacity,
                                 size_t* out_count) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_count, "out_count");
    if (capacity != 0) require(out_ids, "out_ids");
    const std::size_t count = core.added().id_count();
    *out_count = count;
    if (count > capacity) btt::capi::too_small("out_ids", capacity, count);
    std::size_t at = 0;
    core.added().for_each_id([&](std::int32_t id, const btt::added::AddedToken&) { out_ids[at++] = id; });
  });
}

btt_status btt_x_model_token_to_id(const btt_tokenizer* tokenizer, const char* token, size_t token_bytes,
                                   int32_t* out_id) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    std::string storage;
    const std::string_view text = repaired_text(view_of(token, token_bytes, "token"), storage, "token");
    require(out_id, "out_id");
    const std::int32_t id = core.model().vocab().find(text);
    if (id == btt::vocab::kNoId) {
      throw btt::Error(btt::Status::kNotFound, "the model has no token " + btt::capi::quoted(text));
    }
    *out_id = id;
  });
}

btt_status btt_x_model_id_to_token(const btt_tokenizer* tokenizer, int64_t id, btt_str* out_token) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    require(out_token, "out_token");
    if (!core.model().vocab().has_id(id)) {
      throw btt::Error(btt::Status::kNotFound, "the model has no id " + std::to_string(id));
    }
    *out_token = btt::capi::borrowed(core.model().vocab().token(id));
  });
}

btt_status btt_x_get_settings(const btt_tokenizer* tokenizer, btt_x_settings* out_settings) {
  return guarded([&] {
    const Tokenizer& core = core_of(tokenizer);
    const std::size_t size = btt::capi::struct_size_of(out_settings, "out_settings");
    btt::capi::require_zero_tail(out_settings, size, "out_settings");
    btt::capi::write_struct(out_settings, btt::capi::settings_of(core), size);
  });
}

const char* btt_x_encoder_name(const btt_tokenizer* tokenizer) {
  if (tokenizer == nullptr || tokenizer->core->stages().encoder == nullptr) return "";
  return tokenizer->core->stages().encoder->name();
}

const char* btt_x_decoder_name(const btt_tokenizer* tokenizer) {
  return tokenizer != nullptr && tokenizer->core->decode_table(false) != nullptr ? "table" : "";
}

btt_status btt_x_stats(const btt_tokenizer* tokenizer, btt_x_statistics* out_statistics) {
  return guarded([&] {
    const btt::pipeline::Tokenizer& core = btt::capi::core_of(tokenizer);
    const std::size_t size = btt::capi::struct_size_of(out_statistics, "out_statistics");
    btt::capi::require_zero_tail(out_statistics, size, "out_statistics");
    btt_x_statistics statistics;
    std::memset(&statistics, 0, sizeof(statistics));
    statistics.fused_bytes = core.workspaces().fused_bytes();
    statistics.staged_bytes = core.workspaces().staged_bytes();
    statistics.remembered_bytes = core.workspaces().remembered_bytes();
    btt::capi::write_struct(out_statistics, statistics, size);
  });
}

int32_t btt_x_has_direct_rows(const btt_tokenizer* tokenizer) {
  return tokenizer != nullptr && btt::batch::has_direct_rows(*tokenizer->core) ? 1 : 0;
}

}  // extern "C"
