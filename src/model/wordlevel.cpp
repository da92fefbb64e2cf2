#include "model/wordlevel.hpp"

#include "base/error.hpp"

namespace btt::model {

WordLevel::WordLevel(vocab::Vocab vocab, std::string unk_token)
    : Model(std::move(vocab)), unk_token_(std::move(unk_token)), unk_id_(this->vocab().find(unk_token_)) {}

void WordLevel::tokenize(std::string_view text, const text::Span* pieces, std::size_t count,
                         std::int32_t first_word, TokenBuffer& out) const {
  for (std::size_t i = 0; i < count; ++i) {
    std::int32_t id = vocab().find(text.substr(pieces[i].begin, pieces[i].size()));
    if (id == vocab::kNoId) id = unk_id_;
    if (id == vocab::kNoId) {
      // The reference's message, whatever the unknown token is called.
      throw Error(Status::kInvalidArgument, "WordLevel error: Missing [UNK] token from the vocabulary");
    }
    out.add(id, pieces[i], first_word + static_cast<std::int32_t>(i));
  }
}

}  // namespace btt::model
