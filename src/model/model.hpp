// Model: pieces of text to token ids. Immutable; one virtual call per list of pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/token_buffer.hpp"
#include "text/span.hpp"
#include "vocab/vocab.hpp"

namespace btt::model {

enum class ModelKind : std::int32_t { kWordPiece = 1, kWordLevel = 2, kBpe = 3, kUnigram = 4 };

class Model {
 public:
  virtual ~Model() = default;
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  virtual ModelKind kind() const noexcept = 0;

  // Appends the tokens of pieces[0 .. count) of `text`, none of them empty. Spans are bytes of `text`; the
  // word of piece i is first_word + i.
  virtual void tokenize(std::string_view text, const text::Span* pieces, std::size_t count,
                        std::int32_t first_word, TokenBuffer& out) const = 0;

  // Upper bound of the tokens of `chars` characters of normalized text, however they are cut into pieces.
  virtual std::size_t max_tokens(std::size_t chars) const noexcept = 0;

  // Text of the unknown token as the file names it; empty where the model has none.
  virtual std::string_view unk_token() const noexcept = 0;

  // Tokens by text. Where a text stands twice in a Unigram vocabulary this knows the later id only.
  const vocab::Vocab& vocab() const noexcept { return vocab_; }

  // Entries of the vocabulary, repeated texts counted.
  virtual std::size_t size() const noexcept { return vocab_.size(); }
  virtual bool has_id(std::int64_t id) const noexcept { return vocab_.has_id(id); }
  virtual std::int64_t max_id() const noexcept { return vocab_.max_id(); }
  // Text of an id; empty where has_id is false.
  virtual std::string_view token(std::int64_t id) const noexcept { return vocab_.token(id); }

  virtual std::size_t memory_bytes() const noexcept { return vocab_.memory_bytes(); }

 protected:
  explicit Model(vocab::Vocab vocab) : vocab_(std::move(vocab)) {}

 private:
  vocab::Vocab vocab_;
};

}  // namespace btt::model
