// Merges from the pieces of a SentencePiece BPE model: transformers' generate_merges.
//
// Every way to cut a piece in two pieces is a merge: "the" with "t", "th", "h", "he", "e" in the vocabulary
// gives (t, he) and (th, e). Merges come in descending order of the score of what they make, then of the
// lengths of the left and of the right part in characters; then in the order of the pieces that they make,
// and of one piece's in the order of the ids of the left part.
#pragma once

#include <vector>

#include "loader/sentencepiece_model.hpp"
#include "model/unigram.hpp"
#include "vocab/merge_table.hpp"
#include "vocab/vocab.hpp"

namespace btt::loader {

// `entries` is the converted vocabulary, which `vocab` holds too; the parts of merges are the pieces of
// `model`. Throws kParse where a part is in the latter only.
vocab::MergeTable merges_of_pieces(const std::vector<model::Unigram::Piece>& entries,
                                   const vocab::Vocab& vocab, const SentencePieceModel& model);

}  // namespace btt::loader
