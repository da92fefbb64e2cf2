#include "model/bpe.hpp"

#include <algorithm>
#include <atomic>

#include "base/error.hpp"
#include "model/byte_tokens.hpp"
#include "unicode/utf8.hpp"

namespace btt::model {
namespace {

using text::Span;

// Order of the heap: the lowest rank on top, of equal ranks the leftmost.
bool is_later(const BpeCandidate& a, const BpeCandidate& b) noexcept {
  return a.rank != b.rank ? a.rank > b.rank : a.position > b.position;
}

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
    scratch.symbols.push_back(BpeSymbol{byte_ids_[static_cast<unsigned char>(byte)], 1, 0, 0});
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
    if (pending_unk != 0) scratch.symbols.push_back(BpeSymbol{unk_id_, pending_unk, 0, 0});
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
    const std::int32_t id = vocab().find(key);
    if (id != vocab::kNoId) {
      flush();
      scratch.symbols.push_back(BpeSymbol{id, static_cast<std::uint32_t>(size), 0, 0});
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

void Bpe::push_candidate(const BpeSymbol& left, std::int32_t position, Scratch& scratch) const {
  if (left.next < 0) return;
  const vocab::Merge* merge = merges_.find(left.id, scratch.symbols[static_cast<std::size_t>(left.next)].id);
  if (merge == nullptr) return;
  scratch.heap.push_back(BpeCandidate{merge->rank, position, merge->id});
  std::push_heap(scratch.heap.begin(), scratch.heap.end(), is_later);
}

// O(n log n): every merge pushes at most two candidates; outdated ones are recognised when they come up.
void Bpe::merge_symbols(Scratch& scratch) const {
  std::vector<BpeSymbol>& symbols = scratch.symbols;
  std::vector<BpeCandidate>& heap = scratch.heap;
  heap.clear();
  scratch.skipped.clear();
  const float dropout = options_.dropout.value_or(0.0F);
  for (std::size_t i = 0; i < symbols.size(); ++i)
    push_candidate(symbols[i], static_cast<std::int32_t>(i), scratch);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), is_later);
    const BpeCandidate top = heap.back();
    heap.pop_back();
    if (dropout > 0 && next_random() < dropout) {
      scratch.skipped.push_back(top);
      continue;
    }
    for (const BpeCandidate& skipped : scratch.skipped) {
      heap.push_back(skipped);
      std::push_heap(heap.begin(), heap.end(), is_later);
    }
    scratch.skipped.clear();
    BpeSymbol& left = symbols[static_cast<std::size_t>(top.position)];
    if (left.size == 0 || left.next < 0) continue;
    BpeSymbol& right = symbols[static_cast<std::size_t>(left.next)];
    // Outdated where the pair is another one by now; the reference compares the result only, not the rank.
    const vocab::Merge* merge = merges_.find(left.id, right.id);
    if (merge == nullptr || merge->id != top.id) continue;
    left.id = top.id;
    left.size += right.size;
    left.next = right.next;
    right.size = 0;
    if (left.next >= 0) symbols[static_cast<std::size_t>(left.next)].previous = top.position;
    if (left.previous >= 0) {
      push_candidate(symbols[static_cast<std::size_t>(left.previous)], left.previous, scratch);
    }
    push_candidate(left, top.position, scratch);
  }
}

}  // namespace btt::model
