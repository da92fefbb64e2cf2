// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/char_delimiter_split.hpp"

#include "unit/pretokenize/rewritten.hpp"

using namespace btt;
using pretokenize::check_rewritten;

TEST_CASE("the delimiter goes") {
  check_rewritten(
      pretokenize::CharDelimiterSplit(U'-'),
      {
          {"the-final--countdown", {{"the", {0U, 3U}}, {"final", {4U, 9U}}, {"countdown", {11U, 20U}}}},
          {"-a-", {{"a", {1U, 2U}}}},
          {"", {}},
      });
}

TEST_CASE("not ASCII") {
  check_rewritten(pretokenize::CharDelimiterSplit(U'\u3000'),
                  {
                      {"a\u3000b c", {{"a", {0U, 1U}}, {"b c", {4U, 7U}}}},
                      {"\u3000", {}},
                  });
}
