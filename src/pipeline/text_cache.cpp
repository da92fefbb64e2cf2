#include "pipeline/text_cache.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "vocab/hash.hpp"

namespace btt::pipeline {
namespace {

constexpr std::size_t kUnit = 16;
// 32 KiB: every new text reads and writes a line of it, at the cost of lines of the word cache.
constexpr std::size_t kSets = 1024;
constexpr std::uint32_t kSeen = ~std::uint32_t{0};

// What an entry holds. Numbers that fit into 16 bits are kept in 16, other ids in 24: all lower halves, then
// what is above them.
constexpr std::uint32_t kSpans = 1;
constexpr std::uint32_t kWords = 2;
constexpr std::uint32_t kNarrowIds = 4;
constexpr std::uint32_t kNarrowSpans = 8;
constexpr std::uint32_t kNarrowWords = 16;
constexpr unsigned kMannerShift = 5;

// The bits that are set in any of them.
std::uint32_t bits_of(const std::int32_t* values, std::size_t count) noexcept {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < count; ++i) all |= static_cast<std::uint32_t>(values[i]);
  return all;
}
constexpr std::uint32_t kNarrowBits = 0xFFFF;
constexpr std::uint32_t kIdBits = 0xFFFFFF;

std::uint16_t lower_at(const char* from, std::size_t i) noexcept {
  std::uint16_t value;
  std::memcpy(&value, from + i * sizeof value, sizeof value);
  return value;
}

template <typename To, typename From>
void copy_values(const char* from, std::size_t count, To* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    From value;
    std::memcpy(&value, from + i * sizeof value, sizeof value);
    to[i] = static_cast<To>(value);
  }
}

template <typename From>
void copy_spans(const char* from, std::size_t count, text::Span* to) noexcept {
  static_assert(sizeof(text::Span) == 2 * sizeof(std::uint32_t), "spans are pairs of numbers");
  copy_values<std::uint32_t, From>(from, 2 * count, &to->begin);
}

template <typename To>
void store_values(const std::int32_t* from, std::size_t count, char* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const auto value = static_cast<To>(from[i]);
    std::memcpy(to + i * sizeof value, &value, sizeof value);
  }
}

template <typename To>
void store_spans(const text::Span* from, std::size_t count, char* to) noexcept {
  for (std::size_t i = 0; i < count; ++i) {
    const To pair[2] = {static_cast<To>(from[i].begin), static_cast<To>(from[i].end)};
    std::memcpy(to + i * sizeof pair, pair, sizeof pair);
  }
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
    : ring_bytes_(bytes < kLeastBytes ? 0
                                      : std::min(bytes - kSets * sizeof(Set), kMostBytes) / kUnit * kUnit) {}

bool TextCache::look_up(std::string_view text, const Manner& manner, model::TokenBuffer& out,
                        Sequence& sequence, Place& place) {
  place.is_wanted = false;
  if (ring_bytes_ == 0 || text.size() < kLeastText || text.size() >= ring_bytes_) return false;
  if (sets_.empty()) {
    sets_ = GrownArray<Set>::uninitialized(kSets);
    forget();
  }
  place.hash = vocab::hash_text(text) + manner.flags() * 0x9E3779B97F4A7C15ULL;
  Set& set = sets_[place.hash % kSets];
  const auto tag = static_cast<std::uint32_t>(place.hash >> 32);
  std::size_t way = 0;
  while (way < kWays && set.tags[way] != tag) ++way;
  const std::uint32_t unit = way < kWays ? set.units[way] : kSeen;
  // The newest stands first.
  for (std::size_t i = std::min(way, kWays - 1); i > 0; --i) {
    set.tags[i] = set.tags[i - 1];
    set.units[i] = set.units[i - 1];
  }
  set.tags[0] = tag;
  set.units[0] = unit;
  place.is_wanted = way < kWays;
  if (unit == kSeen) return false;
  const Header* const entry = entry_at(unit);
  const std::uint32_t details = (out.wants_spans ? kSpans : 0) | (out.wants_words ? kWords : 0);
  // What was kept without details that are wanted now is kept anew.
  if (entry == nullptr || entry->hash != place.hash || entry->text_bytes != text.size() ||
      (entry->flags & details) != details || entry->flags >> kMannerShift != manner.flags())
    return false;
  const char* const start = reinterpret_cast<const char*>(entry);
  if (std::memcmp(start + sizeof(Header), text.data(), text.size()) != 0) return false;
  const std::size_t tokens = entry->tokens;
  out.ids.resize(tokens);
  const char* const ids = start + entry->ids_at();
  std::int32_t* const to = out.ids.data();
  if (entry->has(kNarrowIds)) {
    copy_values<std::int32_t, std::uint16_t>(ids, tokens, to);
  } else {
    const auto* const upper = reinterpret_cast<const unsigned char*>(start + entry->upper_ids_at());
    for (std::size_t i = 0; i < tokens; ++i)
      to[i] = static_cast<std::int32_t>(lower_at(ids, i) | static_cast<std::uint32_t>(upper[i]) << 16);
  }
  if (out.wants_spans) {
    const char* const spans = start + entry->spans_at();
    entry->has(kNarrowSpans) ? copy_spans<std::uint16_t>(spans, tokens, out.spans.room(tokens))
                             : copy_spans<std::uint32_t>(spans, tokens, out.spans.room(tokens));
    out.spans.add(tokens);
  }
  if (out.wants_words) {
    const char* const words = start + entry->words_at();
    entry->has(kNarrowWords) ? copy_values<std::int32_t, std::uint16_t>(words, tokens, out.words.room(tokens))
                             : copy_values<std::int32_t, std::int32_t>(words, tokens, out.words.room(tokens));
    out.words.add(tokens);
  }
  sequence = entry->sequence;
  return true;
}

void TextCache::keep(const Place& place, std::string_view text, const Manner& manner,
                     const model::TokenBuffer& tokens, const Sequence& sequence) {
  // What only the stages say of tokens is not kept.
  if (!tokens.surfaces.empty() || !tokens.outside.empty()) return;
  const std::size_t count = tokens.size();
  const std::uint32_t id_bits = bits_of(tokens.ids.data(), count);
  if (id_bits > kIdBits) return;
  Header header{place.hash, static_cast<std::uint32_t>(text.size()), static_cast<std::uint32_t>(count),
                manner.flags() << kMannerShift, sequence};
  const auto flag = [&](bool is_set, std::uint32_t value) { header.flags |= is_set ? value : 0; };
  flag(id_bits <= kNarrowBits, kNarrowIds);
  flag(tokens.wants_spans, kSpans);
  flag(tokens.wants_spans && text.size() <= kNarrowBits, kNarrowSpans);
  flag(tokens.wants_words, kWords);
  flag(tokens.wants_words && bits_of(tokens.words.data(), count) <= kNarrowBits, kNarrowWords);
  const std::size_t bytes = header.bytes();
  if (bytes > ring_bytes_) return;
  std::uint32_t unit = 0;
  char* const start = room(bytes, unit);
  std::memcpy(start, &header, sizeof header);
  std::memcpy(start + sizeof header, text.data(), text.size());
  char* const ids = start + header.ids_at();
  store_values<std::uint16_t>(tokens.ids.data(), count, ids);
  if (!header.has(kNarrowIds)) {
    char* const upper = start + header.upper_ids_at();
    for (std::size_t i = 0; i < count; ++i) upper[i] = static_cast<char>(tokens.ids[i] >> 16);
  }
  if (header.has(kSpans)) {
    char* const spans = start + header.spans_at();
    header.has(kNarrowSpans) ? store_spans<std::uint16_t>(tokens.spans.data(), count, spans)
                             : store_spans<std::uint32_t>(tokens.spans.data(), count, spans);
  }
  if (header.has(kWords)) {
    char* const words = start + header.words_at();
    header.has(kNarrowWords) ? store_values<std::uint16_t>(tokens.words.data(), count, words)
                             : store_values<std::int32_t>(tokens.words.data(), count, words);
  }
  // After room(), which may have forgotten all.
  Set& set = sets_[place.hash % kSets];
  set.tags[0] = static_cast<std::uint32_t>(place.hash >> 32);
  set.units[0] = unit;
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
  written_ = 0;
}

}  // namespace btt::pipeline
