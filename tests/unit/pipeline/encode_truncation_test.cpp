// Expected values of the tables: live runs of the reference (tokenizers 0.22.2).
#include "unit/pipeline/encode_cases.hpp"

using namespace btt;
using pipeline::check_encodes;
using pipeline::EncodeOptions;
using pipeline::Kept;
using pipeline::Options;
using pipeline::Tokenizer;
using pipeline::TruncationStrategy;

namespace {

// Lengths of the sequences in the cells of the truncation table: each alone, then with each as the second.
constexpr std::size_t kLengths[] = {0, 1, 2, 5};

struct PlanCase {
  TruncationStrategy strategy;
  bool has_specials;  // two for a text, three for a pair
  std::size_t max_length;
  // Per cell the tokens left of each sequence, S = too short to cut, N = no second sequence.
  std::string_view cells;
};

std::string plan_cell(const PlanCase& plan, std::size_t first, std::size_t second, bool is_pair) {
  EncodeOptions options;
  options.truncation = plan.strategy;
  options.max_length = plan.max_length;
  const std::size_t specials = !plan.has_specials ? 0 : is_pair ? 3 : 2;
  try {
    Kept kept = pipeline::plan_truncation(first, second, is_pair, specials, options);
    if (!kept.truncated) kept = Kept{first, second, false};
    return std::to_string(kept.first) + (is_pair ? std::to_string(kept.second) : "");
  } catch (const Error& error) {
    return std::string(error.what()).find("too short") != std::string::npos ? "S" : "N";
  }
}

}  // namespace

TEST_CASE("what truncation leaves of each sequence") {
  const std::vector<PlanCase> table = {
      {TruncationStrategy::kLongestFirst, false, 0,
       "0 00 00 00 00 0 00 00 00 00 0 00 00 00 00 0 00 00 00 00"},
      {TruncationStrategy::kLongestFirst, false, 1,
       "0 00 01 01 01 1 10 01 01 01 1 10 10 01 01 1 10 10 10 01"},
      {TruncationStrategy::kLongestFirst, false, 2,
       "0 00 01 02 02 1 10 11 11 11 2 20 11 11 11 2 20 11 11 11"},
      {TruncationStrategy::kLongestFirst, false, 3,
       "0 00 01 02 03 1 10 11 12 12 2 20 21 12 12 3 30 21 21 12"},
      {TruncationStrategy::kLongestFirst, false, 4,
       "0 00 01 02 04 1 10 11 12 13 2 20 21 22 22 4 40 31 22 22"},
      {TruncationStrategy::kLongestFirst, false, 5,
       "0 00 01 02 05 1 10 11 12 14 2 20 21 22 23 5 50 41 32 23"},
      {TruncationStrategy::kLongestFirst, false, 6,
       "0 00 01 02 05 1 10 11 12 15 2 20 21 22 24 5 50 51 42 33"},
      {TruncationStrategy::kLongestFirst, false, 7,
       "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 34"},
      {TruncationStrategy::kLongestFirst, false, 8,
       "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 44"},
      {TruncationStrategy::kLongestFirst, true, 0, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 55"},
      {TruncationStrategy::kLongestFirst, true, 1, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 55"},
      {TruncationStrategy::kLongestFirst, true, 2, "0 00 01 02 05 0 10 11 12 15 0 20 21 22 25 0 50 51 52 55"},
      {TruncationStrategy::kLongestFirst, true, 3, "0 00 00 00 00 1 00 00 00 00 1 00 00 00 00 1 00 00 00 00"},
      {TruncationStrategy::kLongestFirst, true, 4, "0 00 01 01 01 1 10 01 01 01 2 10 10 01 01 2 10 10 10 01"},
      {TruncationStrategy::kLongestFirst, true, 5, "0 00 01 02 02 1 10 11 11 11 2 20 11 11 11 3 20 11 11 11"},
      {TruncationStrategy::kLongestFirst, true, 6, "0 00 01 02 03 1 10 11 12 12 2 20 21 12 12 4 30 21 21 12"},
      {TruncationStrategy::kLongestFirst, true, 7, "0 00 01 02 04 1 10 11 12 13 2 20 21 22 22 5 40 31 22 22"},
      {TruncationStrategy::kLongestFirst, true, 8, "0 00 01 02 05 1 10 11 12 14 2 20 21 22 23 5 50 41 32 23"},
      {TruncationStrategy::kOnlyFirst, false, 0, "0 00 00 00 00 0 00 00 00 00 0 00 00 00 00 0 00 00 00 00"},
      {TruncationStrategy::kOnlyFirst, false, 1, "0 00 01 S S 1 10 S S S 1 10 S S S 1 10 S S S"},
      {TruncationStrategy::kOnlyFirst, false, 2, "0 00 01 02 S 1 10 11 S S 2 20 11 S S 2 20 11 S S"},
      {TruncationStrategy::kOnlyFirst, false, 3, "0 00 01 02 S 1 10 11 12 S 2 20 21 12 S 3 30 21 12 S"},
      {TruncationStrategy::kOnlyFirst, false, 4, "0 00 01 02 S 1 10 11 12 S 2 20 21 22 S 4 40 31 22 S"},
      {TruncationStrategy::kOnlyFirst, false, 5, "0 00 01 02 05 1 10 11 12 S 2 20 21 22 S 5 50 41 32 S"},
      {TruncationStrategy::kOnlyFirst, false, 6, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 15 5 50 51 42 15"},
      {TruncationStrategy::kOnlyFirst, false, 7, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 25"},
      {TruncationStrategy::kOnlyFirst, false, 8, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 35"},
      {TruncationStrategy::kOnlyFirst, true, 0, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 55"},
      {TruncationStrategy::kOnlyFirst, true, 1, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 55"},
      {TruncationStrategy::kOnlyFirst, true, 2, "0 00 01 02 05 0 10 11 12 15 0 20 21 22 25 0 50 51 52 55"},
      {TruncationStrategy::kOnlyFirst, true, 3, "0 00 00 00 00 1 00 00 00 00 1 00 00 00 00 1 00 00 00 00"},
      {TruncationStrategy::kOnlyFirst, true, 4, "0 00 01 S S 1 10 S S S 2 10 S S S 2 10 S S S"},
      {TruncationStrategy::kOnlyFirst, true, 5, "0 00 01 02 S 1 10 11 S S 2 20 11 S S 3 20 11 S S"},
      {TruncationStrategy::kOnlyFirst, true, 6, "0 00 01 02 S 1 10 11 12 S 2 20 21 12 S 4 30 21 12 S"},
      {TruncationStrategy::kOnlyFirst, true, 7, "0 00 01 02 S 1 10 11 12 S 2 20 21 22 S 5 40 31 22 S"},
      {TruncationStrategy::kOnlyFirst, true, 8, "0 00 01 02 05 1 10 11 12 S 2 20 21 22 S 5 50 41 32 S"},
      {TruncationStrategy::kOnlySecond, false, 0, "0 00 00 00 00 0 00 00 00 00 0 00 00 00 00 0 00 00 00 00"},
      {TruncationStrategy::kOnlySecond, false, 1, "0 00 01 01 01 1 10 S S S N S S S S N S S S S"},
      {TruncationStrategy::kOnlySecond, false, 2, "0 00 01 02 02 1 10 11 11 11 2 20 S S S N S S S S"},
      {TruncationStrategy::kOnlySecond, false, 3, "0 00 01 02 03 1 10 11 12 12 2 20 21 21 21 N S S S S"},
      {TruncationStrategy::kOnlySecond, false, 4, "0 00 01 02 04 1 10 11 12 13 2 20 21 22 22 N S S S S"},
      {TruncationStrategy::kOnlySecond, false, 5, "0 00 01 02 05 1 10 11 12 14 2 20 21 22 23 5 50 S S S"},
      {TruncationStrategy::kOnlySecond, false, 6, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 24 5 50 51 51 51"},
      {TruncationStrategy::kOnlySecond, false, 7, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 52"},
      {TruncationStrategy::kOnlySecond, false, 8, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 53"},
      {TruncationStrategy::kOnlySecond, true, 0, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 55"},
      {TruncationStrategy::kOnlySecond, true, 1, "0 00 01 02 05 1 10 11 12 15 2 20 21 22 25 5 50 51 52 55"},
      {TruncationStrategy::kOnlySecond, true, 2, "0 00 01 02 05 0 10 11 12 15 0 20 21 22 25 0 50 51 52 55"},
      {TruncationStrategy::kOnlySecond, true, 3, "0 00 00 00 00 1 00 00 00 00 N 00 00 00 00 N 00 00 00 00"},
      {TruncationStrategy::kOnlySecond, true, 4, "0 00 01 01 01 1 10 S S S 2 S S S S N S S S S"},
      {TruncationStrategy::kOnlySecond, true, 5, "0 00 01 02 02 1 10 11 11 11 2 20 S S S N S S S S"},
      {TruncationStrategy::kOnlySecond, true, 6, "0 00 01 02 03 1 10 11 12 12 2 20 21 21 21 N S S S S"},
      {TruncationStrategy::kOnlySecond, true, 7, "0 00 01 02 04 1 10 11 12 13 2 20 21 22 22 5 S S S S"},
      {TruncationStrategy::kOnlySecond, true, 8, "0 00 01 02 05 1 10 11 12 14 2 20 21 22 23 5 50 S S S"},
  };
  for (const PlanCase& plan : table) {
    std::string cells;
    for (const std::size_t first : kLengths) {
      cells += (cells.empty() ? "" : " ") + plan_cell(plan, first, 0, false);
      for (const std::size_t second : kLengths) cells += " " + plan_cell(plan, first, second, true);
    }
    CAPTURE(static_cast<int>(plan.strategy));
    CAPTURE(plan.has_specials);
    CAPTURE(plan.max_length);
    CHECK(cells == plan.cells);
  }
}

TEST_CASE("the examples of how a budget of 7 is shared") {
  EncodeOptions options;
  options.truncation = TruncationStrategy::kLongestFirst;
  options.max_length = 7;
  const std::size_t cases[][4] = {{8, 4, 4, 3}, {4, 8, 3, 4}, {4, 4, 3, 4}, {2, 8, 2, 5}, {8, 2, 5, 2}};
  for (const auto& c : cases) {
    const Kept kept = pipeline::plan_truncation(c[0], c[1], true, 0, options);
    CHECK(kept.truncated);
    CHECK(kept.first == c[2]);
    CHECK(kept.second == c[3]);
  }
}

TEST_CASE("no truncation wanted") {
  EncodeOptions options;
  options.max_length = 1;
  CHECK_FALSE(pipeline::plan_truncation(8, 4, true, 0, options).truncated);
}

TEST_CASE("truncation of one text, both directions, with stride") {
  check_encodes({
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(5, 0),
       "[CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|d|e|f|[SEP] ids 2 8 9 10 3 types 00000 words -345- seqs -000- offsets 0-0 6-7 8-9 10-11 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|g|[SEP] ids 2 11 3 types 000 words -6- seqs -0- offsets 0-0 12-13 0-0 special 101 mask 111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(5, 0).left(),
       "[CLS]|e|f|g|[SEP] ids 2 9 10 11 3 types 00000 words -456- seqs -000- offsets 0-0 8-9 10-11 12-13 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|b|c|d|[SEP] ids 2 6 7 8 3 types 00000 words -123- seqs -000- offsets 0-0 2-3 4-5 6-7 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|a|[SEP] ids 2 5 3 types 000 words -0- seqs -0- offsets 0-0 0-1 0-0 special 101 mask 111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(5, 1),
       "[CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|c|d|e|[SEP] ids 2 7 8 9 3 types 00000 words -234- seqs -000- offsets 0-0 4-5 6-7 8-9 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|e|f|g|[SEP] ids 2 9 10 11 3 types 00000 words -456- seqs -000- offsets 0-0 8-9 10-11 12-13 "
       "0-0 special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(5, 1).left(),
       "[CLS]|e|f|g|[SEP] ids 2 9 10 11 3 types 00000 words -456- seqs -000- offsets 0-0 8-9 10-11 12-13 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|c|d|e|[SEP] ids 2 7 8 9 3 types 00000 words -234- seqs -000- offsets 0-0 4-5 6-7 8-9 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(5, 2),
       "[CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|b|c|d|[SEP] ids 2 6 7 8 3 types 00000 words -123- seqs -000- offsets 0-0 2-3 4-5 6-7 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|c|d|e|[SEP] ids 2 7 8 9 3 types 00000 words -234- seqs -000- offsets 0-0 4-5 6-7 8-9 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|d|e|f|[SEP] ids 2 8 9 10 3 types 00000 words -345- seqs -000- offsets 0-0 6-7 8-9 10-11 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|e|f|g|[SEP] ids 2 9 10 11 3 types 00000 words -456- seqs -000- offsets 0-0 8-9 10-11 12-13 "
       "0-0 special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(5, 2).left(),
       "[CLS]|e|f|g|[SEP] ids 2 9 10 11 3 types 00000 words -456- seqs -000- offsets 0-0 8-9 10-11 12-13 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|d|e|f|[SEP] ids 2 8 9 10 3 types 00000 words -345- seqs -000- offsets 0-0 6-7 8-9 10-11 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|c|d|e|[SEP] ids 2 7 8 9 3 types 00000 words -234- seqs -000- offsets 0-0 4-5 6-7 8-9 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|b|c|d|[SEP] ids 2 6 7 8 3 types 00000 words -123- seqs -000- offsets 0-0 2-3 4-5 6-7 0-0 "
       "special 10001 mask 11111\n"
       "+ [CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(4, 1),
       "[CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 2-3 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|b|c|[SEP] ids 2 6 7 3 types 0000 words -12- seqs -00- offsets 0-0 2-3 4-5 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|c|d|[SEP] ids 2 7 8 3 types 0000 words -23- seqs -00- offsets 0-0 4-5 6-7 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|d|e|[SEP] ids 2 8 9 3 types 0000 words -34- seqs -00- offsets 0-0 6-7 8-9 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|e|f|[SEP] ids 2 9 10 3 types 0000 words -45- seqs -00- offsets 0-0 8-9 10-11 0-0 special "
       "1001 mask 1111\n"
       "+ [CLS]|f|g|[SEP] ids 2 10 11 3 types 0000 words -56- seqs -00- offsets 0-0 10-11 12-13 0-0 special "
       "1001 mask 1111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(4, 1).left(),
       "[CLS]|f|g|[SEP] ids 2 10 11 3 types 0000 words -56- seqs -00- offsets 0-0 10-11 12-13 0-0 special "
       "1001 mask 1111\n"
       "+ [CLS]|e|f|[SEP] ids 2 9 10 3 types 0000 words -45- seqs -00- offsets 0-0 8-9 10-11 0-0 special "
       "1001 mask 1111\n"
       "+ [CLS]|d|e|[SEP] ids 2 8 9 3 types 0000 words -34- seqs -00- offsets 0-0 6-7 8-9 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|c|d|[SEP] ids 2 7 8 3 types 0000 words -23- seqs -00- offsets 0-0 4-5 6-7 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|b|c|[SEP] ids 2 6 7 3 types 0000 words -12- seqs -00- offsets 0-0 2-3 4-5 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 2-3 0-0 special 1001 "
       "mask 1111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(6, 3),
       "[CLS]|a|b|c|d|[SEP] ids 2 5 6 7 8 3 types 000000 words -0123- seqs -0000- offsets 0-0 0-1 2-3 4-5 "
       "6-7 0-0 special 100001 mask 111111\n"
       "+ [CLS]|b|c|d|e|[SEP] ids 2 6 7 8 9 3 types 000000 words -1234- seqs -0000- offsets 0-0 2-3 4-5 6-7 "
       "8-9 0-0 special 100001 mask 111111\n"
       "+ [CLS]|c|d|e|f|[SEP] ids 2 7 8 9 10 3 types 000000 words -2345- seqs -0000- offsets 0-0 4-5 6-7 8-9 "
       "10-11 0-0 special 100001 mask 111111\n"
       "+ [CLS]|d|e|f|g|[SEP] ids 2 8 9 10 11 3 types 000000 words -3456- seqs -0000- offsets 0-0 6-7 8-9 "
       "10-11 12-13 0-0 special 100001 mask 111111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(6, 3).left(),
       "[CLS]|d|e|f|g|[SEP] ids 2 8 9 10 11 3 types 000000 words -3456- seqs -0000- offsets 0-0 6-7 8-9 "
       "10-11 12-13 0-0 special 100001 mask 111111\n"
       "+ [CLS]|c|d|e|f|[SEP] ids 2 7 8 9 10 3 types 000000 words -2345- seqs -0000- offsets 0-0 4-5 6-7 8-9 "
       "10-11 0-0 special 100001 mask 111111\n"
       "+ [CLS]|b|c|d|e|[SEP] ids 2 6 7 8 9 3 types 000000 words -1234- seqs -0000- offsets 0-0 2-3 4-5 6-7 "
       "8-9 0-0 special 100001 mask 111111\n"
       "+ [CLS]|a|b|c|d|[SEP] ids 2 5 6 7 8 3 types 000000 words -0123- seqs -0000- offsets 0-0 0-1 2-3 4-5 "
       "6-7 0-0 special 100001 mask 111111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(8, 2),
       "[CLS]|a|b|c|d|e|f|[SEP] ids 2 5 6 7 8 9 10 3 types 00000000 words -012345- seqs -000000- offsets 0-0 "
       "0-1 2-3 4-5 6-7 8-9 10-11 0-0 special 10000001 mask 11111111\n"
       "+ [CLS]|e|f|g|[SEP] ids 2 9 10 11 3 types 00000 words -456- seqs -000- offsets 0-0 8-9 10-11 12-13 "
       "0-0 special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c d e f g"},
       false,
       {},
       Options().max(8, 2).left(),
       "[CLS]|b|c|d|e|f|g|[SEP] ids 2 6 7 8 9 10 11 3 types 00000000 words -123456- seqs -000000- offsets "
       "0-0 2-3 4-5 6-7 8-9 10-11 12-13 0-0 special 10000001 mask 11111111\n"
       "+ [CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().max(2, 0),
       "[CLS]|[SEP] ids 2 3 types 00 words -- seqs -- offsets 0-0 0-0 special 11 mask 11\n"
       "+ [CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().max(1, 0),
       "[CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().max(0, 0),
       "[CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().max(0, 0).plain(),
       " ids types  words  seqs  offsets special  mask \n"
       "+ a|b|c ids 5 6 7 types 000 words 012 seqs 000 offsets 0-1 2-3 4-5 special 000 mask 111"},
      {samples::kNone,
       false,
       {"a b c d e"},
       false,
       {},
       Options().max(3, 1),
       "a|b|c ids 5 6 7 types 000 words 012 seqs 000 offsets 0-1 2-3 4-5 special 000 mask 111\n"
       "+ c|d|e ids 7 8 9 types 000 words 234 seqs 000 offsets 4-5 6-7 8-9 special 000 mask 111"},
      {samples::kNone,
       false,
       {"a b c d e"},
       false,
       {},
       Options().max(3, 2).left(),
       "c|d|e ids 7 8 9 types 000 words 234 seqs 000 offsets 4-5 6-7 8-9 special 000 mask 111\n"
       "+ b|c|d ids 6 7 8 types 000 words 123 seqs 000 offsets 2-3 4-5 6-7 special 000 mask 111\n"
       "+ a|b|c ids 5 6 7 types 000 words 012 seqs 000 offsets 0-1 2-3 4-5 special 000 mask 111"},
      {samples::kNone,
       false,
       {""},
       false,
       {},
       Options().max(0, 0),
       " ids types  words  seqs  offsets special  mask "},
      {samples::kBert,
       false,
       {"a b c d"},
       false,
       {},
       Options().max(4, 1),
       "[CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 2-3 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|b|c|[SEP] ids 2 6 7 3 types 0000 words -12- seqs -00- offsets 0-0 2-3 4-5 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|c|d|[SEP] ids 2 7 8 3 types 0000 words -23- seqs -00- offsets 0-0 4-5 6-7 0-0 special 1001 "
       "mask 1111"},
      {samples::kTemplate,
       true,
       {"a", "unwanted", "b"},
       false,
       {},
       Options().max(4, 1),
       "[CLS]|a|un|[SEP] ids 2 5 16 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 0-2 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|un|##want|[SEP] ids 2 16 17 3 types 0000 words -11- seqs -00- offsets 0-0 0-2 2-6 0-0 "
       "special 1001 mask 1111\n"
       "+ [CLS]|##want|##ed|[SEP] ids 2 17 18 3 types 0000 words -11- seqs -00- offsets 0-0 2-6 6-8 0-0 "
       "special 1001 mask 1111\n"
       "+ [CLS]|##ed|b|[SEP] ids 2 18 6 3 types 0000 words -12- seqs -00- offsets 0-0 6-8 0-1 0-0 special "
       "1001 mask 1111"},
  });
}

TEST_CASE("a stride that leaves no step fails where something must be cut") {
  const auto tokenizer = samples::load(samples::kTemplate);
  pipeline::Workspace workspace;
  const std::string_view text = "a b c d";
  const Tokenizer::Side side{&text, 1, false};
  EncodeOptions options = Options().max(4, 2).value;  // two tokens are left for the text
  CHECK_THROWS_AS(tokenizer->encode(side, nullptr, options, workspace), Error);
  options.max_length = 6;
  options.stride = 100;
  CHECK(tokenizer->encode(side, nullptr, options, workspace).size() == 6);
}
