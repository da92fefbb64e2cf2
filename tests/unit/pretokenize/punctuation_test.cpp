// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/punctuation.hpp"

#include "unit/pretokenize/cases.hpp"

using namespace btt;
using pretokenize::check_cases;
using pretokenize::Punctuation;
using pretokenize::SplitBehavior;

TEST_CASE("the five behaviours") {
  check_cases(Punctuation(SplitBehavior::kRemoved), {
                                                        {"", {}},
                                                        {"Hey, you!!", {{"Hey", 0}, {" you", 4}}},
                                                        {"...a", {{"a", 3}}},
                                                        {"a", {{"a", 0}}},
                                                        {"?!", {}},
                                                        {"-a--b-", {{"a", 1}, {"b", 4}}},
                                                    });
  check_cases(Punctuation(SplitBehavior::kIsolated),
              {
                  {"", {}},
                  {"Hey, you!!", {{"Hey", 0}, {",", 3}, {" you", 4}, {"!", 8}, {"!", 9}}},
                  {"...a", {{".", 0}, {".", 1}, {".", 2}, {"a", 3}}},
                  {"a", {{"a", 0}}},
                  {"?!", {{"?", 0}, {"!", 1}}},
                  {"-a--b-", {{"-", 0}, {"a", 1}, {"-", 2}, {"-", 3}, {"b", 4}, {"-", 5}}},
              });
  check_cases(Punctuation(SplitBehavior::kMergedWithPrevious),
              {
                  {"", {}},
                  {"Hey, you!!", {{"Hey,", 0}, {" you!", 4}, {"!", 9}}},
                  {"...a", {{".", 0}, {".", 1}, {".", 2}, {"a", 3}}},
                  {"a", {{"a", 0}}},
                  {"?!", {{"?", 0}, {"!", 1}}},
                  {"-a--b-", {{"-", 0}, {"a-", 1}, {"-", 3}, {"b-", 4}}},
              });
  check_cases(Punctuation(SplitBehavior::kMergedWithNext),
              {
                  {"", {}},
                  {"Hey, you!!", {{"Hey", 0}, {", you", 3}, {"!", 8}, {"!", 9}}},
                  {"...a", {{".", 0}, {".", 1}, {".a", 2}}},
                  {"a", {{"a", 0}}},
                  {"?!", {{"?", 0}, {"!", 1}}},
                  {"-a--b-", {{"-a", 0}, {"-", 2}, {"-b", 3}, {"-", 5}}},
              });
  check_cases(Punctuation(SplitBehavior::kContiguous),
              {
                  {"", {}},
                  {"Hey, you!!", {{"Hey", 0}, {",", 3}, {" you", 4}, {"!!", 8}}},
                  {"...a", {{"...", 0}, {"a", 3}}},
                  {"a", {{"a", 0}}},
                  {"?!", {{"?!", 0}}},
                  {"-a--b-", {{"-", 0}, {"a", 1}, {"--", 2}, {"b", 4}, {"-", 5}}},
              });
}

TEST_CASE("what is punctuation") {
  check_cases(
      Punctuation(SplitBehavior::kIsolated),
      {
          {"$+^`|~<=>",
           {{"$", 0}, {"+", 1}, {"^", 2}, {"`", 3}, {"|", 4}, {"~", 5}, {"<", 6}, {"=", 7}, {">", 8}}},
          {"\u20AC\u00B0\u00D7\u00A9", {{"\u20AC\u00B0\u00D7\u00A9", 0}}},
          {"\u2013\u2026\u00AB\u300C", {{"\u2013", 0}, {"\u2026", 3}, {"\u00AB", 6}, {"\u300C", 8}}},
          {"\u2E4F", {{"\u2E4F", 0}}},
          {"a b", {{"a b", 0}}},
      });
}
