#include "pipeline/text_cache.hpp"

#include <algorithm>
#include <cstring>

#include "vocab/hash.hpp"

namespace btt::pipeline {
namespace {

constexpr std::size_t kUnit = 16;
// 32 KiB: every new text reads and writes a line of it, at the cost of lines of the word cache.
constexpr std::size_t kSets = 1024;
// 4 KiB. They are cleared after so many new texts, as many as there are tags: by then one in eight would be
// taken for seen. A text that is remembered is encoded and kept once more then.
constexpr std::size_t kSeenBits = 32768;
constexpr std::uint32_t kMostNewTexts = 4096;
constexpr std::size_t kTableBytes = kSets * 32 + kSeenBits / 8;
constexpr std::uint32_t kSeen = ~std::uint32_t{0};

// What an entry holds. Numbers that fit into 16 bits are kept in 16, other ids in 24: all lower halves, then
// what is above them.
constexpr std::uint32_t kSpans = 1;
constexpr std::uint32_t kWords = 2;
constexpr std::uint32_t kNarrowIds = 4;
constexpr std::uint32_t kNarrowSpans = 8;
constexpr std::uint32_t kNarrowWords = 16;
constexpr unsigned kUnitShift = 5;  // of spans
constexpr std::uint32_t kUnits = 3U << kUnitShift;
constexpr std::uint32_t kNarrowBits = 0xFFFF;
constexpr std::uint32_t kIdBits = 0xFFFFFF;

constexpr std::uint32_t flag_of(text::OffsetUnit unit) noexcept {
  return static_cast<std::uint32_t>(unit) << kUnitShift;
}

// The bits that are set in any of them.
template <typename Value>
std::uint32_t bits_of(const Value* values, std::size_t count) noexcept {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < count; ++i) all |= static_cast<std::uint32_t>(values[i]);
  return all;
}

// Spans are pairs of numbers.
static_assert(sizeof(text::Span) == 2 * sizeof(std::uint32_t));
const std::uint32_t* numbers_of(const text::Span* spans) noexcept {
  return reinterpret_cast<const std::uint32_t*>(spans);
}
std::uint32_t* numbers_of(text::Span* spans) noexcept {
  return reinterpret_cast<std::uint32_t*>(spans);
}

template <typename Kept, typename Value>
void load_as(const char* from, std::size_t count, Value* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    Kept value;
    std::memcpy(&value, from + i * sizeof value, sizeof value);
    to[i] = static_cast<Value>(value);
  }
}

template <typename Value>
void load(const char* from, std::size_t count, bool is_narrow, Value* to) noexcept {
  is_narrow ? load_as<std::uint16_t>(from, count, to) : load_as<Value>(from, count, to);
}

template <typename Kept, typename Value>
void store_as(const Value* from, std::size_t count, char* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<Kept>(from[i]);
    std::memcpy(to + i * sizeof value, &value, sizeof value);
  }
}

template <typename Value>
void store(const Value* from, std::size_t count, bool is_narrow, char* to) noexcept {
  is_narrow ? store_as<std::uint16_t>(from, count, to) : store_as<Value>(from, count, to);
}

}  // namespace

// The text follows, then ids, spans and words, each from a multiple of 8 bytes on.
struct alignas(kUnit) TextCache::Header {
  std::uint64_t hash;
  std::uint32_t text_bytes;
  std::uint32_t tokens;
  std::uint32_t flags;
  Sequence sequence;

  bool has(std::uint32_t flag) const noexcept { return (flags & flag) != 0; }
  static std::size_t padded(std::size_t bytes) noexcept { return (bytes + 7) / 8 * 8; }
  std::size_t ids_at() const noexcept { return sizeof(Header) + padded(text_bytes); }
  std::size_t upper_ids_at() const noexcept { return ids_at() + tokens * sizeof(std::uint16_t); }
  std::size_t spans_at() const noexcept { return ids_at() + padded(tokens * (has(kNarrowIds) ? 2U : 3U)); }
  std::size_t words_at() const noexcept {
    return spans_at() + (has(kSpans) ? padded(tokens * (has(kNarrowSpans) ? 4U : 8U)) : 0);
  }
  std::size_t bytes() const noexcept {
    return words_at() + (has(kWords) ? padded(tokens * (has(kNarrowWords) ? 2U : 4U)) : 0);
  }
};

TextCache::TextCache(std::size_t bytes) noexcept
    : ring_bytes_(bytes < kLeastBytes ? 0 : std::min(bytes - kTableBytes, kMostBytes) / kUnit * kUnit) {
  static_assert(sizeof(Set) * kSets + kSeenBits / 8 == kTableBytes);
}

bool TextCache::look_up(std::string_view text, const Manner& manner, model::TokenBuffer& out,
                        Sequence& sequence, Place& place) {
  place.state = State::kIgnored;
  place.unit = manner.unit;
  if (ring_bytes_ == 0 || text.size() < kLeastText || text.size() >= ring_bytes_) return false;
  if (sets_.empty()) {
    seen_ = GrownArray<std::uint64_t>::uninitialized(kSeenBits / 64);
    sets_ = GrownArray<Set>::uninitialized(kSets);
    forget();
  }
  place.hash = vocab::hash_text(text) + manner.flags() * 0x9E3779B97F4A7C15ULL;
  if (!may_be_seen(place.hash)) {
    place.state = State::kUnseen;
    __builtin_prefetch(&set_of(place.hash), 1);
    return false;
  }
  const std::uint32_t unit = put_first(place);
  if (unit == kSeen) return false;
  const Header* const entry = entry_at(unit);
  const std::uint32_t all_details = (out.wants_spans ? kSpans | kUnits : 0) | (out.wants_words ? kWords : 0);
  const std::uint32_t details = all_details & (kSpans | kWords | flag_of(place.unit));
  // What was kept without details that are wanted now is kept anew. Texts that are equal have one hash for
  // each manner, since the factor is odd.
  if (entry == nullptr || entry->hash != place.hash || entry->text_bytes != text.size() ||
      (entry->flags & all_details) != details)
    return false;
  const char* const start = reinterpret_cast<const char*>(entry);
  if (std::memcmp(start + sizeof(Header), text.data(), text.size()) != 0) return false;
  const std::size_t tokens = entry->tokens;
  std::int32_t* const ids = out.ids.room(tokens);
  out.ids.add(tokens);
  load(start + entry->ids_at(), tokens, true, ids);
  if (!entry->has(kNarrowIds)) {
    const auto* const upper = reinterpret_cast<const unsigned char*>(start + entry->upper_ids_at());
    for (std::size_t i = 0; i < tokens; ++i) ids[i] |= upper[i] << 16;
  }
  if (out.wants_spans) {
    text::Span* const spans = out.spans.room(tokens);
    load(start + entry->spans_at(), 2 * tokens, entry->has(kNarrowSpans), numbers_of(spans));
    out.spans.add(tokens);
  }
  if (out.wants_words) {
    load(start + entry->words_at(), tokens, entry->has(kNarrowWords), out.words.room(tokens));
    out.words.add(tokens);
  }
  sequence = entry->sequence;
  return true;
}

bool TextCache::wants(Place& place) noexcept {
  if (place.state == State::kUnseen) put_first(place);
  return place.state == State::kWanted;
}

void TextCache::keep(const Place& place, std::string_view text, const model::TokenBuffer& tokens,
                     const Sequence& sequence) {
  // What only the stages say of tokens is not kept.
  if (!tokens.surfaces.empty() || !tokens.outside.empty()) return;
  const std::size_t count = tokens.size();
  const std::uint32_t id_bits = bits_of(tokens.ids.data(), count);
  if (id_bits > kIdBits) return;
  const std::uint32_t* const spans = numbers_of(tokens.spans.data());
  Header header{place.hash, static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(count), 0,
                sequence};
  const auto flag = [&](bool is_set, std::uint32_t value) { header.flags |= is_set ? value : 0; };
  flag(id_bits <= kNarrowBits, kNarrowIds);
  flag(tokens.wants_spans, kSpans);
  flag(tokens.wants_spans && bits_of(spans, 2 * count) <= kNarrowBits, kNarrowSpans);
  flag(tokens.wants_spans, flag_of(place.unit));
  flag(tokens.wants_words, kWords);
  flag(tokens.wants_words && bits_of(tokens.words.data(), count) <= kNarrowBits, kNarrowWords);
  const std::size_t bytes = header.bytes();
  if (bytes > ring_bytes_) return;
  std::uint32_t unit = 0;
  char* const start = room(bytes, unit);
  std::memcpy(start, &header, sizeof header);
  std::memcpy(start + sizeof header, text.data(), text.size());
  store(tokens.ids.data(), count, true, start + header.ids_at());
  if (!header.has(kNarrowIds)) {
    char* const upper = start + header.upper_ids_at();
    for (std::size_t i = 0; i < count; ++i) upper[i] = static_cast<char>(tokens.ids[i] >> 16);
  }
  if (header.has(kSpans)) store(spans, 2 * count, header.has(kNarrowSpans), start + header.spans_at());
  if (header.has(kWords))
    store(tokens.words.data(), count, header.has(kNarrowWords), start + header.words_at());
  // After room(), which may have forgotten all.
  Set& set = set_of(place.hash);
  set.tags[0] = static_cast<std::uint32_t>(place.hash >> 32);
  set.units[0] = unit;
}

// Whether the bit of this hash was set; it is now.
bool TextCache::may_be_seen(std::uint64_t hash) noexcept {
  // Not the bits of set_of(), nor those of the tag.
  const std::size_t bit = (hash >> 10) % kSeenBits;
  if ((seen_[bit / 64] >> bit % 64 & 1) != 0) return true;
  if (new_texts_ == kMostNewTexts) {
    std::fill(seen_.begin(), seen_.end(), 0);
    new_texts_ = 0;
  }
  ++new_texts_;
  seen_[bit / 64] |= std::uint64_t{1} << bit % 64;
  return false;
}

TextCache::Set& TextCache::set_of(std::uint64_t hash) noexcept {
  return sets_[hash % kSets];
}

// Makes the tag of a text the first of its set, which is the newest; returns where the text stands. It is
// wanted if the tag was there.
std::uint32_t TextCache::put_first(Place& place) noexcept {
  Set& set = set_of(place.hash);
  const auto tag = static_cast<std::uint32_t>(place.hash >> 32);
  std::size_t way = 0;
  while (way < kWays && set.tags[way] != tag) ++way;
  const bool was_there = way < kWays;
  place.state = was_there ? State::kWanted : State::kIgnored;
  const std::uint32_t unit = was_there ? set.units[way] : kSeen;
  for (std::size_t i = std::min(way, kWays - 1); i > 0; --i) {
    set.tags[i] = set.tags[i - 1];
    set.units[i] = set.units[i - 1];
  }
  set.tags[0] = tag;
  set.units[0] = unit;
  return unit;
}

// Null where it was written over.
const TextCache::Header* TextCache::entry_at(std::uint32_t unit) const noexcept {
  const std::size_t round = ring_bytes_ / kUnit;
  if (written_ > unit + round) return nullptr;
  return reinterpret_cast<const Header*>(ring_.data() + unit % round * kUnit);
}

char* TextCache::room(std::size_t bytes, std::uint32_t& unit) {
  if (ring_.empty()) ring_ = GrownArray<char>::uninitialized(ring_bytes_);
  const std::size_t round = ring_bytes_ / kUnit;
  const std::size_t units = (bytes + kUnit - 1) / kUnit;
  const std::size_t left = round - written_ % round;
  if (units > left) written_ += left;
  // The numbers of units are of 32 bits.
  if (written_ + units >= kSeen) forget();
  unit = static_cast<std::uint32_t>(written_);
  written_ += units;
  return ring_.data() + unit % round * kUnit;
}

void TextCache::forget() noexcept {
  for (Set& set : sets_) {
    std::fill(set.tags, set.tags + kWays, 0);
    std::fill(set.units, set.units + kWays, kSeen);
  }
  std::fill(seen_.begin(), seen_.end(), 0);
  new_texts_ = 0;
  written_ = 0;
}

}  // namespace btt::pipeline
