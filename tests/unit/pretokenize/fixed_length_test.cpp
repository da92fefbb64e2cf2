// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/fixed_length.hpp"

#include "unit/pretokenize/rewritten.hpp"

#include "base/error.hpp"

using namespace btt;
using pretokenize::check_rewritten;

TEST_CASE("characters, not bytes: 1") {
  check_rewritten(
      pretokenize::FixedLength(1),
      {
          {"abcdefgh",
           {{"a", {0U, 1U}},
            {"b", {1U, 2U}},
            {"c", {2U, 3U}},
            {"d", {3U, 4U}},
            {"e", {4U, 5U}},
            {"f", {5U, 6U}},
            {"g", {6U, 7U}},
            {"h", {7U, 8U}}}},
          {"\u00E9\u4F60\U0001F600x",
           {{"\u00E9", {0U, 2U}}, {"\u4F60", {2U, 5U}}, {"\U0001F600", {5U, 9U}}, {"x", {9U, 10U}}}},
          {"", {}},
      });
}

TEST_CASE("characters, not bytes: 3") {
  check_rewritten(pretokenize::FixedLength(3),
                  {
                      {"abcdefgh", {{"abc", {0U, 3U}}, {"def", {3U, 6U}}, {"gh", {6U, 8U}}}},
                      {"\u00E9\u4F60\U0001F600x", {{"\u00E9\u4F60\U0001F600", {0U, 9U}}, {"x", {9U, 10U}}}},
                      {"", {}},
                  });
}

TEST_CASE("characters, not bytes: 5") {
  check_rewritten(pretokenize::FixedLength(5),
                  {
                      {"abcdefgh", {{"abcde", {0U, 5U}}, {"fgh", {5U, 8U}}}},
                      {"\u00E9\u4F60\U0001F600x", {{"\u00E9\u4F60\U0001F600x", {0U, 10U}}}},
                      {"", {}},
                  });
}

TEST_CASE("a length of 0 fails on the first text") {
  text::AlignedText aligned;
  text::Pieces pieces;
  pieces.text = &aligned;
  aligned.reset("a", 0, false);
  pieces.spans.push_back(text::Span{0, 1});
  CHECK_THROWS_AS(pretokenize::FixedLength(0).apply(pieces), Error);
}
