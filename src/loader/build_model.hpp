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

// The pieces by position, not finished. `unk_id` must be the position of a piece.
LoadedModel make_unigram(vocab::Vocab vocab, GrownArray<double> scores, std::optional<std::size_t> unk_id,
                         bool byte_fallback);

}  // namespace btt::loader
