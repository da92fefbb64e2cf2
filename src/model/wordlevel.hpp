// WordLevel: each piece is one token or the unknown token, as the reference's models::wordlevel.
#pragma once

#include "model/model.hpp"

namespace btt::model {

class WordLevel final : public Model {
 public:
  WordLevel(vocab::Vocab vocab, std::string unk_token);

  ModelKind kind() const noexcept override { return ModelKind::kWordLevel; }
  void tokenize(std::string_view text, const text::Span* pieces, std::size_t count, std::int32_t first_word,
                TokenBuffer& out) const override;
  std::size_t max_tokens(std::size_t chars) const noexcept override { return chars; }
  std::string_view unk_token() const noexcept override { return unk_token_; }

 private:
  std::string unk_token_;
  std::int32_t unk_id_;
};

}  // namespace btt::model
