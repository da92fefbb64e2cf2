// Models from their parts, together with the form in which the reference saves them. The readers of
// tokenizer.json and of vocabulary files share these.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loader/components.hpp"
#include "model/bpe.hpp"
#include "model/unigram.hpp"
#include "vocab/merge_table.hpp"
#include "vocab/vocab.hpp"

namespace btt::loader {

LoadedModel make_wordpiece(vocab::Vocab vocab, std::string unk_token, std::string prefix,
                           std::size_t max_input_chars_per_word);

// Prefix and suffix apart from the options: the reference saves an empty one and none differently.
LoadedModel make_bpe(vocab::Vocab vocab, vocab::MergeTable merges, model::BpeOptions options,
                     const std::optional<std::string>& prefix, const std::optional<std::string>& suffix);

// `unk_id` must be the position of a piece.
LoadedModel make_unigram(const std::vector<model::Unigram::Piece>& pieces, std::optional<std::size_t> unk_id,
                         bool byte_fallback);

// Looks the parts of merges up and gives them ranks in the order of the calls.
class MergeBuilder {
 public:
  MergeBuilder(const vocab::Vocab& vocab, std::size_t prefix_bytes)
      : vocab_(vocab), prefix_bytes_(prefix_bytes) {}

  void reserve(std::size_t merges) { table_.reserve(merges); }

  // `fail` gets what is wrong with the pair and must throw.
  template <typename Fail>
  void add(std::string_view left, std::string_view right, Fail&& fail) {
    const std::string problem = try_add(left, right);
    if (!problem.empty()) fail(problem);
  }

  vocab::MergeTable take() { return std::move(table_); }

 private:
  std::string try_add(std::string_view left, std::string_view right);

  const vocab::Vocab& vocab_;
  std::size_t prefix_bytes_;
  vocab::MergeTable table_;
  std::uint32_t rank_ = 0;
  std::string merged_;
};

}  // namespace btt::loader
