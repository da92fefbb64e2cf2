// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/whitespace.hpp"

#include "unit/pretokenize/cases.hpp"

using namespace btt;
using pretokenize::check_cases;

TEST_CASE("Whitespace keeps runs of word characters and runs of others") {
  check_cases(pretokenize::Whitespace(),
              {
                  {"", {}},
                  {"don't go!", {{"don", 0}, {"'", 3}, {"t", 4}, {"go", 6}, {"!", 8}}},
                  {"$5.00", {{"$", 0}, {"5", 1}, {".", 2}, {"00", 3}}},
                  {"a\u200Db", {{"a\u200Db", 0}}},
                  {"a\u200Bb", {{"a", 0}, {"\u200B", 1}, {"b", 4}}},
                  {"\u00B2x", {{"\u00B2", 0}, {"x", 2}}},
                  {"e\u0301", {{"e\u0301", 0}}},
                  {"?!..", {{"?!..", 0}}},
                  {"  ", {}},
                  {"a_b-c", {{"a_b", 0}, {"-", 3}, {"c", 4}}},
                  {"\u4E2D\u6587\uFF0C\u597D", {{"\u4E2D\u6587", 0}, {"\uFF0C", 6}, {"\u597D", 9}}},
                  {"x\u00A0\u3000y", {{"x", 0}, {"y", 6}}},
                  {"\u203Fa", {{"\u203Fa", 0}}},
                  {"\U0001F600 ok", {{"\U0001F600", 0}, {"ok", 5}}},
              });
}

TEST_CASE("WhitespaceSplit splits on white space only") {
  check_cases(pretokenize::WhitespaceSplit(),
              {
                  {"", {}},
                  {"don't go!", {{"don't", 0}, {"go!", 6}}},
                  {" a  b ", {{"a", 1}, {"b", 4}}},
                  {"  ", {}},
                  {"a\u00A0b\u3000c\302\205d", {{"a", 0}, {"b", 3}, {"c", 7}, {"d", 10}}},
                  {"a\u200Bb", {{"a\u200Bb", 0}}},
                  {"a\034b", {{"a\034b", 0}}},
              });
}
