#include "model/token_buffer.hpp"

#include <doctest/doctest.h>

using namespace btt;
using model::TokenBuffer;
using text::Span;

TEST_CASE("what nobody wants is not kept") {
  TokenBuffer tokens;
  tokens.start(false, false, false);
  tokens.add(5, Span{0, 1}, 0);
  tokens.add_with_text(6, Span{1, 2}, 1, " x");
  CHECK(std::vector<std::int32_t>(tokens.ids.begin(), tokens.ids.end()) == std::vector<std::int32_t>{5, 6});
  CHECK(tokens.spans.empty());
  CHECK(tokens.words.empty());
  CHECK(tokens.surfaces.empty());
  tokens.shrink(1);
  CHECK(tokens.size() == 1);
}

TEST_CASE("shrink forgets tokens with all that belongs to them") {
  TokenBuffer tokens;
  tokens.start(true, true, true);
  tokens.add_with_text(1, Span{0, 1}, 0, "first");
  tokens.add(2, Span{1, 2}, 1);
  tokens.add_with_text(3, Span{2, 3}, 2, "third");
  REQUIRE(tokens.surfaces.size() == 2);
  CHECK(tokens.surfaces[1].token == 2);
  CHECK(tokens.surfaces[1].text == "third");
  tokens.shrink(2);
  CHECK(std::vector<std::int32_t>(tokens.ids.begin(), tokens.ids.end()) == std::vector<std::int32_t>{1, 2});
  REQUIRE(tokens.spans.size() == 2);
  CHECK(tokens.spans[0] == Span{0, 1});
  CHECK(tokens.spans[1] == Span{1, 2});
  REQUIRE(tokens.words.size() == 2);
  CHECK(tokens.words[0] == 0);
  CHECK(tokens.words[1] == 1);
  CHECK(tokens.surfaces.size() == 1);
  tokens.shrink(0);
  CHECK(tokens.size() == 0);
  CHECK(tokens.surfaces.empty());
  tokens.start(false, false, false);
  CHECK(tokens.ids.empty());
}
