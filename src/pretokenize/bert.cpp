#include "pretokenize/bert.hpp"

#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {

void Bert::apply(text::Pieces& pieces) const {
  // The reference splits twice, on white space and then on punctuation; one walk gives the same pieces.
  pieces.split_each([](std::string_view piece, auto&& emit) {
    const char* const begin = piece.data();
    const char* const end = begin + piece.size();
    const auto at = [begin](const char* p) { return static_cast<std::size_t>(p - begin); };
    const char* word = begin;
    for (const char* p = begin; p < end;) {
      const char* const character = p;
      const std::uint32_t properties = unicode::properties(unicode::decode(p));
      if ((properties & (unicode::kWhiteSpace | unicode::kBertPunctuation)) == 0) continue;
      emit(at(word), at(character));
      if ((properties & unicode::kBertPunctuation) != 0) emit(at(character), at(p));
      word = p;
    }
    emit(at(word), piece.size());
  });
}

}  // namespace btt::pretokenize
