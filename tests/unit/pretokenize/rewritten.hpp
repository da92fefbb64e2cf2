// Checks of a pre-tokenizer that may change characters: pieces and the bytes of the original that they stand
// for.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "pretokenize/pre_tokenizer.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {

struct RewrittenPiece {
  std::string_view text;
  text::Span original;
};

struct RewrittenCase {
  std::string_view text;
  std::vector<RewrittenPiece> pieces;
};

inline void check_rewritten(const PreTokenizer& pre_tokenizer, std::initializer_list<RewrittenCase> cases) {
  for (const RewrittenCase& expected : cases) {
    CAPTURE(expected.text);
    text::AlignedText aligned;
    aligned.reset(expected.text, 0, true);
    text::Pieces pieces;
    pieces.text = &aligned;
    pieces.spans.push_back(text::Span{0, static_cast<std::uint32_t>(expected.text.size())});
    pre_tokenizer.apply(pieces);
    REQUIRE(pieces.spans.size() == expected.pieces.size());
    std::size_t chars = 0;
    for (std::size_t i = 0; i < pieces.spans.size(); ++i) {
      const text::Span span = pieces.spans[i];
      const std::string_view piece = aligned.text().substr(span.begin, span.size());
      CHECK(piece == expected.pieces[i].text);
      CHECK(aligned.to_original(span) == expected.pieces[i].original);
      chars += unicode::count_code_points(piece);
    }
    CHECK(pre_tokenizer.max_chars(expected.text.size()) >= chars);
    if (!pre_tokenizer.rewrites()) CHECK(aligned.text() == expected.text);
  }
}

}  // namespace btt::pretokenize
