#include "fused/char_atoms.hpp"

#include <algorithm>
#include <unordered_map>

#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"
#include "vocab/vocab.hpp"

namespace btt::fused {
namespace {

using simd::MergePairs;

constexpr std::size_t kMostBytes = 3;  // of a character below kEnd

// A symbol at one end of a character that is being merged, and the rank of the merge that takes it inwards.
struct Edge {
  std::int32_t symbol;
  std::uint32_t rank;
};

// A character whose bytes come to one token.
struct Candidate {
  char32_t code_point;
  std::int32_t id;
  std::uint32_t rank;  // of the last merge
  std::vector<Edge> first;
  std::vector<Edge> last;
};

// Merges the bytes of a character alone; false where they do not come to one token by ascending ranks.
bool merge_alone(const MergePairs& pairs, std::vector<std::int32_t> symbols, Candidate& candidate) {
  bool is_first = true;
  while (symbols.size() > 1) {
    std::uint64_t best = MergePairs::kNone;
    std::size_t place = 0;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const std::uint64_t value = pairs.look(symbols[i], symbols[i + 1]);
      if (value == MergePairs::kNone) continue;
      if (best == MergePairs::kNone || pairs.rank_of(value) < pairs.rank_of(best)) {
        best = value;
        place = i;
      }
    }
    if (best == MergePairs::kNone) return false;
    const std::uint32_t rank = pairs.rank_of(best);
    if (!is_first && rank <= candidate.rank) return false;
    is_first = false;
    candidate.rank = rank;
    if (place == 0) candidate.first.push_back({symbols.front(), rank});
    if (place + 2 == symbols.size()) candidate.last.push_back({symbols.back(), rank});
    symbols[place] = pairs.made_of(best);
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(place) + 1);
  }
  candidate.id = symbols.front();
  return true;
}

// The bytes that a token in printable characters stands for; empty: not only bytes.
std::string bytes_of(std::string_view token) {
  std::string bytes;
  text::append_bytes(token, bytes);
  return bytes;
}

}  // namespace

// What is known while atoms are looked for.
struct CharAtoms::Builder {
  // A merge of an edge with something outside: its rank, and the byte of that which stands beside the edge.
  struct Outside {
    std::uint32_t rank;
    Bytes bytes;
  };
  using Merges = std::unordered_map<std::int32_t, std::vector<Outside>>;

  std::vector<Candidate> candidates;
  Merges before;  // of first edges
  Merges behind;  // of last edges

  void find_candidates(const model::Bpe& model, const MergePairs& pairs, const std::int32_t* byte_ids);
  void find_outside(const model::Bpe& model);

  static void add_to(Bytes& all, const Merges& merges, const std::vector<Edge>& edges) {
    for (const Edge& edge : edges) {
      for (const Outside& outside : merges.at(edge.symbol)) {
        if (outside.rank > edge.rank) continue;
        for (std::size_t i = 0; i < all.size(); ++i) all[i] |= outside.bytes[i];
      }
    }
  }
};

void CharAtoms::Builder::find_candidates(const model::Bpe& model, const MergePairs& pairs,
                                         const std::int32_t* byte_ids) {
  const vocab::Vocab& vocab = model.vocab();
  for (const vocab::Vocab::Entry& entry : vocab.entries()) {
    // Bytes of such characters are two bytes each in a vocabulary.
    if (entry.size != 4 && entry.size != 6) continue;
    const std::string bytes = bytes_of(vocab.text(entry));
    if (bytes.size() < 2 || bytes.size() > kMostBytes || unicode::find_invalid(bytes) != unicode::kNpos)
      continue;
    const char* p = bytes.data();
    const char32_t c = unicode::decode(p);
    if (p != bytes.data() + bytes.size()) continue;
    Candidate candidate{c, vocab::kNoId, 0, {}, {}};
    std::vector<std::int32_t> symbols;
    for (const char byte : bytes) symbols.push_back(byte_ids[static_cast<unsigned char>(byte)]);
    if (!merge_alone(pairs, std::move(symbols), candidate)) continue;
    for (const Edge& edge : candidate.first) before[edge.symbol];
    for (const Edge& edge : candidate.last) behind[edge.symbol];
    candidates.push_back(std::move(candidate));
  }
}

// Goes through all merges: drops candidates that merge too early, and notes what edges merge with.
void CharAtoms::Builder::find_outside(const model::Bpe& model) {
  const vocab::Vocab& vocab = model.vocab();
  constexpr std::uint8_t kIsFirst = 1;
  constexpr std::uint8_t kIsLast = 2;
  std::vector<std::uint8_t> edges(static_cast<std::size_t>(vocab.max_id()) + 1);
  for (const auto& [symbol, merges] : before) edges[static_cast<std::size_t>(symbol)] |= kIsFirst;
  for (const auto& [symbol, merges] : behind) edges[static_cast<std::size_t>(symbol)] |= kIsLast;
  std::vector<std::uint32_t> earliest(edges.size(), UINT32_MAX);  // merge of a token
  const auto outside = [&](std::int32_t id, std::uint32_t rank, bool begins) {
    Outside result{rank, {}};
    const std::string bytes = bytes_of(vocab.token(id));
    if (bytes.empty()) {
      result.bytes.fill(~std::uint64_t{0});
    } else {
      const auto bit = static_cast<unsigned char>(begins ? bytes.front() : bytes.back());
      result.bytes[bit / 64] |= std::uint64_t{1} << bit % 64;
    }
    return result;
  };
  model.merges().for_each([&](const vocab::MergeTable::Pair& pair) {
    const auto left = static_cast<std::size_t>(pair.left);
    const auto right = static_cast<std::size_t>(pair.right);
    const std::uint32_t rank = pair.merge.rank;
    earliest[left] = std::min(earliest[left], rank);
    earliest[right] = std::min(earliest[right], rank);
    if ((edges[left] & kIsLast) != 0) behind[pair.left].push_back(outside(pair.right, rank, true));
    if ((edges[right] & kIsFirst) != 0) before[pair.right].push_back(outside(pair.left, rank, false));
  });
  candidates.erase(std::remove_if(candidates.begin(), candidates.end(),
                                  [&](const Candidate& candidate) {
                                    return earliest[static_cast<std::size_t>(candidate.id)] <= candidate.rank;
                                  }),
                   candidates.end());
}

CharAtoms::CharAtoms(const model::Bpe& model, const MergePairs& pairs, const std::int32_t (&byte_ids)[256]) {
  Builder builder;
  builder.find_candidates(model, pairs, byte_ids);
  if (builder.candidates.empty()) return;
  builder.find_outside(model);
  blocks_.assign(kEnd / kBlock, 0);
  entries_.assign(kBlock, kNoAtom);
  for (const Candidate& candidate : builder.candidates) {
    Rule rule;
    Builder::add_to(rule.before, builder.before, candidate.first);
    Builder::add_to(rule.behind, builder.behind, candidate.last);
    const auto known = std::find(rules_.begin(), rules_.end(), rule);
    const auto number = static_cast<std::size_t>(known - rules_.begin());
    if (number == kMostRules) continue;
    if (known == rules_.end()) rules_.push_back(rule);
    std::uint16_t& block = blocks_[candidate.code_point / kBlock];
    if (block == 0) {
      block = static_cast<std::uint16_t>(entries_.size() / kBlock);
      entries_.resize(entries_.size() + kBlock, kNoAtom);
    }
    entries_[block * kBlock + candidate.code_point % kBlock] =
        static_cast<std::uint32_t>(number) << kIdBits | static_cast<std::uint32_t>(candidate.id);
  }
  entries_.shrink_to_fit();
  rules_.shrink_to_fit();
}

std::int32_t CharAtoms::find(std::string_view word, std::size_t at, std::size_t size) const noexcept {
  if (size > kMostBytes) return vocab::kNoId;
  const char* p = word.data() + at;
  const char32_t c = unicode::decode(p);
  const std::uint32_t entry = entries_[blocks_[c / kBlock] * kBlock + c % kBlock];
  if (entry == kNoAtom) return vocab::kNoId;
  const Rule& rule = rules_[entry >> kIdBits];
  const bool is_taken = (at != 0 && has(rule.before, word[at - 1])) ||
                        (at + size < word.size() && has(rule.behind, word[at + size]));
  return is_taken ? vocab::kNoId : static_cast<std::int32_t>(entry & ((std::uint32_t{1} << kIdBits) - 1));
}

}  // namespace btt::fused
