#include "options.hpp"

#include <cstring>
#include <limits>
#include <optional>
#include <string>

#include "guard.hpp"
#include "structs.hpp"
#include "vocab/vocab.hpp"

namespace btt::capi {
namespace {

using pipeline::Direction;
using pipeline::PaddingStrategy;
using pipeline::TruncationStrategy;

static_assert(static_cast<int>(TruncationStrategy::kNone) == BTT_TRUNCATION_NONE);
static_assert(static_cast<int>(TruncationStrategy::kLongestFirst) == BTT_TRUNCATION_LONGEST_FIRST);
static_assert(static_cast<int>(TruncationStrategy::kOnlyFirst) == BTT_TRUNCATION_ONLY_FIRST);
static_assert(static_cast<int>(TruncationStrategy::kOnlySecond) == BTT_TRUNCATION_ONLY_SECOND);
static_assert(static_cast<int>(PaddingStrategy::kNone) == BTT_PADDING_NONE);
static_assert(static_cast<int>(PaddingStrategy::kLongest) == BTT_PADDING_LONGEST);
static_assert(static_cast<int>(PaddingStrategy::kFixed) == BTT_PADDING_MAX_LENGTH);
static_assert(static_cast<int>(pipeline::OffsetUnit::kBytes) == BTT_OFFSETS_BYTES);
static_assert(static_cast<int>(pipeline::OffsetUnit::kCodePoints) == BTT_OFFSETS_CODE_POINTS);
static_assert(static_cast<int>(pipeline::OffsetUnit::kUtf16) == BTT_OFFSETS_UTF16);

constexpr std::uint32_t kKnownFlags =
    BTT_ENCODE_NO_SPECIAL_TOKENS | BTT_ENCODE_PAD_LEFT | BTT_ENCODE_TRUNCATE_LEFT |
    BTT_ENCODE_RETURN_OVERFLOW | BTT_ENCODE_PRETOKENIZED | BTT_ENCODE_SPECIAL_AS_TEXT |
    BTT_ENCODE_STRICT_UTF8 | BTT_ENCODE_OVERRIDE_PAD | BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;

void check_constant(std::int32_t value, std::int32_t last, const char* name) {
  if (value < 0 || value > last) {
    refuse("options: " + std::string(name) + " is " + std::to_string(value) + ", which is no such constant");
  }
}

void check_padding_size(std::size_t size, const char* name) {
  if (size > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(Status::kLimit, std::string("options: ") + name + " is " + std::to_string(size));
  }
}

// The tokenizer's own pad token: of the file's padding section, else the named special token.
std::optional<encoding::Padding> own_padding(const pipeline::Tokenizer& tokenizer) {
  const pipeline::Defaults& defaults = tokenizer.defaults();
  if (defaults.padding) return defaults.padding->pad;
  const std::int32_t id = tokenizer.special_token(pipeline::SpecialKind::kPad);
  if (id == vocab::kNoId) return std::nullopt;
  encoding::Padding padding;
  padding.id = id;
  std::string_view token;
  if (tokenizer.id_to_token(id, token)) padding.token = std::string(token);
  return padding;
}

void read_padding(const btt_encode_options& given, const pipeline::Tokenizer& tokenizer,
                  pipeline::EncodeOptions& options) {
  options.padding = static_cast<PaddingStrategy>(given.padding);
  if (options.padding == PaddingStrategy::kNone) return;
  options.pad_to_multiple_of = given.pad_to_multiple_of;
  if (options.padding == PaddingStrategy::kFixed) {
    options.pad_to_length = given.pad_to_length != 0 ? given.pad_to_length : given.max_length;
    if (options.pad_to_length == 0) refuse("options: padding to a fixed length without a length");
  }
  // So that a width, rounded up, never overflows.
  check_padding_size(options.pad_to_length, "the length to pad to");
  check_padding_size(options.pad_to_multiple_of, "pad_to_multiple_of");
  if ((given.flags & BTT_ENCODE_OVERRIDE_PAD) != 0) {
    options.pad.id = given.pad_id;
    options.pad.type_id = given.pad_type_id;
  } else if (const std::optional<encoding::Padding> own = own_padding(tokenizer)) {
    options.pad = *own;
  } else {
    refuse("options: padding is asked for, and the tokenizer has no pad token (see BTT_ENCODE_OVERRIDE_PAD)");
  }
  options.pad.direction = (given.flags & BTT_ENCODE_PAD_LEFT) != 0 ? Direction::kLeft : Direction::kRight;
}

}  // namespace

Options read_options(const btt_encode_options* given_options, const pipeline::Tokenizer& tokenizer,
                     PaddingUse use) {
  const btt_encode_options given = read_optional_struct(given_options, "options");
  if ((given.flags & ~kKnownFlags) != 0) {
    refuse("options: unknown flags " + std::to_string(given.flags & ~kKnownFlags));
  }
  check_constant(given.truncation, BTT_TRUNCATION_ONLY_SECOND, "truncation");
  check_constant(given.padding, BTT_PADDING_MAX_LENGTH, "padding");
  check_constant(given.offset_unit, BTT_OFFSETS_UTF16, "offset_unit");
  if (given.reserved != 0) refuse("options: reserved is not 0");
  if (use == PaddingUse::kRefused && given.padding != BTT_PADDING_NONE) {
    refuse("options: rows of this shape cannot be padded");
  }

  const auto has = [&](std::uint32_t flag) { return (given.flags & flag) != 0; };
  Options result;
  result.is_pretokenized = has(BTT_ENCODE_PRETOKENIZED);
  pipeline::EncodeOptions& options = result.encode;
  options.truncation = static_cast<TruncationStrategy>(given.truncation);
  options.truncation_direction = has(BTT_ENCODE_TRUNCATE_LEFT) ? Direction::kLeft : Direction::kRight;
  options.max_length = given.max_length;
  options.stride = given.stride;
  options.offset_unit = static_cast<pipeline::OffsetUnit>(given.offset_unit);
  options.add_special_tokens = !has(BTT_ENCODE_NO_SPECIAL_TOKENS);
  options.special_as_text = has(BTT_ENCODE_SPECIAL_AS_TEXT);
  options.strict_utf8 = has(BTT_ENCODE_STRICT_UTF8);
  options.return_overflow = has(BTT_ENCODE_RETURN_OVERFLOW);
  options.track_offsets = has(BTT_ENCODE_TRACK_OFFSETS);
  options.track_words = has(BTT_ENCODE_TRACK_WORDS);
  options.num_threads = given.num_threads;
  if (use == PaddingUse::kApplied) read_padding(given, tokenizer, options);
  return result;
}

Direction padding_side(const pipeline::Defaults& defaults) {
  if (defaults.padding_side) return *defaults.padding_side;
  return defaults.padding ? defaults.padding->pad.direction : Direction::kRight;
}

Direction truncation_side(const pipeline::Defaults& defaults) {
  if (defaults.truncation_side) return *defaults.truncation_side;
  return defaults.truncation ? defaults.truncation->direction : Direction::kRight;
}

std::size_t stated_max_length(const pipeline::Defaults& defaults) {
  if (defaults.model_max_length != 0) return defaults.model_max_length;
  return defaults.truncation ? defaults.truncation->max_length : 0;
}

btt_encode_options default_options(const pipeline::Tokenizer& tokenizer) {
  const pipeline::Defaults& defaults = tokenizer.defaults();
  btt_encode_options options;
  std::memset(&options, 0, sizeof(options));
  // Where the file truncates, its length belongs to its stride; tokenizer_config.json speaks where it does
  // not.
  options.max_length = defaults.model_max_length;
  if (defaults.truncation) {
    options.truncation = static_cast<std::int32_t>(defaults.truncation->strategy);
    options.max_length = defaults.truncation->max_length;
    options.stride = defaults.truncation->stride;
  }
  if (truncation_side(defaults) == Direction::kLeft) options.flags |= BTT_ENCODE_TRUNCATE_LEFT;
  if (padding_side(defaults) == Direction::kLeft) options.flags |= BTT_ENCODE_PAD_LEFT;
  if (defaults.padding) {
    options.padding = static_cast<std::int32_t>(defaults.padding->strategy);
    options.pad_to_multiple_of = defaults.padding->multiple_of.value_or(0);
    if (defaults.padding->strategy == PaddingStrategy::kFixed) {
      options.pad_to_length = defaults.padding->length;
      // No row is shorter than no tokens. A length of 0 would mean max_length in the struct.
      if (defaults.padding->length == 0) options.padding = BTT_PADDING_NONE;
    }
  }
  if (const std::optional<encoding::Padding> own = own_padding(tokenizer)) {
    options.flags |= BTT_ENCODE_OVERRIDE_PAD;
    options.pad_id = own->id;
    options.pad_type_id = own->type_id;
  }
  return options;
}

}  // namespace btt::capi
