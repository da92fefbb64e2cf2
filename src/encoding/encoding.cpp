#include "encoding/encoding.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"

namespace btt::encoding {
namespace {

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

template <typename T>
std::vector<T> part(const std::vector<T>& all, std::size_t begin, std::size_t end) {
  return std::vector<T>(all.begin() + static_cast<std::ptrdiff_t>(begin),
                        all.begin() + static_cast<std::ptrdiff_t>(end));
}

template <typename T>
void insert_padding(std::vector<T>& values, std::size_t count, const T& value, Direction direction) {
  values.insert(direction == Direction::kLeft ? values.begin() : values.end(), count, value);
}

}  // namespace

void Encoding::reserve(std::size_t tokens_expected) {
  ids.reserve(tokens_expected);
  type_ids.reserve(tokens_expected);
  tokens.reserve(tokens_expected);
  words.reserve(tokens_expected);
  offsets.reserve(tokens_expected);
  special_tokens_mask.reserve(tokens_expected);
  attention_mask.reserve(tokens_expected);
}

void Encoding::add(std::int32_t id, std::int32_t type_id, std::string token, std::int32_t word, Offset offset,
                   bool special) {
  ids.push_back(id);
  type_ids.push_back(type_id);
  tokens.push_back(std::move(token));
  words.push_back(word);
  offsets.push_back(offset);
  special_tokens_mask.push_back(special ? 1 : 0);
  attention_mask.push_back(1);
}

Encoding Encoding::special(std::int32_t id, std::int32_t type_id, const std::string& token) {
  Encoding encoding;
  encoding.add(id, type_id, token, kNone, Offset{0, 0}, true);
  return encoding;
}

void Encoding::record_sequence(std::size_t sequence, Range range) {
  for (SequenceRange& known : ranges_) {
    if (known.sequence == sequence) {
      known.tokens = range;
      return;
    }
  }
  ranges_.push_back(SequenceRange{sequence, range});
}

void Encoding::set_type_ids(std::int32_t type_id) {
  std::fill(type_ids.begin(), type_ids.end(), type_id);
}

Range Encoding::sequence_range(std::size_t sequence) const noexcept {
  for (const SequenceRange& known : ranges_) {
    if (known.sequence == sequence) return known.tokens;
  }
  return Range{0, size()};
}

std::vector<std::int32_t> Encoding::sequence_ids() const {
  // As the reference: sequences 0 .. n in order, later ones overwrite, and a number without a record stands
  // for the whole row.
  std::vector<std::int32_t> sequences(size(), kNone);
  for (std::size_t sequence = 0; sequence < n_sequences(); ++sequence) {
    const Range range = sequence_range(sequence);
    const std::size_t end = std::min(range.second, size());
    for (std::size_t i = range.first; i < end; ++i) sequences[i] = static_cast<std::int32_t>(sequence);
  }
  return sequences;
}

Encoding Encoding::slice(std::size_t begin, std::size_t end) const {
  Encoding result;
  result.ids = part(ids, begin, end);
  result.type_ids = part(type_ids, begin, end);
  result.tokens = part(tokens, begin, end);
  result.words = part(words, begin, end);
  result.offsets = part(offsets, begin, end);
  result.special_tokens_mask = part(special_tokens_mask, begin, end);
  result.attention_mask = part(attention_mask, begin, end);
  return result;
}

void Encoding::truncate(std::size_t max_length, std::size_t stride, Direction direction) {
  const std::size_t length = size();
  if (max_length >= length) return;
  if (max_length == 0) {
    Encoding whole = std::move(*this);
    *this = Encoding();
    overflowing.push_back(std::move(whole));
    return;
  }
  if (stride >= max_length) {
    throw Error(Status::kInvalidArgument, "stride must be strictly less than the " +
                                              std::to_string(max_length) + " tokens that are kept, got " +
                                              std::to_string(stride));
  }
  const std::size_t step = max_length - stride;
  std::vector<Encoding> parts;
  if (direction == Direction::kRight) {
    for (std::size_t begin = 0;; begin += step) {
      const std::size_t end = std::min(begin + max_length, length);
      parts.push_back(slice(begin, end));
      if (end == length) break;
    }
  } else {
    for (std::size_t end = length;; end -= step) {
      const std::size_t begin = end > max_length ? end - max_length : 0;
      parts.push_back(slice(begin, end));
      if (begin == 0) break;
    }
  }
  Encoding main = std::move(parts.front());
  parts.erase(parts.begin());
  main.overflowing = std::move(parts);
  *this = std::move(main);
}

void Encoding::pad(std::size_t target, const Padding& padding) {
  for (Encoding& part : overflowing) part.pad(target, padding);
  if (size() >= target) return;
  const std::size_t count = target - size();
  insert_padding(ids, count, padding.id, padding.direction);
  insert_padding(type_ids, count, padding.type_id, padding.direction);
  insert_padding(tokens, count, padding.token, padding.direction);
  insert_padding(words, count, kNone, padding.direction);
  insert_padding(offsets, count, Offset{0, 0}, padding.direction);
  insert_padding(special_tokens_mask, count, std::int32_t{1}, padding.direction);
  insert_padding(attention_mask, count, std::int32_t{0}, padding.direction);
  if (padding.direction == Direction::kLeft) {
    for (SequenceRange& range : ranges_) {
      range.tokens.first += count;
      range.tokens.second += count;
    }
  }
}

void Encoding::append_arrays(const Encoding& other) {
  const std::size_t length = size();
  for (const SequenceRange& range : other.ranges_) {
    record_sequence(range.sequence, Range{range.tokens.first + length, range.tokens.second + length});
  }
  append(ids, other.ids);
  append(type_ids, other.type_ids);
  append(tokens, other.tokens);
  append(words, other.words);
  append(offsets, other.offsets);
  append(special_tokens_mask, other.special_tokens_mask);
  append(attention_mask, other.attention_mask);
}

void Encoding::merge_with(const Encoding& other, bool growing_offsets) {
  std::vector<Encoding> combined;
  const auto combine = [&](const Encoding& left, const Encoding& right) {
    combined.push_back(left);
    combined.back().merge_with(right, growing_offsets);
  };
  for (const Encoding& own : overflowing) {
    combine(own, other);
    for (const Encoding& others : other.overflowing) combine(own, others);
  }
  for (const Encoding& others : other.overflowing) combine(*this, others);
  const std::size_t length = size();
  const std::int32_t shift = growing_offsets && length > 0 ? offsets.back().end : 0;
  append_arrays(other);
  overflowing = std::move(combined);
  const auto grow = [&](std::int32_t& offset) {
    if (__builtin_add_overflow(offset, shift, &offset)) {
      throw Error(Status::kLimit, "an offset grows beyond 2^31 - 1");
    }
  };
  for (std::size_t i = length; shift != 0 && i < size(); ++i) {
    grow(offsets[i].begin);
    grow(offsets[i].end);
  }
}

Encoding Encoding::merge(std::vector<Encoding> encodings, bool growing_offsets) {
  Encoding merged;
  for (std::size_t i = 0; i < encodings.size(); ++i) {
    merged.merge_with(encodings[i], growing_offsets);
  }
  return merged;
}

std::optional<std::size_t> Encoding::token_to_sequence(std::size_t token) const noexcept {
  if (token > size()) return std::nullopt;
  if (ranges_.empty()) return 0;
  for (const SequenceRange& range : ranges_) {
    if (token >= range.tokens.first && token < range.tokens.second) return range.sequence;
  }
  return std::nullopt;
}

std::optional<std::int32_t> Encoding::token_to_word(std::size_t token) const noexcept {
  if (!token_to_sequence(token) || token >= size() || words[token] == kNone) return std::nullopt;
  return words[token];
}

std::optional<Offset> Encoding::token_to_chars(std::size_t token) const noexcept {
  if (!token_to_sequence(token) || token >= size()) return std::nullopt;
  return offsets[token];
}

std::optional<Range> Encoding::word_to_tokens(std::size_t word, std::size_t sequence) const noexcept {
  if (word > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) return std::nullopt;
  const auto wanted = static_cast<std::int32_t>(word);
  const Range range = sequence_range(sequence);
  if (range.second > size()) return std::nullopt;
  std::optional<Range> found;
  // Stops at the first larger word, as the reference does; none sorts below every number.
  for (std::size_t i = range.first; i < range.second && words[i] <= wanted; ++i) {
    if (words[i] != wanted) continue;
    if (!found) found = Range{i, i + 1};
    found->second = i + 1;
  }
  return found;
}

std::optional<Offset> Encoding::word_to_chars(std::size_t word, std::size_t sequence) const noexcept {
  const std::optional<Range> range = word_to_tokens(word, sequence);
  if (!range) return std::nullopt;
  return Offset{offsets[range->first].begin, offsets[range->second - 1].end};
}

std::optional<std::size_t> Encoding::char_to_token(std::size_t position,
                                                   std::size_t sequence) const noexcept {
  if (position > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) return std::nullopt;
  const auto wanted = static_cast<std::int32_t>(position);
  const Range range = sequence_range(sequence);
  if (range.second > size()) return std::nullopt;
  for (std::size_t i = range.first; i < range.second; ++i) {
    if (wanted >= offsets[i].begin && wanted < offsets[i].end) return i;
  }
  return std::nullopt;
}

std::optional<std::int32_t> Encoding::char_to_word(std::size_t position,
                                                   std::size_t sequence) const noexcept {
  const std::optional<std::size_t> token = char_to_token(position, sequence);
  if (!token) return std::nullopt;
  return token_to_word(*token);
}

}  // namespace btt::encoding
