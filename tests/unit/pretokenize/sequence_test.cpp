// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/sequence.hpp"

#include "pretokenize/digits.hpp"
#include "pretokenize/punctuation.hpp"
#include "pretokenize/whitespace.hpp"
#include "unit/pretokenize/cases.hpp"

using namespace btt;
using pretokenize::check_cases;
using pretokenize::PreTokenizer;
using pretokenize::Sequence;

TEST_CASE("each member splits the pieces of the one before") {
  std::vector<std::unique_ptr<PreTokenizer>> members;
  members.push_back(std::make_unique<pretokenize::WhitespaceSplit>());
  members.push_back(std::make_unique<pretokenize::Punctuation>(pretokenize::SplitBehavior::kMergedWithNext));
  members.push_back(std::make_unique<pretokenize::Digits>(true));
  check_cases(
      Sequence(std::move(members)),
      {
          {"", {}},
          {"a-1b, 23 c.",
           {{"a", 0}, {"-", 1}, {"1", 2}, {"b", 3}, {",", 4}, {"2", 6}, {"3", 7}, {"c", 9}, {".", 10}}},
          {"\u00E9\u20139", {{"\u00E9", 0}, {"\u2013", 2}, {"9", 5}}},
          {" ", {}},
      });
}

TEST_CASE("a sequence of nothing keeps the text whole") {
  check_cases(Sequence({}), {
                                {"a b", {{"a b", 0}}},
                            });
}
