#include "model/bpe.hpp"

#include <atomic>

#include "base/error.hpp"
#include "model/byte_tokens.hpp"
#include "unicode/utf8.hpp"

namespace btt::model {
namespace {

using text::Span;

// Random numbers for dropout: the reference draws from a generator seeded by the system, so that no two runs
// agree; this one starts from a fixed seed and counts up over the process.
float next_random() noexcept {
  static std::atomic<std::uint64_t> state{0x9E3779B97F4A7C15ULL};
  std::uint64_t z = state.fetch_add(0x9E3779B97F4A7C15ULL, std::memory_order_relaxed);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return static_cast<float>((z ^ (z >> 31)) >> 40) / 16777216.0F;
}

}  // namespace

Bpe::Bpe(vocab::Vocab vocab, vocab::MergeTable merges, BpeOptions options)
    : Model(std::move(vocab)),
      options_(std::move(options)),
      merges_(std::move(merges)),
      unk_id_(options_.unk_token ? this->vocab().find(*options_.unk_token) : vocab::kNoId) {
  find_byte_tokens(this->vocab(), byte_ids_);
  for (int c = 0; c < 128; ++c) {
    const char byte = static_cast<char>(c);
    ascii_ids_[c] = this->vocab().find(std::string_view(&byte, 1));
  }
}

std::size_t Bpe::max_tokens(std::size_t chars) const noexcept {
  if (!options_.byte_fallback) return chars;
  return chars * (4 + options_.continuing_subword_prefix.size() + options_.end_of_word_suffix.size());
}

void Bpe::tokenize(std::string_view text, const Span* pieces, std::size_t count, std::int32_t first_word,
                   TokenBuffer& out) const {
  for (std::size_t i = 0; i < count; ++i) {
    tokenize_piece(text, pieces[i], first_word + static_cast<std::int32_t>(i), out);
  }
}

void Bpe::tokenize_piece(std::string_view text, Span piece, std::int32_t word, TokenBuffer& out) const {
  const std::string_view whole = text.substr(piece.begin, piece.size());
  const bool has_dropout = options_.dropout && *options_.dropout > 0;
  if (options_.ignore_merges && !has_dropout) {
    const std::int32_t id = vocab().find(whole);
    if (id != vocab::kNoId) {
      out.add(id, piece, word);
      return;
    }
  }
  make_symbols(whole, out.scratch);
  merge_symbols(out.scratch);
  std::uint32_t at = 0;
  for (const BpeSymbol& symbol : out.scratch.symbols) {
    if (symbol.size == 0) continue;
    const std::uint32_t end = at + symbol.size;
    if (end > piece.size()) {
      out.add_outside(symbol.id, Span{at, end}, word);
    } else {
      out.add(symbol.id, Span{piece.begin + at, piece.begin + end}, word);
    }
    at = end;
  }
}

bool Bpe::add_bytes(std::string_view key, Scratch& scratch) const {
  for (const char byte : key) {
    if (byte_ids_[static_cast<unsigned char>(byte)] == vocab::kNoId) return false;
  }
  for (const char byte : key) {
    scratch.symbols.push_back(BpeSymbol{byte_ids_[static_cast<unsigned char>(byte)], 1, 0, 0, 0});
  }
  return true;
}

// One symbol per character, with prefix and suffix in the key but not in the size. An unknown character
// waits: it is fused with the next ones if the model says so, and byte tokens may overtake it, as in the
// reference.
void Bpe::make_symbols(std::string_view piece, Scratch& scratch) const {
  scratch.symbols.clear();
  std::uint32_t pending_unk = 0;  // bytes, 0 = none
  const auto flush = [&] {
    if (pending_unk != 0) scratch.symbols.push_back(BpeSymbol{unk_id_, pending_unk, 0, 0, 0});
    pending_unk = 0;
  };
  for (std::size_t at = 0; at < piece.size();) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(piece[at]));
    const bool is_first = at == 0;
    const bool is_last = at + size == piece.size();
    std::string_view key = piece.substr(at, size);
    const bool has_prefix = !is_first && !options_.continuing_subword_prefix.empty();
    const bool has_suffix = is_last && !options_.end_of_word_suffix.empty();
    if (has_prefix || has_suffix) {
      scratch.key.clear();
      if (has_prefix) scratch.key += options_.continuing_subword_prefix;
      scratch.key += key;
      if (has_suffix) scratch.key += options_.end_of_word_suffix;
      key = scratch.key;
    }
    at += size;
    const std::int32_t id =
        key.size() == 1 && size == 1 ? ascii_ids_[static_cast<unsigned char>(key[0])] : vocab().find(key);
    if (id != vocab::kNoId) {
      flush();
      scratch.symbols.push_back(BpeSymbol{id, static_cast<std::uint32_t>(size), 0, 0, 0});
      continue;
    }
    if (options_.byte_fallback && add_bytes(key, scratch)) continue;
    if (!options_.unk_token) continue;
    if (unk_id_ == vocab::kNoId) {
      throw Error(Status::kInvalidArgument,
                  "BPE error: Unk token `" + *options_.unk_token + "` not found in the vocabulary");
    }
    if (!options_.fuse_unk) flush();
    pending_unk += static_cast<std::uint32_t>(size);
  }
  flush();
  const auto count = static_cast<std::int32_t>(scratch.symbols.size());
  for (std::int32_t i = 0; i < count; ++i) {
    scratch.symbols[static_cast<std::size_t>(i)].previous = i - 1;
    scratch.symbols[static_cast<std::size_t>(i)].next = i + 1 < count ? i + 1 : -1;
  }
}

bool Bpe::find_merge(std::int32_t position, Scratch& scratch, BpeCandidate& candidate) const {
  BpeSymbol& left = scratch.symbols[static_cast<std::size_t>(position)];
  left.made = vocab::kNoId;
  if (left.next < 0) return false;
  const vocab::Merge* merge = merges_.find(left.id, scratch.symbols[static_cast<std::size_t>(left.next)].id);
  if (merge == nullptr) return false;
  left.made = merge->id;
  candidate.order = static_cast<std::uint64_t>(merge->rank) << 32 | static_cast<std::uint32_t>(position);
  candidate.id = merge->id;
  return true;
}

// O(n log n): every merge pushes at most two candidates; outdated ones are recognised when they come up.
void Bpe::merge_symbols(Scratch& scratch) const {
  std::vector<BpeSymbol>& symbols = scratch.symbols;
  MergeQueue<BpeCandidate>& merges = scratch.merges;
  merges.clear();
  scratch.skipped.clear();
  const float dropout = options_.dropout.value_or(0.0F);
  BpeCandidate candidate{};
  const auto count = static_cast<std::int32_t>(symbols.size());
  for (std::int32_t i = 0; i < count; ++i) {
    if (find_merge(i, scratch, candidate)) merges.gather(candidate);
  }
  for (BpeCandidate top{}; merges.pop(top);) {
    if (dropout > 0 && next_random() < dropout) {
      scratch.skipped.push_back(top);
      continue;
    }
    for (const BpeCandidate& skipped : scratch.skipped) merges.push(skipped);
    scratch.skipped.clear();
    const auto position = static_cast<std::int32_t>(top.order & 0xFFFFFFFF);
    BpeSymbol& left = symbols[static_cast<std::size_t>(position)];
    // Outdated where the pair is another one by now; the reference compares the result only, not the rank.
    if (left.made != top.id) continue;
    BpeSymbol& right = symbols[static_cast<std::size_t>(left.next)];
    left.id = top.id;
    left.size += right.size;
    left.next = right.next;
    right.size = 0;
    right.made = vocab::kNoId;
    if (left.next >= 0) symbols[static_cast<std::size_t>(left.next)].previous = position;
    if (left.previous >= 0 && find_merge(left.previous, scratch, candidate)) merges.push(candidate);
    if (find_merge(position, scratch, candidate)) merges.push(candidate);
  }
}

}  // namespace btt::model
