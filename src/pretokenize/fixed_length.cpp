#include "pretokenize/fixed_length.hpp"

#include "base/error.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {

void FixedLength::apply(text::Pieces& pieces) const {
  pieces.split_each([this](std::string_view piece, auto&& emit) {
    if (length_ == 0 && !piece.empty()) {
      throw Error(Status::kInvalidArgument, "FixedLength: a length of 0 cannot cut a text");
    }
    std::size_t begin = 0;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < piece.size();) {
      at += unicode::length_of_lead(static_cast<unsigned char>(piece[at]));
      if (++characters < length_) continue;
      emit(begin, at);
      begin = at;
      characters = 0;
    }
    emit(begin, piece.size());
  });
}

}  // namespace btt::pretokenize
