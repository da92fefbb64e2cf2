// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/bert.hpp"

#include <string>

#include "unit/pretokenize/cases.hpp"

using namespace btt;
using pretokenize::check_cases;
using pretokenize::spans_of;

TEST_CASE("words between white space, punctuation alone") {
  check_cases(pretokenize::Bert(),
              {
                  {"", {}},
                  {"Hey, you!", {{"Hey", 0}, {",", 3}, {"you", 5}, {"!", 8}}},
                  {"  ", {}},
                  {"a", {{"a", 0}}},
                  {"...", {{".", 0}, {".", 1}, {".", 2}}},
                  {"$5.00 + `x`|y^z~",
                   {{"$", 0},
                    {"5", 1},
                    {".", 2},
                    {"00", 3},
                    {"+", 6},
                    {"`", 8},
                    {"x", 9},
                    {"`", 10},
                    {"|", 11},
                    {"y", 12},
                    {"^", 13},
                    {"z", 14},
                    {"~", 15}}},
                  {"don't", {{"don", 0}, {"'", 3}, {"t", 4}}},
                  {"a\tb\nc\rd\013e", {{"a", 0}, {"b", 2}, {"c", 4}, {"d", 6}, {"e", 8}}},
                  {"_a_", {{"_", 0}, {"a", 1}, {"_", 2}}},
                  {" a ", {{"a", 1}}},
                  {"\001\177", {{"\001\177", 0}}},
              });
}

TEST_CASE("characters that are not ASCII") {
  check_cases(pretokenize::Bert(),
              {
                  {"\u20AC5 \u00B0C \u00D7\u00A9", {{"\u20AC5", 0}, {"\u00B0C", 5}, {"\u00D7\u00A9", 9}}},
                  {"a\u2013b\u2026\u00ABc\u00BB\u300Cd\u300D",
                   {{"a", 0},
                    {"\u2013", 1},
                    {"b", 4},
                    {"\u2026", 5},
                    {"\u00AB", 8},
                    {"c", 10},
                    {"\u00BB", 11},
                    {"\u300C", 13},
                    {"d", 16},
                    {"\u300D", 17}}},
                  {"x\u2E4Fy", {{"x\u2E4Fy", 0}}},
                  {"\u00E9, \u00E8", {{"\u00E9", 0}, {",", 2}, {"\u00E8", 4}}},
                  {"a\u3000b\u00A0c", {{"a", 0}, {"b", 4}, {"c", 7}}},
                  {"\u166D\U000111C9", {{"\u166D", 0}, {"\U000111C9", 3}}},
                  {"\u91CE\u53E3 No", {{"\u91CE\u53E3", 0}, {"No", 7}}},
                  {"1\302\205\u20282", {{"1", 0}, {"2", 6}}},
                  {"\u200B.\u200B", {{"\u200B", 0}, {".", 3}, {"\u200B", 4}}},
              });
}

TEST_CASE("ASCII pieces across the blocks of the fast way") {
  // Every position of a word, a space and a mark around the boundaries of 64 and 1024 bytes; the general way
  // sees the same text behind one character that is not ASCII.
  const pretokenize::Bert bert;
  for (const std::size_t boundary :
       {std::size_t{64}, std::size_t{128}, std::size_t{1024}, std::size_t{2048}}) {
    for (std::size_t shift = 0; shift < 6; ++shift) {
      const std::string text = std::string(boundary - shift, 'w') + ", a.. b" + std::string(70, 'x') + "!";
      CAPTURE(boundary);
      CAPTURE(shift);
      const std::vector<text::Span> fast = spans_of(bert, text);
      const std::vector<text::Span> general = spans_of(bert, "\u00E9 " + text);
      REQUIRE(fast.size() == 7);
      REQUIRE(general.size() == fast.size() + 1);
      for (std::size_t i = 0; i < fast.size(); ++i) {
        CHECK(fast[i].begin + 3 == general[i + 1].begin);
        CHECK(fast[i].end + 3 == general[i + 1].end);
      }
    }
  }
}
