#include "text/pieces.hpp"

#include <doctest/doctest.h>

using namespace btt;
using text::Span;

TEST_CASE("split_each replaces pieces by their parts in order and drops empty ones") {
  text::AlignedText text;
  text.reset("ab cd  ef", 0, true);
  text::Pieces pieces;
  pieces.text = &text;
  pieces.spans = {{0, 5}, {7, 9}};
  const auto on_spaces = [](std::string_view piece, auto&& emit) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (piece[i] != ' ') continue;
      emit(begin, i);
      begin = i + 1;
    }
    emit(begin, piece.size());
  };
  pieces.split_each(on_spaces);
  CHECK(pieces.spans == std::vector<Span>{{0, 2}, {3, 5}, {7, 9}});
  pieces.split_each([](std::string_view, auto&& emit) { emit(0, 0); });
  CHECK(pieces.spans.empty());
  pieces.spans = {{0, 9}};
  pieces.split_each(on_spaces);
  CHECK(pieces.spans == std::vector<Span>{{0, 2}, {3, 5}, {7, 9}});
}
