#include "pretokenize/whitespace.hpp"

#include "pretokenize/split_behavior.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {
namespace {

enum class Kind { kSpace, kWord, kOther };

Kind kind_of(char32_t c) noexcept {
  const std::uint32_t properties = unicode::properties(c);
  if ((properties & unicode::kWhiteSpace) != 0) return Kind::kSpace;
  return (properties & unicode::kWord16) != 0 ? Kind::kWord : Kind::kOther;
}

}  // namespace

void Whitespace::apply(text::Pieces& pieces) const {
  pieces.split_each([](std::string_view piece, auto&& emit) {
    const char* const begin = piece.data();
    const char* const end = begin + piece.size();
    const char* run = begin;
    Kind run_kind = Kind::kSpace;
    const auto close = [&](const char* at) {
      if (run_kind != Kind::kSpace)
        emit(static_cast<std::size_t>(run - begin), static_cast<std::size_t>(at - begin));
      run = at;
    };
    for (const char* p = begin; p < end;) {
      const char* const character = p;
      const Kind kind = kind_of(unicode::decode(p));
      if (kind == run_kind) continue;
      close(character);
      run_kind = kind;
    }
    close(end);
  });
}

void WhitespaceSplit::apply(text::Pieces& pieces) const {
  pieces.split_each([](std::string_view piece, auto&& emit) {
    split_characters(piece, SplitBehavior::kRemoved, unicode::is_white_space, emit);
  });
}

}  // namespace btt::pretokenize
