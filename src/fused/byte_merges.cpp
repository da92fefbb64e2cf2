#include "fused/byte_merges.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "fused/own_tokens.hpp"
#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

std::int32_t id_of_byte(const vocab::Vocab& vocab, unsigned byte, const std::string& suffix = "") {
  std::string text;
  unicode::append(text, text::kByteChars[byte]);
  return vocab.find(text + suffix);
}

// In well-formed UTF-8.
constexpr bool occurs(unsigned byte) {
  return byte < 0xC0 || (byte > 0xC1 && byte < 0xF5);
}

}  // namespace

bool ByteMerges::serves(const model::Bpe& model) {
  if (!PairMerges::serves(model, true)) return false;
  const model::BpeOptions& options = model.options();
  // Then what the vocabulary lacks vanishes.
  if (!options.unk_token && !options.byte_fallback && options.end_of_word_suffix.empty()) return true;
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (!occurs(byte)) continue;
    if (id_of_byte(model.vocab(), byte) == vocab::kNoId) return false;
    if (id_of_byte(model.vocab(), byte, options.end_of_word_suffix) == vocab::kNoId) return false;
  }
  return true;
}

std::optional<std::vector<std::uint32_t>> ByteMerges::token_bytes(const model::Bpe& model) {
  const vocab::Vocab& vocab = model.vocab();
  std::vector<std::uint32_t> bytes(static_cast<std::size_t>(vocab.max_id()) + 1);
  const std::string& suffix = model.options().end_of_word_suffix;
  if (suffix.empty()) {
    for (const vocab::Vocab::Entry& entry : vocab.entries()) {
      bytes[static_cast<std::size_t>(entry.id)] =
          static_cast<std::uint32_t>(unicode::count_code_points(vocab.text(entry)));
    }
    return bytes;
  }
  // A word that is looked up whole has no suffix.
  if (model.options().ignore_merges) return std::nullopt;
  for (unsigned byte = 0; byte < 256; ++byte) {
    for (const std::int32_t id : {id_of_byte(vocab, byte), id_of_byte(vocab, byte, suffix)}) {
      if (id != vocab::kNoId) bytes[static_cast<std::size_t>(id)] = 1;
    }
  }
  // A merge may come before those that make its parts.
  const std::vector<vocab::MergeTable::Pair> merges = model.merges().by_rank();
  for (bool is_new = true; is_new;) {
    is_new = false;
    for (const vocab::MergeTable::Pair& pair : merges) {
      const std::uint32_t left = bytes[static_cast<std::size_t>(pair.left)];
      const std::uint32_t right = bytes[static_cast<std::size_t>(pair.right)];
      if (left == 0 || right == 0) continue;
      std::uint32_t& made = bytes[static_cast<std::size_t>(pair.merge.id)];
      if (made != 0 && made != left + right) return std::nullopt;
      is_new = is_new || made == 0;
      made = left + right;
    }
  }
  return bytes;
}

ByteMerges::ByteMerges(const model::Bpe& model) : pairs_(model) {
  for (unsigned byte = 0; byte < 256; ++byte) {
    byte_ids_[byte] = id_of_byte(model.vocab(), byte);
    last_ids_[byte] = id_of_byte(model.vocab(), byte, model.options().end_of_word_suffix);
    lacks_bytes_ = lacks_bytes_ || (occurs(byte) && byte_ids_[byte] == vocab::kNoId);
  }
  if (pairs_.is_complete() && !lacks_bytes_ && model.options().end_of_word_suffix.empty())
    atoms_ = CharAtoms(model, pairs_.pairs(), byte_ids_);
}

std::vector<std::int32_t> ByteMerges::own_tokens(const model::Bpe& model, std::size_t most) const {
  if (lacks_bytes_ || !model.options().end_of_word_suffix.empty()) return {};
  const std::vector<std::int32_t> symbols(std::begin(byte_ids_), std::end(byte_ids_));
  return fused::own_tokens(model.merges(), pairs_.pairs(), symbols, model.vocab().max_id(), most);
}

void ByteMerges::add_symbols(std::string_view word, std::vector<std::int32_t>& symbols) const {
  if (!atoms_.is_empty()) return add_characters(word, symbols);
  const std::size_t before = symbols.size();
  for (const char byte : word) symbols.push_back(byte_ids_[static_cast<unsigned char>(byte)]);
  symbols.back() = last_ids_[static_cast<unsigned char>(word.back())];
  if (!lacks_bytes_) return;
  const auto begin = symbols.begin() + static_cast<std::ptrdiff_t>(before);
  symbols.erase(std::remove(begin, symbols.end(), vocab::kNoId), symbols.end());
}

void ByteMerges::add_characters(std::string_view word, std::vector<std::int32_t>& symbols) const {
  for (std::size_t at = 0; at < word.size();) {
    const auto byte = static_cast<unsigned char>(word[at]);
    // Chains that cut printed characters may cut inside of one of the text: Falcon's, at bytes that print as
    // digits.
    const std::size_t size = byte < 0xC0 ? 1 : unicode::length_of_lead(byte);
    const std::size_t end = std::min(word.size(), at + size);
    const std::int32_t atom = size > 1 && at + size == end ? atoms_.find(word, at, size) : vocab::kNoId;
    if (atom != vocab::kNoId) {
      symbols.push_back(atom);
      at = end;
    }
    for (; at < end; ++at) symbols.push_back(byte_ids_[static_cast<unsigned char>(word[at])]);
  }
}

}  // namespace btt::fused
