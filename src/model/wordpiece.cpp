#include "model/wordpiece.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "unicode/utf8.hpp"

namespace btt::model {
namespace {

using text::Span;

struct Match {
  std::int32_t id;
  std::size_t size;  // bytes; 0 = no match
};

// The longest prefix of `rest` that `table` holds. Longer than its longest entry can not match, so the search
// starts there: that bounds the work on words of 100 characters.
Match longest_match(const vocab::Vocab& table, std::string_view rest) noexcept {
  std::size_t size = std::min(rest.size(), table.max_token_bytes());
  // Entries are whole characters: never look at a cut through one.
  while (size > 0 && size < rest.size() && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80) --size;
  while (size > 0) {
    const std::int32_t id = table.find(rest.substr(0, size));
    if (id != vocab::kNoId) return Match{id, size};
    do {
      --size;
    } while (size > 0 && (static_cast<unsigned char>(rest[size]) & 0xC0) == 0x80);
  }
  return Match{vocab::kNoId, 0};
}

vocab::Vocab make_continuations(const vocab::Vocab& vocab, std::string_view prefix) {
  vocab::Vocab table;
  for (const vocab::Vocab::Entry& entry : vocab.entries()) {
    const std::string_view token = vocab.text(entry);
    if (token.size() > prefix.size() && vocab::equal_bytes(token.data(), prefix.data(), prefix.size())) {
      table.insert(token.substr(prefix.size()), entry.id);
    }
  }
  table.finish();
  return table;
}

}  // namespace

WordPiece::WordPiece(vocab::Vocab vocab, std::string unk_token, std::string continuing_subword_prefix,
                     std::size_t max_input_chars_per_word)
    : Model(std::move(vocab)),
      unk_token_(std::move(unk_token)),
      prefix_(std::move(continuing_subword_prefix)),
      max_chars_(max_input_chars_per_word),
      unk_id_(this->vocab().find(unk_token_)),
      continuations_(make_continuations(this->vocab(), prefix_)) {}

void WordPiece::tokenize(std::string_view text, const Span* pieces, std::size_t count,
                         std::int32_t first_word, TokenBuffer& out) const {
  for (std::size_t i = 0; i < count; ++i) {
    tokenize_piece(text, pieces[i], first_word + static_cast<std::int32_t>(i), out);
  }
}

void WordPiece::tokenize_piece(std::string_view text, Span piece, std::int32_t word, TokenBuffer& out) const {
  const std::string_view whole = text.substr(piece.begin, piece.size());
  // A word has no more characters than bytes, so short words need no count.
  if (whole.size() > max_chars_ && unicode::count_code_points(whole) > max_chars_) {
    add_unknown(piece, word, out);
    return;
  }
  const std::size_t tokens_before = out.size();
  std::size_t at = 0;
  while (at < whole.size()) {
    const Match match = longest_match(at == 0 ? vocab() : continuations_, whole.substr(at));
    if (match.size == 0) {
      out.shrink(tokens_before);
      add_unknown(piece, word, out);
      return;
    }
    const auto begin = static_cast<std::uint32_t>(piece.begin + at);
    out.add(match.id, Span{begin, static_cast<std::uint32_t>(begin + match.size)}, word);
    at += match.size;
  }
}

void WordPiece::add_unknown(Span piece, std::int32_t word, TokenBuffer& out) const {
  if (unk_id_ == vocab::kNoId) {
    // The reference's message, whatever the unknown token is called.
    throw Error(Status::kInvalidArgument, "WordPiece error: Missing [UNK] token from the vocabulary");
  }
  out.add(unk_id_, piece, word);
}

std::size_t WordPiece::memory_bytes() const noexcept {
  return Model::memory_bytes() + continuations_.memory_bytes();
}

}  // namespace btt::model
