// The general road: encodings as the reference builds them.
#include <algorithm>

#include "base/error.hpp"
#include "pipeline/tokenizer.hpp"
#include "unicode/utf8.hpp"

namespace btt::pipeline {

using encoding::Encoding;
using encoding::Offset;

void prepare_units(std::string_view given, std::string_view text, OffsetUnit unit,
                   text::OffsetConverter& units) {
  if (unit == OffsetUnit::kBytes && text.data() != given.data()) {
    units.reset_repaired(given, text);
  } else {
    units.reset(text, unit);
  }
}

std::int32_t count_units(std::string_view given, std::string_view text, OffsetUnit unit) {
  std::size_t count = given.size();
  if (unit != OffsetUnit::kBytes) count = unicode::count_code_points(text);
  if (unit == OffsetUnit::kUtf16) {
    // A character of four bytes has two.
    count += static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return static_cast<unsigned char>(byte) >= 0xF0; }));
  }
  return static_cast<std::int32_t>(count);
}

// One side of a row: a text, or words of which each is encoded by itself (offsets start at 0 for each; the
// word id is the word's position).
Encoding Tokenizer::encode_side(const Side& side, std::int32_t type_id, const EncodeOptions& options,
                                Workspace& workspace) const {
  SequenceOptions wanted;
  wanted.special_as_text = options.special_as_text;
  wanted.spans = options.track_offsets;
  wanted.words = options.track_words;
  wanted.texts = options.track_tokens || (options.track_offsets && post_processor().needs_tokens());
  Encoding out;
  for (std::size_t part = 0; part < side.count; ++part) {
    const std::string_view text = checked_text(side.parts[part], options.strict_utf8, workspace);
    model::TokenBuffer& tokens = workspace.tokens;
    tokens.start(wanted.spans, wanted.words, wanted.texts);
    encode_sequence(text, wanted, workspace, tokens);
    if (wanted.spans) prepare_units(side.parts[part], text, options.offset_unit, workspace.units);
    out.reserve(out.size() + tokens.size());
    std::size_t surface = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      std::string token;
      if (wanted.texts) {
        if (surface < tokens.surfaces.size() && tokens.surfaces[surface].token == i) {
          token = std::move(tokens.surfaces[surface++].text);
        } else {
          token = model().token(tokens.ids[i]);
        }
      }
      std::int32_t word = encoding::kNone;
      if (wanted.words) word = side.is_pretokenized ? static_cast<std::int32_t>(part) : tokens.words[i];
      const Offset offset = wanted.spans ? to_offset(workspace.units.convert(tokens.spans[i])) : Offset{0, 0};
      out.add(tokens.ids[i], type_id, std::move(token), word, offset, false);
    }
  }
  return out;
}

Encoding Tokenizer::encode(const Side& first, const Side* second, const EncodeOptions& options,
                           Workspace& workspace) const {
  Encoding main = encode_side(first, 0, options, workspace);
  std::optional<Encoding> pair;
  if (second != nullptr) pair = encode_side(*second, options.pair_type_is_zero ? 0 : 1, options, workspace);
  return post_process(std::move(main), std::move(pair), options);
}

Encoding Tokenizer::post_process(Encoding first, std::optional<Encoding> second,
                                 const EncodeOptions& options) const {
  const bool is_pair = second.has_value();
  const std::size_t specials = options.add_special_tokens ? post_processor().added_tokens(is_pair) : 0;
  const Kept kept = plan_truncation(first.size(), is_pair ? second->size() : 0, is_pair, specials, options);
  if (kept.truncated) {
    first.truncate(kept.first, options.stride, options.truncation_direction);
    if (is_pair) second->truncate(kept.second, options.stride, options.truncation_direction);
  }
  std::vector<Encoding> sequences;
  sequences.push_back(std::move(first));
  if (is_pair) sequences.push_back(std::move(*second));
  Encoding out = post_processor().process(std::move(sequences), options.add_special_tokens);
  if (options.padding == PaddingStrategy::kFixed) {
    out.pad(padded_length(options.pad_to_length, options.pad_to_multiple_of), options.pad);
  } else if (options.padding == PaddingStrategy::kLongest) {
    // A row by itself is the longest of its batch; the batch pads again.
    out.pad(padded_length(out.size(), options.pad_to_multiple_of), options.pad);
  }
  return out;
}

Kept plan_truncation(std::size_t first, std::size_t second, bool is_pair, std::size_t specials,
                     const EncodeOptions& options) {
  const Kept whole{first, second, false};
  if (options.truncation == TruncationStrategy::kNone) return whole;
  // The reference subtracts without a sign: a maximum below the number of specials wraps and nothing is cut.
  if (options.max_length < specials) return whole;
  const std::size_t budget = options.max_length - specials;
  const std::size_t total = first + second;
  if (budget == 0) return Kept{0, 0, true};
  if (total <= budget) return whole;
  const std::size_t excess = total - budget;
  switch (options.truncation) {
    case TruncationStrategy::kLongestFirst: {
      if (!is_pair) return Kept{budget, 0, true};
      // The shorter one keeps all it has up to half of the budget; the odd token goes to the longer one.
      std::size_t shorter = std::min(first, second);
      std::size_t longer = shorter > budget ? shorter : std::max(shorter, budget - shorter);
      if (shorter + longer > budget) {
        shorter = budget / 2;
        longer = shorter + budget % 2;
      }
      return first > second ? Kept{longer, shorter, true} : Kept{shorter, longer, true};
    }
    case TruncationStrategy::kOnlyFirst:
    case TruncationStrategy::kOnlySecond: {
      const bool is_first = options.truncation == TruncationStrategy::kOnlyFirst;
      if (!is_first && !is_pair) {
        throw Error(Status::kInvalidArgument, "Truncation error: Second sequence not provided");
      }
      const std::size_t target = is_first ? first : second;
      if (target <= excess) {
        throw Error(Status::kInvalidArgument,
                    "Truncation error: Sequence to truncate too short to respect the provided max_length");
      }
      return is_first ? Kept{first - excess, second, true} : Kept{first, second - excess, true};
    }
    case TruncationStrategy::kNone:
      break;
  }
  return whole;
}

}  // namespace btt::pipeline
