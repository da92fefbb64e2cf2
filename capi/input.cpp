#include "input.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "guard.hpp"
#include "text/span.hpp"

namespace btt::capi {
namespace {

constexpr std::size_t kMaxEntries = std::numeric_limits<std::ptrdiff_t>::max() / sizeof(std::string_view) - 1;

// Stands for a column of no entries: a column without a pointer would count as not given.
constexpr std::string_view kNoViews[1] = {std::string_view("", 0)};

void check_text_size(std::size_t bytes, std::int64_t row) {
  if (bytes > text::kMaxTextBytes) {
    throw Error(Status::kLimit, "a text has " + std::to_string(bytes) + " bytes, the limit is 2 GiB", row);
  }
}

std::string element(const char* name, std::size_t index) {
  return std::string(name) + "[" + std::to_string(index) + "]";
}

}  // namespace

void check_row_count(std::size_t count) {
  if (count > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(Status::kLimit, "input has " + std::to_string(count) + " rows, the limit is 2^31 - 1");
  }
}

TextInput::TextInput(const btt_input& given, bool is_pretokenized) {
  const Side texts{given.texts, given.packed, given.packed_offsets, given.word_splits,
                   "texts",     "packed",     "packed_offsets",     "word_splits"};
  const Side pairs{given.pairs, given.pair_packed, given.pair_packed_offsets, given.pair_word_splits,
                   "pairs",     "pair_packed",     "pair_packed_offsets",     "pair_word_splits"};
  check_row_count(given.count);
  input_.count = given.count;
  input_.is_pretokenized = is_pretokenized;
  if (texts.views != nullptr && texts.offsets != nullptr) refuse("texts and packed_offsets are both given");
  const std::size_t entries = is_pretokenized ? words_of(texts) : given.count;
  if (!is_pretokenized && (texts.splits != nullptr || pairs.splits != nullptr)) {
    refuse("word_splits are given without BTT_ENCODE_PRETOKENIZED");
  }
  input_.texts = column_of(texts, entries, texts_);
  input_.word_splits = texts.splits;
  read_pairs(given, texts, pairs);
}

void TextInput::read_pairs(const btt_input& given, const Side& texts, const Side& pairs) {
  const bool are_given = pairs.views != nullptr || pairs.offsets != nullptr || pairs.splits != nullptr;
  if (pairs.packed != nullptr && pairs.offsets == nullptr) refuse("pair_packed is given without offsets");
  if ((pairs.views != nullptr && texts.offsets != nullptr) ||
      (pairs.offsets != nullptr && texts.views != nullptr) ||
      (pairs.views != nullptr && pairs.offsets != nullptr)) {
    refuse("texts and pairs are given in different forms");
  }
  const std::uint8_t* const has_pair = given.has_pair;
  for (std::size_t row = 0; has_pair != nullptr && row < given.count; ++row) {
    if (has_pair[row] > 1 || (has_pair[row] == 1 && !are_given)) {
      refuse(element("has_pair", row) + " is " + std::to_string(has_pair[row]) +
                 (are_given ? ", expected 0 or 1" : ", and no pairs are given"),
             static_cast<std::int64_t>(row));
    }
  }
  if (!are_given) return;
  input_.has_pair = has_pair;
  input_.pair_word_splits = pairs.splits;
  if (input_.is_pretokenized || pairs.offsets != nullptr) {
    input_.pairs = column_of(pairs, input_.is_pretokenized ? words_of(pairs) : given.count, pairs_);
    return;
  }
  // Views of whole texts: an entry without data is a row without a second text.
  pairs_.reserve(given.count);
  for (std::size_t row = 0; row < given.count; ++row) {
    const auto at = static_cast<std::int64_t>(row);
    const btt_str text = pairs.views[row];
    if (has_pair != nullptr && has_pair[row] == 0) {
      pairs_.emplace_back();
      continue;
    }
    if (text.data == nullptr && (text.size != 0 || has_pair != nullptr)) {
      refuse(element("pairs", row) + " has no data" + (text.size != 0 ? " but a size" : ", has_pair is 1"),
             at);
    }
    check_text_size(text.size, at);
    pairs_.emplace_back(text.data, text.size);
  }
  input_.pairs.views = pairs_.empty() ? kNoViews : pairs_.data();
}

std::size_t TextInput::words_of(const Side& side) const {
  if (side.splits == nullptr) {
    if (input_.count == 0) return 0;
    refuse(std::string(side.splits_name) + " is NULL with BTT_ENCODE_PRETOKENIZED");
  }
  if (side.splits[0] != 0)
    refuse(element(side.splits_name, 0) + " is not 0", input_.count == 0 ? kNowhere : 0);
  for (std::size_t row = 0; row < input_.count; ++row) {
    if (side.splits[row + 1] < side.splits[row]) {
      refuse(element(side.splits_name, row + 1) + " is below the entry before it",
             static_cast<std::int64_t>(row));
    }
  }
  const auto words = static_cast<std::uint64_t>(side.splits[input_.count]);
  if (words > kMaxEntries) {
    throw Error(Status::kLimit, std::string(side.splits_name) + " names " + std::to_string(words) + " words");
  }
  return static_cast<std::size_t>(words);
}

std::int64_t TextInput::row_of(const Side& side, std::size_t entry) const noexcept {
  if (!input_.is_pretokenized) return static_cast<std::int64_t>(entry);
  const std::int64_t* const begin = side.splits;
  const std::int64_t* const next =
      std::upper_bound(begin, begin + input_.count + 1, static_cast<std::int64_t>(entry));
  return static_cast<std::int64_t>(next - begin) - 1;
}

batch::TextColumn TextInput::column_of(const Side& side, std::size_t entries,
                                       std::vector<std::string_view>& views) const {
  batch::TextColumn column;
  if (side.offsets != nullptr) {
    check_offsets(side, entries);
    column.packed = side.packed == nullptr ? "" : side.packed;
    column.offsets = side.offsets;
    return column;
  }
  if (side.packed != nullptr) {
    refuse(std::string(side.packed_name) + " is given without " + side.offsets_name);
  }
  if (side.views == nullptr && entries != 0) {
    refuse(std::string(side.views_name) + " and " + side.offsets_name + " are both NULL");
  }
  views.reserve(entries);
  for (std::size_t i = 0; i < entries; ++i) {
    const btt_str text = side.views[i];
    if (text.data == nullptr && text.size != 0) {
      refuse(element(side.views_name, i) + " has a size but no data", row_of(side, i));
    }
    check_text_size(text.size, row_of(side, i));
    views.emplace_back(text.data == nullptr ? "" : text.data, text.size);
  }
  column.views = views.empty() ? kNoViews : views.data();
  return column;
}

void TextInput::check_offsets(const Side& side, std::size_t entries) const {
  const std::int64_t* const offsets = side.offsets;
  if (offsets[0] < 0) refuse(element(side.offsets_name, 0) + " is negative", entries == 0 ? kNowhere : 0);
  for (std::size_t i = 0; i < entries; ++i) {
    if (offsets[i + 1] < offsets[i]) {
      refuse(element(side.offsets_name, i + 1) + " is below the entry before it", row_of(side, i));
    }
    const std::int64_t bytes = offsets[i + 1] - offsets[i];
    if (static_cast<std::uint64_t>(bytes) > text::kMaxTextBytes) {
      check_text_size(static_cast<std::size_t>(bytes), row_of(side, i));
    }
  }
  if (side.packed == nullptr && offsets[entries] != 0) {
    refuse(std::string(side.packed_name) + " is NULL, and " + side.offsets_name + " names bytes of it");
  }
}

}  // namespace btt::capi
