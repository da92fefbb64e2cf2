// Checks of a model against a table of pieces and tokens.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "model/model.hpp"

namespace btt::model {

struct Token {
  std::int32_t id;
  text::Span span;

  friend bool operator==(const Token& a, const Token& b) { return a.id == b.id && a.span == b.span; }
};

inline std::vector<Token> tokens_of(const Model& model, std::string_view piece) {
  TokenBuffer out;
  out.start(true, true, false);
  const text::Span whole{0, static_cast<std::uint32_t>(piece.size())};
  model.tokenize(piece, &whole, 1, 7, out);
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < out.size(); ++i) {
    tokens.push_back(Token{out.ids[i], out.spans[i]});
    CHECK(out.words[i] == 7);
  }
  CHECK(tokens.size() <= model.max_tokens(piece.size()));
  return tokens;
}

struct TokenCase {
  std::string_view piece;
  std::vector<Token> tokens;
};

inline void check_tokens(const Model& model, std::initializer_list<TokenCase> cases) {
  for (const TokenCase& expected : cases) {
    CAPTURE(expected.piece);
    CHECK((tokens_of(model, expected.piece) == expected.tokens));
  }
}

}  // namespace btt::model
