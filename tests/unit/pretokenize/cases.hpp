// Checks of a pre-tokenizer against a table of texts and pieces.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pretokenize {

struct Piece {
  std::string_view text;
  std::uint32_t begin;  // byte of the whole text
};

struct Case {
  std::string_view text;
  std::vector<Piece> pieces;
};

inline std::vector<text::Span> spans_of(const PreTokenizer& pre_tokenizer, std::string_view text) {
  text::AlignedText aligned;
  aligned.reset(text, 0, true);
  text::Pieces pieces;
  pieces.text = &aligned;
  if (!text.empty()) pieces.spans.push_back(text::Span{0, static_cast<std::uint32_t>(text.size())});
  pre_tokenizer.apply(pieces);
  return pieces.spans;
}

inline void check_cases(const PreTokenizer& pre_tokenizer, std::initializer_list<Case> cases) {
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    const std::vector<text::Span> spans = spans_of(pre_tokenizer, expected.text);
    REQUIRE(spans.size() == expected.pieces.size());
    for (std::size_t i = 0; i < spans.size(); ++i) {
      CHECK(expected.text.substr(spans[i].begin, spans[i].size()) == expected.pieces[i].text);
      CHECK(spans[i].begin == expected.pieces[i].begin);
    }
  }
}

}  // namespace btt::pretokenize
