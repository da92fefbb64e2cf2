// Encoding of texts and options chosen by the input, every way there is, compared with each other.
//
//   batch object -> matrix   ==  one-shot matrix   ==  flat arrays (one-shot and batch)   at every SIMD level
//
// and: too small a buffer is reported with the sizes that then suffice, nothing outside the capacity is
// written, btt_count_tokens counts what is encoded, btt_max_tokens bounds it, byte offsets lie inside the
// text.
#include <algorithm>
#include <vector>

#include "fuzz_support.hpp"

namespace {

using fuzz::require;
using fuzz::require_ok;

constexpr std::int64_t kUntouched = -7777;
constexpr std::size_t kGuard = 3;

struct Case {
  std::vector<btt_str> texts;
  std::vector<btt_str> pairs;
  std::vector<std::int64_t> splits;
  std::vector<std::int64_t> pair_splits;
  std::string packed;
  std::vector<std::int64_t> packed_offsets;
  btt_input input{};
  btt_encode_options options{};
};

void choose_options(fuzz::Choices& choices, btt_encode_options& options) {
  options.struct_size = sizeof(options);
  // Everything but the batch object's tracking flags, which are set below, and pre-tokenized input, see
  // choose_texts.
  constexpr std::uint32_t kFlags = BTT_ENCODE_NO_SPECIAL_TOKENS | BTT_ENCODE_PAD_LEFT |
                                   BTT_ENCODE_TRUNCATE_LEFT | BTT_ENCODE_RETURN_OVERFLOW |
                                   BTT_ENCODE_SPECIAL_AS_TEXT | BTT_ENCODE_STRICT_UTF8 |
                                   BTT_ENCODE_OVERRIDE_PAD;
  options.flags = choices.byte() & kFlags;
  options.truncation = static_cast<std::int32_t>(choices.below(4));
  options.padding = static_cast<std::int32_t>(choices.below(3));
  options.offset_unit = static_cast<std::int32_t>(choices.below(3));
  options.max_length = choices.below(24);
  options.stride = choices.yes() ? choices.below(6) : 0;
  options.pad_to_length = choices.yes() ? choices.below(40) : 0;
  options.pad_to_multiple_of = choices.yes() ? choices.below(9) : 0;
  options.pad_id = choices.byte();
  options.pad_type_id = choices.byte();
  options.num_threads = 1 + static_cast<std::uint32_t>(choices.below(2));
}

std::vector<btt_str> choose_strings(fuzz::Choices& choices, std::size_t count) {
  std::vector<btt_str> strings;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view text = choices.text(choices.below(96));
    strings.push_back({text.data(), text.size()});
  }
  return strings;
}

// Cuts `words` entries into `rows` rows.
std::vector<std::int64_t> choose_splits(fuzz::Choices& choices, std::size_t rows, std::size_t words) {
  std::vector<std::int64_t> splits{0};
  for (std::size_t row = 1; row < rows; ++row)
    splits.push_back(static_cast<std::int64_t>(choices.below(words + 1)));
  splits.push_back(static_cast<std::int64_t>(words));
  std::sort(splits.begin(), splits.end());
  return splits;
}

void choose_texts(fuzz::Choices& choices, Case& c) {
  const std::size_t rows = 1 + choices.below(4);
  const bool words = choices.below(4) == 0;
  const bool with_pairs = choices.yes();
  const bool packed = choices.yes();
  const std::size_t entries = words ? choices.below(9) : rows;
  c.texts = choose_strings(choices, entries);
  if (with_pairs) c.pairs = choose_strings(choices, entries);

  c.input.struct_size = sizeof(c.input);
  c.input.count = rows;
  static const btt_str kNone{};
  if (packed && !with_pairs) {
    c.packed_offsets.push_back(0);
    for (const btt_str& text : c.texts) {
      c.packed.append(text.data, text.size);
      c.packed_offsets.push_back(static_cast<std::int64_t>(c.packed.size()));
    }
    c.input.packed = c.packed.data();
    c.input.packed_offsets = c.packed_offsets.data();
  } else {
    c.input.texts = c.texts.empty() ? &kNone : c.texts.data();
    if (with_pairs) c.input.pairs = c.pairs.empty() ? &kNone : c.pairs.data();
  }
  if (words) {
    c.options.flags |= BTT_ENCODE_PRETOKENIZED;
    c.splits = choose_splits(choices, rows, c.texts.size());
    c.input.word_splits = c.splits.data();
    if (with_pairs) {
      c.pair_splits = choose_splits(choices, rows, c.pairs.size());
      c.input.pair_word_splits = c.pair_splits.data();
    }
  }
}

struct Matrix {
  std::size_t rows;
  std::size_t width;
  std::vector<std::vector<std::int64_t>> wide;  // ids, mask, types, specials, words, sequences
  std::vector<std::int64_t> offsets, lengths, samples;
  btt_output output{};

  // With `guard`, rows are apart and no cell between them may be written.
  Matrix(std::size_t rows_, std::size_t width_, std::size_t guard) : rows(rows_), width(width_) {
    const std::size_t stride = width + guard;
    const auto tensor = [](std::vector<std::int64_t>& cells, std::size_t size, std::size_t row_stride) {
      cells.assign(size + 1, kUntouched);  // one more: never a null pointer, and a guard at the end
      return btt_tensor{cells.data(), BTT_INT64, 0, row_stride};
    };
    wide.resize(6);
    output.struct_size = sizeof(output);
    output.rows = rows;
    output.width = width;
    btt_tensor* tensors[] = {
        &output.ids,      &output.attention_mask, &output.token_type_ids, &output.special_tokens_mask,
        &output.word_ids, &output.sequence_ids};
    for (std::size_t i = 0; i < wide.size(); ++i) {
      *tensors[i] = tensor(wide[i], rows * stride, guard == 0 ? 0 : stride);
    }
    output.offsets = tensor(offsets, rows * stride * 2, guard == 0 ? 0 : stride * 2);
    output.lengths = tensor(lengths, rows, 0);
    output.sample_index = tensor(samples, rows, 0);
  }

  void require_guards(std::size_t guard) const {
    for (std::size_t row = 0; guard != 0 && row < rows; ++row) {
      for (std::size_t cell = row * (width + guard) + width; cell < (row + 1) * (width + guard); ++cell) {
        for (const auto& cells : wide)
          require(cells[cell] == kUntouched, "cells between rows stay untouched");
        require(offsets[2 * cell] == kUntouched && offsets[2 * cell + 1] == kUntouched,
                "offsets between rows too");
      }
    }
    for (const auto& cells : wide) require(cells.back() == kUntouched, "nothing behind a tensor is written");
    for (const auto* cells : {&offsets, &lengths, &samples}) {
      require(cells->back() == kUntouched, "nothing behind a tensor is written");
    }
  }

  // Integer `i` of row `row` of tensor `cells`, rows `guard` apart.
  std::int64_t at(const std::vector<std::int64_t>& cells, std::size_t row, std::size_t i,
                  std::size_t guard) const {
    return cells[row * (width + guard) + i];
  }
};

struct Flat {
  std::vector<std::int32_t> ids, types, specials, words, sequences, offsets, samples;
  std::vector<std::int64_t> row_offsets;
  btt_ragged output{};

  Flat(std::size_t rows, std::size_t tokens) : row_offsets(rows + 1, kUntouched) {
    const auto tensor = [](std::vector<std::int32_t>& cells, std::size_t size) {
      cells.assign(size + 1, -7777);
      return btt_tensor{cells.data(), BTT_INT32, 0, 0};
    };
    output.struct_size = sizeof(output);
    output.rows = rows;
    output.tokens = tokens;
    output.ids = tensor(ids, tokens);
    output.token_type_ids = tensor(types, tokens);
    output.special_tokens_mask = tensor(specials, tokens);
    output.word_ids = tensor(words, tokens);
    output.sequence_ids = tensor(sequences, tokens);
    output.offsets = tensor(offsets, 2 * tokens);
    output.sample_index = tensor(samples, rows);
    output.row_offsets = row_offsets.data();
  }

  bool operator==(const Flat& other) const {
    return ids == other.ids && types == other.types && specials == other.specials && words == other.words &&
           sequences == other.sequences && offsets == other.offsets && samples == other.samples &&
           row_offsets == other.row_offsets;
  }
};

// The width that rows are padded to. The longest main row decides; overflow rows may be longer and stay as
// they are.
std::size_t padding_target(const Flat& flat, std::size_t rows, const btt_encode_options& options) {
  std::size_t target = 0;
  if (options.padding == BTT_PADDING_MAX_LENGTH) {
    target = options.pad_to_length != 0 ? options.pad_to_length : options.max_length;
  } else if (options.padding == BTT_PADDING_LONGEST) {
    for (std::size_t row = 0; row < rows; ++row) {
      if (row > 0 && flat.samples[row] == flat.samples[row - 1]) continue;
      target = std::max(target, static_cast<std::size_t>(flat.row_offsets[row + 1] - flat.row_offsets[row]));
    }
  }
  const std::size_t multiple = options.pad_to_multiple_of;
  return multiple == 0 ? target : (target + multiple - 1) / multiple * multiple;
}

constexpr const char* kNames[] = {
    "ids of matrix and flat arrays agree",      "the mask of a token is 1",
    "type ids of matrix and flat arrays agree", "special masks of matrix and flat arrays agree",
    "word ids of matrix and flat arrays agree", "sequence ids of matrix and flat arrays agree"};

// Row by row, token by token: the matrix says what the flat arrays say, and pads as the options ask.
void compare(const Matrix& matrix, std::size_t guard, const Flat& flat, const btt_encode_options& options) {
  const std::size_t target = padding_target(flat, matrix.rows, options);
  std::size_t longest = target;
  const bool pads = options.padding != BTT_PADDING_NONE;
  for (std::size_t row = 0; row < matrix.rows; ++row) {
    const auto begin = static_cast<std::size_t>(flat.row_offsets[row]);
    const auto length = static_cast<std::size_t>(flat.row_offsets[row + 1]) - begin;
    const std::size_t padded = pads ? matrix.width : length;
    longest = std::max(longest, length);
    require(matrix.lengths[row] == static_cast<std::int64_t>(length), "lengths agree");
    require(matrix.samples[row] == flat.samples[row], "sample indices agree");
    const std::size_t first = (options.flags & BTT_ENCODE_PAD_LEFT) != 0 ? padded - length : 0;
    for (std::size_t i = 0; i < length; ++i) {
      const std::size_t token = begin + i;
      const std::int64_t expected[] = {flat.ids[token],   1,
                                       flat.types[token], flat.specials[token],
                                       flat.words[token], flat.sequences[token]};
      for (std::size_t t = 0; t < matrix.wide.size(); ++t) {
        require(matrix.at(matrix.wide[t], row, first + i, guard) == expected[t], kNames[t]);
      }
      for (std::size_t side = 0; side < 2; ++side) {
        const std::size_t cell = row * (matrix.width + guard) + first + i;
        require(matrix.offsets[2 * cell + side] == flat.offsets[2 * token + side], "offsets agree");
      }
    }
    for (std::size_t cell = 0; cell < matrix.width; ++cell) {
      if (cell >= first && cell < first + length) continue;
      const bool is_padding = cell < padded;
      require(matrix.at(matrix.wide[1], row, cell, guard) == (is_padding ? 0 : kUntouched),
              "padding is masked, what lies behind it is not written");
      if (is_padding && (options.flags & BTT_ENCODE_OVERRIDE_PAD) != 0) {
        require(matrix.at(matrix.wide[0], row, cell, guard) == options.pad_id,
                "the pad id that was asked for");
      }
    }
  }
  require(matrix.width == longest, "the width is that of the longest row, or what padding asks for");
}

void check_offsets(const Case& c, const Flat& flat) {
  if (c.options.offset_unit != BTT_OFFSETS_BYTES || (c.options.flags & BTT_ENCODE_PRETOKENIZED) != 0) return;
  for (std::size_t row = 0; row + 1 < flat.row_offsets.size(); ++row) {
    const auto sample = static_cast<std::size_t>(flat.samples[row]);
    for (auto token = static_cast<std::size_t>(flat.row_offsets[row]);
         token < static_cast<std::size_t>(flat.row_offsets[row + 1]); ++token) {
      const std::int32_t begin = flat.offsets[2 * token];
      const std::int32_t end = flat.offsets[2 * token + 1];
      require(begin >= 0 && begin <= end, "offsets are ordered");
      if (flat.sequences[token] < 0) continue;
      const btt_str text = flat.sequences[token] == 0 ? c.texts[sample] : c.pairs[sample];
      require(static_cast<std::size_t>(end) <= text.size, "offsets lie in the text");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const btt_tokenizer* tokenizer = fuzz::tiny_tokenizer();
  fuzz::Choices choices(data, size);
  Case c;
  choose_options(choices, c.options);
  choose_texts(choices, c);

  // The batch object.
  btt_encode_options tracked = c.options;
  tracked.flags |= BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;
  static btt_batch* batch = [] {
    btt_batch* made = nullptr;
    require_ok(btt_batch_create(fuzz::tiny_tokenizer(), &made), "btt_batch_create");
    return made;
  }();
  const btt_status status = btt_batch_encode(batch, &c.input, &tracked);
  if (status != BTT_OK) {
    require(status == BTT_ERR_INVALID_ARGUMENT || status == BTT_ERR_INVALID_UTF8, "an expected refusal");
    Matrix refused(64, 64, 0);
    require(btt_encode_batch(tokenizer, &c.input, &c.options, &refused.output) == status,
            "one-shot refuses it too");
    refused.require_guards(0);
    return 0;
  }
  btt_batch_info info{};
  info.struct_size = sizeof(info);
  require_ok(btt_batch_get_info(batch, &info), "btt_batch_get_info");
  if ((c.options.flags & BTT_ENCODE_RETURN_OVERFLOW) == 0)
    require(info.rows == c.input.count, "a row for each input");

  // Flat arrays, from the batch and in one call, at every level.
  Flat flat(info.rows, info.tokens);
  require_ok(btt_batch_write_ragged(batch, &flat.output),
             "btt_batch_write_ragged at the size that was answered");
  require(flat.output.out_rows == info.rows && flat.output.out_tokens == info.tokens, "sizes agree");
  require(flat.row_offsets.front() == 0 && flat.row_offsets.back() == static_cast<std::int64_t>(info.tokens),
          "row offsets are complete");
  check_offsets(c, flat);
  btt_encode_options unpadded = c.options;
  unpadded.padding = BTT_PADDING_NONE;
  const std::uint32_t levels = btt_simd_levels();
  for (std::int32_t level = 0; level < 32; ++level) {
    if ((levels >> level & 1) == 0) continue;
    require_ok(btt_set_simd_level(level), "a level of the mask can be set");
    Flat once(info.rows, info.tokens);
    require_ok(btt_encode_ragged(tokenizer, &c.input, &unpadded, &once.output),
               "btt_encode_ragged at the exact size");
    require(once == flat, "one-shot flat arrays equal those of the batch");
  }
  require_ok(btt_set_simd_level(BTT_SIMD_AUTO), "back to automatic");

  // Matrices: exact, with rows apart, and too small.
  for (const std::size_t guard : {std::size_t{0}, kGuard}) {
    Matrix written(info.rows, info.width, guard);
    require_ok(btt_batch_write(batch, &written.output), "btt_batch_write at the size that was answered");
    require(written.output.out_rows == info.rows && written.output.out_width == info.width &&
                written.output.out_tokens == info.tokens,
            "btt_batch_write answers the same sizes");
    written.require_guards(guard);
    compare(written, guard, flat, c.options);
    Matrix once(info.rows, info.width, guard);
    require_ok(btt_encode_batch(tokenizer, &c.input, &c.options, &once.output),
               "btt_encode_batch at the exact size");
    require(once.output.out_rows == info.rows && once.output.out_width == info.width &&
                once.output.out_tokens == info.tokens,
            "btt_encode_batch answers the same sizes");
    once.require_guards(guard);
    require(once.wide == written.wide && once.offsets == written.offsets && once.lengths == written.lengths &&
                once.samples == written.samples,
            "one-shot matrix equals that of the batch");
  }
  if (info.width > 0 && info.rows > 0) {
    Matrix narrow(info.rows, info.width - 1, kGuard);
    require(btt_encode_batch(tokenizer, &c.input, &c.options, &narrow.output) == BTT_ERR_BUFFER_TOO_SMALL,
            "one column less is too small");
    require(narrow.output.out_rows == info.rows && narrow.output.out_width == info.width,
            "and says what is needed");
    narrow.require_guards(kGuard);
  }
  if (info.tokens > 0) {
    Flat small(info.rows, info.tokens - 1);
    require(btt_encode_ragged(tokenizer, &c.input, &unpadded, &small.output) == BTT_ERR_BUFFER_TOO_SMALL,
            "one token less is too small");
    require(small.output.out_rows == info.rows && small.output.out_tokens == info.tokens,
            "and says what is needed");
    require(small.ids.back() == -7777 && small.offsets.back() == -7777,
            "nothing behind the capacity is written");
  }

  // Counts and bound.
  std::vector<std::int64_t> counts(c.input.count, kUntouched);
  require_ok(btt_count_tokens(tokenizer, &c.input, &unpadded, counts.data()), "btt_count_tokens");
  std::vector<std::int64_t> main_rows(c.input.count, kUntouched);
  for (std::size_t row = info.rows; row-- > 0;) {  // the main row is the first of its input
    main_rows[static_cast<std::size_t>(flat.samples[row])] =
        flat.row_offsets[row + 1] - flat.row_offsets[row];
  }
  require(counts == main_rows, "counts are the lengths of the main rows");
  if (c.pairs.empty() && (c.options.flags & BTT_ENCODE_PRETOKENIZED) == 0) {
    for (std::size_t row = 0; row < c.input.count; ++row) {
      std::size_t bound = 0;
      const btt_status answer = btt_max_tokens(tokenizer, c.texts[row].size, &bound);
      require(answer == BTT_ERR_UNSUPPORTED ||
                  (answer == BTT_OK && counts[row] <= static_cast<std::int64_t>(bound)),
              "btt_max_tokens is a bound");
    }
  }
  return 0;
}
