#include "pretokenize/punctuation.hpp"

#include "unicode/properties.hpp"

namespace btt::pretokenize {

void Punctuation::apply(text::Pieces& pieces) const {
  pieces.split_each([this](std::string_view piece, auto&& emit) {
    split_characters(piece, behavior_, unicode::is_bert_punctuation, emit);
  });
}

}  // namespace btt::pretokenize
