#include "model/unigram.hpp"

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "model/byte_tokens.hpp"
#include "unicode/utf8.hpp"

namespace btt::model {
namespace {

using text::Span;

// How much worse than the worst piece an unknown character is.
constexpr double kUnkPenalty = 10.0;

double unk_score_of(const GrownArray<double>& scores) noexcept {
  double lowest = std::numeric_limits<double>::infinity();
  for (const double score : scores) lowest = std::min(lowest, score);
  return lowest - kUnkPenalty;
}

}  // namespace

Unigram::Unigram(vocab::Vocab vocab, std::vector<vocab::Vocab::Replaced> repeated, GrownArray<double> scores,
                 std::optional<std::size_t> unk_id, bool byte_fallback)
    : Model(std::move(vocab)),
      scores_(std::move(scores)),
      trie_(this->vocab()),
      unk_id_(unk_id ? static_cast<std::int32_t>(*unk_id) : vocab::kNoId),
      unk_score_(unk_score_of(scores_)),
      byte_fallback_(byte_fallback) {
  for (vocab::Vocab::Replaced& piece : repeated) repeated_.emplace(piece.id, std::move(piece.text));
  if (unk_id) unk_token_ = token(unk_id_);
  find_byte_tokens(this->vocab(), byte_ids_);
}

std::string_view Unigram::token(std::int64_t id) const noexcept {
  const auto repeated = repeated_.find(id);
  return repeated != repeated_.end() ? std::string_view(repeated->second) : vocab().token(id);
}

void Unigram::tokenize(std::string_view text, const Span* pieces, std::size_t count, std::int32_t first_word,
                       TokenBuffer& out) const {
  for (std::size_t i = 0; i < count; ++i) {
    tokenize_piece(text, pieces[i], first_word + static_cast<std::int32_t>(i), out);
  }
}

// Fills scratch.path with the ends of the best cut, last first.
void Unigram::find_path(std::string_view piece, Scratch& scratch) const {
  std::vector<UnigramNode>& best = scratch.nodes;
  best.assign(piece.size() + 1, UnigramNode{0.0, 0, vocab::kNoId, false});
  best[0].reached = true;
  for (std::size_t begin = 0; begin < piece.size();) {
    const std::size_t character = unicode::length_of_lead(static_cast<unsigned char>(piece[begin]));
    const double score_here = best[begin].score;
    bool has_single = false;
    const auto offer = [&](std::size_t end, double score, std::int32_t id) {
      UnigramNode& node = best[end];
      if (node.reached && !(score > node.score)) return;
      node = UnigramNode{score, static_cast<std::uint32_t>(begin), id, true};
    };
    trie_.prefixes(piece.substr(begin), [&](std::size_t size, std::int32_t id) {
      offer(begin + size, scores_[static_cast<std::size_t>(id)] + score_here, id);
      has_single = has_single || size == character;
    });
    if (!has_single) {
      const double score = unk_score_ + score_here;
      const UnigramNode& node = best[begin + character];
      if (!node.reached || score > node.score) {
        if (unk_id_ == vocab::kNoId) {
          throw Error(Status::kInvalidArgument,
                      "Unigram error: Encountered an unknown token but `unk_id` is missing");
        }
        offer(begin + character, score, unk_id_);
      }
    }
    begin += character;
  }
  scratch.path.clear();
  for (std::size_t end = piece.size(); end > 0; end = best[end].begin) {
    scratch.path.push_back(static_cast<std::uint32_t>(end));
  }
}

void Unigram::tokenize_piece(std::string_view text, Span piece, std::int32_t word, TokenBuffer& out) const {
  Scratch& scratch = out.scratch;
  const std::string_view whole = text.substr(piece.begin, piece.size());
  find_path(whole, scratch);
  std::size_t begin = 0;
  for (std::size_t i = scratch.path.size(); i > 0; --i) {
    std::size_t end = scratch.path[i - 1];
    // Neighbouring unknowns are one string, also where one of them is the unknown token spelled out.
    if (unk_id_ != vocab::kNoId && scratch.nodes[end].id == unk_id_) {
      while (i > 1 && scratch.nodes[scratch.path[i - 2]].id == unk_id_) end = scratch.path[--i - 1];
    }
    const auto at = static_cast<std::uint32_t>(piece.begin + begin);
    add_token(whole.substr(begin, end - begin), Span{at, static_cast<std::uint32_t>(at + (end - begin))},
              word, out);
    begin = end;
  }
}

// The id of a string comes from its text, so that a run of unknowns that spells a piece is that piece.
void Unigram::add_token(std::string_view text, Span span, std::int32_t word, TokenBuffer& out) const {
  const std::int32_t id = vocab().find(text);
  if (id != vocab::kNoId) {
    out.add(id, span, word);
    return;
  }
  if (byte_fallback_) {
    const bool has_all = std::all_of(text.begin(), text.end(), [this](char byte) {
      return byte_ids_[static_cast<unsigned char>(byte)] != vocab::kNoId;
    });
    if (has_all) {
      for (const char byte : text) out.add(byte_ids_[static_cast<unsigned char>(byte)], span, word);
      return;
    }
  }
  if (unk_id_ == vocab::kNoId) {
    throw Error(Status::kInvalidArgument,
                "Unigram error: Encountered an unknown token but `unk_id` is missing");
  }
  out.add_with_text(unk_id_, span, word, text);
}

}  // namespace btt::model
