// ShortTexts: rows of one short text each, encoded together by one worker.
//
// 32 texts of 200 bytes have some 40 new words, one text has one: together these are found out in a half to
// two thirds of the time (fused::Encoder::encode_many). Rows come in any order and are put down as if each
// had been encoded by itself.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "batch/batch.hpp"
#include "batch/input.hpp"
#include "pipeline/tokenizer.hpp"
#include "pipeline/workspace.hpp"

namespace btt::batch {

class ShortTexts {
 public:
  // Whether a batch has rows for it at all.
  static bool serves(const pipeline::Tokenizer& tokenizer, const Input& input,
                     const pipeline::EncodeOptions& options) noexcept;

  // Of one worker; tokens go to its store, where they are is written to `encoded`.
  ShortTexts(const pipeline::Tokenizer& tokenizer, const pipeline::EncodeOptions& options, std::size_t worker,
             pipeline::Workspace& workspace, BatchMemory& memory);

  // Takes the row of a text of which so many tokens are needed, and encodes it now or with later ones; false
  // where it must be encoded by itself. Throws as pipeline::checked_text().
  bool take(std::size_t row, std::string_view text, std::size_t limit);
  // Encodes what waits. Rows that cannot be encoded together are encoded one by one.
  void flush();

 private:
  struct Waiting {
    std::size_t row;
    pipeline::TextCache::Place place;
  };

  void remember(std::string_view text, pipeline::TextCache::Place& place);
  void put_down(std::size_t row, const std::int32_t* ids, std::size_t count);

  const pipeline::Tokenizer& tokenizer_;
  pipeline::SequenceOptions wanted_;
  bool strict_utf8_;
  std::size_t worker_;
  pipeline::Workspace& workspace_;
  BatchMemory& memory_;
  std::vector<Waiting> waiting_;
  std::vector<std::string_view> texts_;
  std::vector<std::size_t> ends_;
  std::size_t bytes_ = 0;  // of texts_
};

}  // namespace btt::batch
