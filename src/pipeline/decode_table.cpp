#include "pipeline/decode_table.hpp"

#include <cstdlib>
#include <cstring>
#include <new>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "decode/byte_fallback.hpp"
#include "decode/byte_level.hpp"
#include "decode/decoder.hpp"
#include "decode/strip.hpp"
#include "pipeline/tokenizer.hpp"
#include "unicode/utf8.hpp"

namespace btt::pipeline {
namespace {

constexpr std::size_t kEntryBytes = 16;
constexpr std::size_t kMostBytes = kEntryBytes - 2;

// Where the last two bytes in memory are in a word.
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr unsigned kSizeShift = 48;
constexpr unsigned kFlagsShift = 56;
#else
constexpr unsigned kSizeShift = 8;
constexpr unsigned kFlagsShift = 0;
#endif

enum Flag : unsigned {
  kMade = 1,             // set in every entry that is there
  kNone = 2,             // the id has no token
  kSpecial = 4,          // left out with skip_special_tokens
  kLong = 8,             // `low` is the address of a LongText
  kByteToken = 16,       // the text is a byte, which is part of a run
  kIllFormed = 32,       // no UTF-8 by itself
  kFirstDropsByte = 64,  // as the first token without its first byte, a space
  kFirstDiffers = 128,   // as the first token something else
};

// Ids that are looked up between two questions for room.
constexpr std::size_t kStretch = 1024;

unsigned flags_of(std::uint64_t high) noexcept {
  return static_cast<unsigned>(high >> kFlagsShift) & 0xFF;
}

std::size_t size_of(std::uint64_t high) noexcept {
  return static_cast<std::size_t>(high >> kSizeShift) & 0xFF;
}

bool is_well_formed(std::string_view text) {
  return unicode::find_invalid(text) == unicode::kNpos;
}

void append(GrownArray<char>& out, std::string_view text) {
  out.append(text.data(), text.size());
}

}  // namespace

void throw_unknown_id(std::int64_t id, std::size_t position) {
  throw Error(
      Status::kNotFound,
      "id " + std::to_string(id) + " at position " + std::to_string(position) + " is not in the vocabulary",
      kNowhere, static_cast<std::int64_t>(position));
}

std::unique_ptr<const DecodeTable> DecodeTable::make(const Tokenizer& tokenizer) {
  decode::TokenRules rules;
  if (!decode::token_rules(*tokenizer.stages().decoder, rules)) return nullptr;
  const std::size_t tokens = tokenizer.model().size() + tokenizer.added().id_count();
  const auto size = static_cast<std::size_t>(tokenizer.max_id() + 1);
  if (size > 4 * tokens + 1024) return nullptr;
  return std::unique_ptr<const DecodeTable>(new DecodeTable(tokenizer, std::move(rules), size));
}

DecodeTable::~DecodeTable() {
  static_assert(sizeof(Word) == sizeof(std::uint64_t) && Word::is_always_lock_free,
                "zeroed memory is words of value 0, and to be freed without more ado");
  std::free(words_.load());
  for (LongText* text = long_texts_.load(); text != nullptr;) {
    delete std::exchange(text, text->next);
  }
}

std::size_t DecodeTable::memory_bytes() const noexcept {
  return sizeof(DecodeTable) + held_bytes(rules_.steps) + held_bytes(rules_.strips) +
         (words_.load() != nullptr ? size_ * kEntryBytes : 0) + long_bytes_.load();
}

// From calloc: pages that no id needs are never touched.
DecodeTable::Word* DecodeTable::words() const {
  Word* known = words_.load(std::memory_order_acquire);
  if (known != nullptr) return known;
  void* const block = std::calloc(size_ + 1, kEntryBytes);
  if (block == nullptr) throw std::bad_alloc();
  auto* const made = static_cast<Word*>(block);
  if (words_.compare_exchange_strong(known, made, std::memory_order_acq_rel)) return made;
  std::free(block);
  return known;
}

// The token as the decoder prints it.
void DecodeTable::print_token(std::string_view token, bool is_first, std::string& out) const {
  out.clear();
  if (!is_first) out.append(rules_.separator);
  out.append(token);
  for (const decode::TokenDecoder* step : rules_.steps) step->apply_one(out, is_first, false);
  if (!rules_.byte_chars) return;
  std::string bytes;
  decode::append_bytes_of(out, bytes);
  out = std::move(bytes);
}

// Answers the address, for `low`. Two threads that make one entry keep a text each: readers may see either.
std::uint64_t DecodeTable::keep_long(std::string text) const {
  auto* const kept = new LongText{nullptr, std::move(text)};
  long_bytes_.fetch_add(sizeof(LongText) + held_bytes(kept->text));
  kept->next = long_texts_.load();
  while (!long_texts_.compare_exchange_weak(kept->next, kept)) {
  }
  return reinterpret_cast<std::uintptr_t>(kept);
}

DecodeTable::Entry DecodeTable::make_entry(Word* words, std::uint64_t id) const {
  unsigned flags = kMade;
  std::string text;
  std::string_view token;
  if (!tokenizer_.id_to_token(static_cast<std::int64_t>(id), token)) {
    flags |= kNone;
  } else {
    // By text, as the reference: a model token that reads like a special one is skipped too.
    if (tokenizer_.added().is_special(token)) flags |= kSpecial;
    print_token(token, false, text);
    if (rules_.byte_chars && !is_well_formed(text)) flags |= kIllFormed;
    if (rules_.first_differs) {
      std::string first;
      print_token(token, true, first);
      if (rules_.byte_chars && !is_well_formed(first)) flags |= kIllFormed;
      const bool drops_space = !text.empty() && text.front() == ' ' && text.compare(1, text.npos, first) == 0;
      if (text != first) flags |= drops_space ? kFirstDropsByte : kFirstDiffers;
    }
    const int byte = rules_.byte_tokens ? decode::byte_of_token(text) : -1;
    if (byte >= 0) {
      flags |= kByteToken;
      text.assign(1, static_cast<char>(byte));
    }
  }
  char bytes[kEntryBytes] = {};
  if (text.size() <= kMostBytes) {
    std::memcpy(bytes, text.data(), text.size());
    bytes[kMostBytes] = static_cast<char>(text.size());
  } else {
    flags |= kLong;
    const std::uint64_t address = keep_long(std::move(text));
    std::memcpy(bytes, &address, sizeof(address));
  }
  bytes[kMostBytes + 1] = static_cast<char>(flags);
  Entry entry;
  std::memcpy(&entry, bytes, sizeof(entry));
  words[2 * id].store(entry.low, std::memory_order_release);
  words[2 * id + 1].store(entry.high, std::memory_order_release);
  return entry;
}

inline DecodeTable::Entry DecodeTable::entry_of(Word* words, std::uint64_t id) const {
  if (id >= size_) return Entry{0, std::uint64_t{kMade | kNone} << kFlagsShift};
  Entry entry;
  entry.high = words[2 * id + 1].load(std::memory_order_acquire);
  entry.low = words[2 * id].load(std::memory_order_acquire);
  return (flags_of(entry.high) & kMade) != 0 ? entry : make_entry(words, id);
}

// The text of an entry from its byte `from` on.
void DecodeTable::append_text(const Entry& entry, std::size_t from, GrownArray<char>& out) const {
  if ((flags_of(entry.high) & kLong) != 0) {
    append(out, std::string_view(reinterpret_cast<const LongText*>(entry.low)->text).substr(from));
  } else {
    char bytes[kEntryBytes];
    std::memcpy(bytes, &entry, sizeof(entry));
    append(out, std::string_view(bytes, size_of(entry.high)).substr(from));
  }
}

template <typename Id>
std::size_t DecodeTable::decode(const Id* ids, std::size_t count, bool skip_special_tokens, bool strict_ids,
                                GrownArray<char>& out) const {
  Word* const words = this->words();
  const std::size_t begin = out.size();
  const unsigned gone = skip_special_tokens ? kNone | kSpecial : kNone;
  const auto id_at = [ids](std::size_t i) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(ids[i]));  // negative ones beyond all others
  };
  const auto is_gone = [&](const Entry& entry, std::size_t i) {
    const unsigned flags = flags_of(entry.high);
    if (strict_ids && (flags & kNone) != 0) throw_unknown_id(static_cast<std::int64_t>(ids[i]), i);
    return (flags & gone) != 0;
  };
  unsigned seen = 0;
  std::size_t i = 0;
  for (; rules_.first_differs && i < count; ++i) {
    const Entry entry = entry_of(words, id_at(i));
    if (is_gone(entry, i)) continue;
    const unsigned flags = flags_of(entry.high);
    if ((flags & kFirstDiffers) != 0) {
      std::string_view token;
      std::string first;
      tokenizer_.id_to_token(static_cast<std::int64_t>(ids[i]), token);
      print_token(token, true, first);
      append(out, first);
    } else {
      append_text(entry, (flags & kFirstDropsByte) != 0 ? 1 : 0, out);
    }
    seen = flags;
    ++i;
    break;
  }
  // Flags that the inner loop stops at; it stops where kMade is missing too.
  const unsigned apart = gone | kMade | kLong | kByteToken;
  while (i < count) {
    const std::size_t stop = count - i < kStretch ? count : i + kStretch;
    char* const start = out.room((stop - i) * kMostBytes + kEntryBytes);
    char* at = start;
    for (; i < stop; ++i) {
      const std::uint64_t id = id_at(i);
      if (id >= size_) break;
      const std::uint64_t high = words[2 * id + 1].load(std::memory_order_acquire);
      const unsigned flags = flags_of(high);
      if (((flags ^ kMade) & apart) != 0) break;
      const std::uint64_t low = words[2 * id].load(std::memory_order_relaxed);
      std::memcpy(at, &low, sizeof(low));
      std::memcpy(at + sizeof(low), &high, sizeof(high));
      at += size_of(high);
      seen |= flags;
    }
    out.add(static_cast<std::size_t>(at - start));
    if (i == stop) continue;
    Entry entry = entry_of(words, id_at(i));
    if ((flags_of(entry.high) & kByteToken) == 0 || is_gone(entry, i)) {
      if (!is_gone(entry, i)) append_text(entry, 0, out);
      seen |= flags_of(entry.high);
      ++i;
      continue;
    }
    // A run of byte tokens; what is gone does not end it.
    const std::size_t run = out.size();
    for (; i < count; ++i) {
      entry = entry_of(words, id_at(i));
      if (is_gone(entry, i)) continue;
      if ((flags_of(entry.high) & kByteToken) == 0) break;
      append_text(entry, 0, out);
    }
    const std::size_t bytes = out.size() - run;
    if (is_well_formed(std::string_view(out.data() + run, bytes))) continue;
    out.cut(run);
    for (std::size_t byte = 0; byte < bytes; ++byte) append(out, "\xEF\xBF\xBD");
  }
  return finish(begin, (seen & kIllFormed) != 0, out);
}

// What is done to the text of a row as a whole.
std::size_t DecodeTable::finish(std::size_t begin, bool is_ill_formed, GrownArray<char>& out) const {
  const auto text = [&] { return std::string_view(out.data() + begin, out.size() - begin); };
  // Pieces of characters may have come together.
  if (is_ill_formed && !is_well_formed(text())) {
    std::string repaired;
    unicode::append_lossy(text(), repaired);
    out.cut(begin);
    append(out, repaired);
  }
  for (const decode::Strip* strip : rules_.strips) begin += strip->leading(text());
  return begin;
}

template std::size_t DecodeTable::decode(const std::int32_t*, std::size_t, bool, bool,
                                         GrownArray<char>&) const;
template std::size_t DecodeTable::decode(const std::int64_t*, std::size_t, bool, bool,
                                         GrownArray<char>&) const;

}  // namespace btt::pipeline
