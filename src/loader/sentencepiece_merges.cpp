#include "loader/sentencepiece_merges.hpp"

#include <algorithm>
#include <string_view>

#include "base/error.hpp"
#include "loader/merge_builder.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

struct Candidate {
  double score;
  std::uint32_t left_chars;
  std::uint32_t right_chars;
  std::int32_t left;  // ids of the model
  std::int32_t right;
};

// Scores of the entries by their first place: of a repeated text the last score counts.
struct Word {
  std::string_view text;
  double score;
};

std::vector<Word> distinct_words(const std::vector<model::Unigram::Piece>& entries,
                                 const vocab::Vocab& vocab) {
  std::vector<Word> words;
  words.reserve(entries.size());
  std::vector<bool> seen(entries.size());
  for (const model::Unigram::Piece& entry : entries) {
    const auto last = static_cast<std::size_t>(vocab.find(entry.text));
    if (seen[last]) continue;
    seen[last] = true;
    words.push_back(Word{entry.text, entries[last].score});
  }
  return words;
}

std::uint32_t count_chars(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace

vocab::MergeTable merges_of_pieces(const std::vector<model::Unigram::Piece>& entries,
                                   const vocab::Vocab& vocab, const SentencePieceModel& model) {
  vocab::Vocab parts;
  std::size_t bytes = 0;
  std::size_t longest = 0;
  for (const auto& piece : model.pieces) {
    bytes += piece.text.size();
    longest = std::max(longest, piece.text.size());
  }
  parts.reserve(model.pieces.size(), bytes);
  // Only lengths that pieces have are looked up. There are at most about sqrt(2 * bytes) of them, which keeps
  // the time for a file of a few long pieces in bounds.
  std::vector<bool> has_length(longest + 1);
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    parts.insert(model.pieces[i].text, static_cast<std::int32_t>(i));
    has_length[model.pieces[i].text.size()] = true;
  }
  parts.finish();

  std::vector<Candidate> candidates;
  std::vector<Candidate> local;
  for (const Word& word : distinct_words(entries, vocab)) {
    local.clear();
    const std::uint32_t chars = count_chars(word.text);
    std::uint32_t left_chars = 0;
    for (std::size_t cut = 0; cut < word.text.size(); ++left_chars) {
      cut += unicode::length_of_lead(static_cast<unsigned char>(word.text[cut]));
      const std::size_t rest = word.text.size() - cut;
      if (rest == 0) break;
      if (cut > longest || rest > longest || !has_length[cut] || !has_length[rest]) continue;
      const std::int32_t left = parts.find(word.text.substr(0, cut));
      if (left == vocab::kNoId) continue;
      const std::int32_t right = parts.find(word.text.substr(cut));
      if (right == vocab::kNoId) continue;
      local.push_back(Candidate{word.score, left_chars + 1, chars - left_chars - 1, left, right});
    }
    std::stable_sort(local.begin(), local.end(), [](const Candidate& a, const Candidate& b) {
      return a.left != b.left ? a.left < b.left : a.right < b.right;
    });
    candidates.insert(candidates.end(), local.begin(), local.end());
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const Candidate& a, const Candidate& b) {
    if (a.score != b.score) return a.score > b.score;
    if (a.left_chars != b.left_chars) return a.left_chars > b.left_chars;
    return a.right_chars > b.right_chars;
  });

  MergeBuilder builder(vocab, 0, [](std::size_t, const std::string& what, MergeProblem) {
    throw Error(Status::kParse, "a merge of pieces: " + what);
  });
  builder.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    builder.add(model.pieces[static_cast<std::size_t>(candidates[i].left)].text,
                model.pieces[static_cast<std::size_t>(candidates[i].right)].text, i);
  }
  return builder.take();
}

}  // namespace btt::loader
