// PlainModel: the vocabulary, the merges and the scores of a tokenizer.json, read at once into what a model
// keeps.
//
//   {"model":{"vocab":{"a":0,"b":1,"ab":2},"merges":["a b"]}}
//   // vocab and merges as tables, rest: {"model":{"vocab":{},"merges":[]}}
//
// That is nearly all of a file, and a document model of it costs more time than all tables together: every
// string copied, eight bytes a value, twenty times the page faults. The rest goes through the document model
// as ever. Only files of the usual form are taken: without complaints, keys of the model once, merges behind
// the vocabulary and what they depend on. Everything else is read in the general way, as if this did not
// exist.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/grown_array.hpp"
#include "vocab/merge_table.hpp"
#include "vocab/vocab.hpp"

namespace btt::loader {

// The file needs the general way after all.
struct NotPlain : Error {
  NotPlain() : Error(Status::kInternal, "not a file of the usual form") {}
};

class PlainModel {
 public:
  // False where the text is none of the usual form, which is no complaint yet.
  bool read(std::string_view text);

  // The text with {} or [] in place of what was read.
  const std::string& rest() const noexcept { return rest_; }

  // What was read, each once; NotPlain where it was not, or was taken before.
  vocab::Vocab take_vocab();  // finished
  vocab::MergeTable take_merges(std::size_t prefix_bytes);
  struct Pieces {
    vocab::Vocab vocab;  // not finished
    GrownArray<double> scores;
  };
  Pieces take_pieces();

 private:
  class Reader;

  std::string rest_;
  std::optional<vocab::Vocab> vocab_;
  std::optional<vocab::MergeTable> merges_;
  std::size_t prefix_bytes_ = 0;  // with which the merges were made
  std::optional<Pieces> pieces_;
};

}  // namespace btt::loader
