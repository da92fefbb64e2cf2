// vocab.txt, vocab.json and merges.txt as the Python tokenizers of transformers read them.
//
//   vocab.txt   "[PAD]\n[UNK]\nthe\n"                 -> [PAD] 0, [UNK] 1, the 2
//   merges.txt  "#version: 0.2\nt h\nth e\n"          -> (t, h), (th, e)
#pragma once

#include <string>

#include "vocab/merge_table.hpp"
#include "vocab/vocab.hpp"

namespace btt::loader {

// A token a line: the id is the number of the line, nothing but the line's end is cut off, an empty line is
// the empty token, and a repeated token has its last id. Lines end as Python's text files do: with LF, CR LF
// or CR.
vocab::Vocab read_vocab_txt(const std::string& path);

// An object of tokens and ids.
vocab::Vocab read_vocab_json(const std::string& path);

// Two parts a line, apart by white space. The first line is left out whatever it is, and so is what follows
// the last line feed. A repeated pair counts at its first place.
vocab::MergeTable read_merges_txt(const std::string& path, const vocab::Vocab& vocab);

}  // namespace btt::loader
