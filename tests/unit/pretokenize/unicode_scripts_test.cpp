// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/unicode_scripts.hpp"

#include "unit/pretokenize/rewritten.hpp"

using namespace btt;
using pretokenize::check_rewritten;

TEST_CASE("scripts") {
  check_rewritten(pretokenize::UnicodeScripts(),
                  {
                      {"Apples are \u308A\u3093\u3054 \u6797\u6A8E",
                       {{"Apples are ", {0U, 11U}}, {"\u308A\u3093\u3054 \u6797\u6A8E", {11U, 27U}}}},
                      {" abc", {{"abc", {1U, 4U}}}},
                      {"  ", {}},
                      {"a,b", {{"a", {0U, 1U}}, {",", {1U, 2U}}, {"b", {2U, 3U}}}},
                      {"a\u0301b", {{"a", {0U, 1U}}, {"\u0301", {1U, 3U}}, {"b", {3U, 4U}}}},
                      {"\011a", {{"\011", {0U, 1U}}, {"a", {1U, 2U}}}},
                      {"\u3069\u3053\u3067\u3002Yes",
                       {{"\u3069\u3053\u3067", {0U, 9U}}, {"\u3002", {9U, 12U}}, {"Yes", {12U, 15U}}}},
                      {"", {}},
                  });
}
