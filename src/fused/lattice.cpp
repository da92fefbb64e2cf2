#include "fused/lattice.hpp"

#include <algorithm>
#include <limits>

#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

constexpr double kUnreached = -std::numeric_limits<double>::infinity();
// Bytes after which a cut is looked for.
constexpr std::size_t kSegment = 1024;

}  // namespace

LatticeModel::LatticeModel(const model::Unigram& unigram, std::string mark_text)
    : trie(&unigram.trie()),
      scores(unigram.scores().data()),
      unk_score(unigram.unk_score()),
      unk_id(unigram.unk_id()),
      max_piece_bytes(unigram.vocab().max_token_bytes()),
      mark(std::move(mark_text)),
      mark_place(trie->root()) {
  for (const char byte : mark)
    has_mark = has_mark && trie->step(mark_place, static_cast<unsigned char>(byte));
}

void Lattice::cut(const LatticeModel& model, std::string_view word) {
  const std::size_t mark = model.mark.size();
  const std::size_t size = mark + word.size();
  const vocab::Trie& trie = *model.trie;
  tokens_.clear();
  has_unknown_ = false;
  std::size_t base = 0;     // position of nodes_[0]
  std::size_t reached = 0;  // the last position that has a node
  // A node further than one piece, or one character, is never touched.
  const std::size_t ahead = std::max(model.max_piece_bytes, unicode::kMaxEncoded) + 1;
  if (nodes_.size() < kSegment + ahead) nodes_.resize(kSegment + ahead);
  nodes_[0] = Node{0.0, 0, model.unk_id};

  const auto offer = [&](std::size_t begin, std::size_t end, double score, std::int32_t id) {
    Node* const nodes = nodes_.data();
    while (reached < end) nodes[++reached - base].score = kUnreached;
    Node& node = nodes[end - base];
    if (score > node.score) node = Node{score, static_cast<std::uint32_t>(begin), id};
  };
  const auto extend = [&](vocab::Trie::Place place, std::size_t at, std::size_t begin, std::size_t character,
                          bool has_single) {
    const double score_here = nodes_[begin - base].score;
    while (at < size && trie.step(place, static_cast<unsigned char>(word[at - mark]))) {
      ++at;
      if (place.value < 0) continue;
      offer(begin, at, model.scores[place.value] + score_here, place.value);
      has_single = has_single || at == character;
    }
    if (!has_single) offer(begin, character, model.unk_score + score_here, model.unk_id);
  };

  if (mark != 0) {
    if (!model.has_mark) {
      offer(0, mark, model.unk_score, model.unk_id);
    } else {
      const bool is_piece = model.mark_place.value >= 0;
      if (is_piece) offer(0, mark, model.scores[model.mark_place.value] + 0.0, model.mark_place.value);
      extend(model.mark_place, mark, 0, mark, is_piece);
    }
  }
  for (std::size_t begin = mark; begin < size;) {
    if (begin - base >= kSegment) {
      if (begin == reached) {
        const double score = nodes_[begin - base].score;
        take_path(model, base, begin);
        base = begin;
        nodes_[0] = Node{score, 0, 0};
      }
      if (nodes_.size() < begin - base + ahead) nodes_.resize(2 * (begin - base + ahead));
    }
    const std::size_t character =
        begin + unicode::length_of_lead(static_cast<unsigned char>(word[begin - mark]));
    extend(trie.root(), begin, begin, character, false);
    begin = character;
  }
  take_path(model, base, size);
}

// Appends the tokens of the best way from `base` to `end`.
void Lattice::take_path(const LatticeModel& model, std::size_t base, std::size_t end) {
  const auto first = static_cast<std::ptrdiff_t>(tokens_.size());
  for (std::size_t at = end; at > base;) {
    const Node& node = nodes_[at - base];
    tokens_.push_back(Token{node.begin, static_cast<std::uint32_t>(at), node.id});
    has_unknown_ = has_unknown_ || node.id == model.unk_id;
    at = node.begin;
  }
  std::reverse(tokens_.begin() + first, tokens_.end());
}

}  // namespace btt::fused
