// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/split.hpp"

#include "unit/pretokenize/rewritten.hpp"

using namespace btt;
using pretokenize::check_rewritten;

TEST_CASE("removed") {
  check_rewritten(
      pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"), pretokenize::SplitBehavior::kRemoved, false),
      {
          {"the-final--countdown", {}},
          {"How are you doing?", {{" ", {3U, 4U}}, {" ", {7U, 8U}}, {" ", {11U, 12U}}}},
          {"-", {}},
          {"", {}},
      });
}

TEST_CASE("removed, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kRemoved, false),
      {
          {"the-final--countdown", {{"the", {0U, 3U}}, {"final", {4U, 9U}}, {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {}},
          {"", {}},
      });
}

TEST_CASE("removed, inverted") {
  check_rewritten(
      pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"), pretokenize::SplitBehavior::kRemoved, true),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"--", {9U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?",
           {{"How", {0U, 3U}},
            {"are", {4U, 7U}},
            {"you", {8U, 11U}},
            {"doing", {12U, 17U}},
            {"?", {17U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("removed, inverted, literal") {
  check_rewritten(pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kRemoved, true),
                  {
                      {"the-final--countdown", {{"-", {3U, 4U}}, {"-", {9U, 10U}}, {"-", {10U, 11U}}}},
                      {"How are you doing?", {}},
                      {"-", {{"-", {0U, 1U}}}},
                      {"", {}},
                  });
}

TEST_CASE("isolated") {
  check_rewritten(
      pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"), pretokenize::SplitBehavior::kIsolated, false),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"--", {9U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?",
           {{"How", {0U, 3U}},
            {" ", {3U, 4U}},
            {"are", {4U, 7U}},
            {" ", {7U, 8U}},
            {"you", {8U, 11U}},
            {" ", {11U, 12U}},
            {"doing", {12U, 17U}},
            {"?", {17U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("isolated, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kIsolated, false),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"-", {9U, 10U}},
            {"-", {10U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("isolated, inverted") {
  check_rewritten(
      pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"), pretokenize::SplitBehavior::kIsolated, true),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"--", {9U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?",
           {{"How", {0U, 3U}},
            {" ", {3U, 4U}},
            {"are", {4U, 7U}},
            {" ", {7U, 8U}},
            {"you", {8U, 11U}},
            {" ", {11U, 12U}},
            {"doing", {12U, 17U}},
            {"?", {17U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("isolated, inverted, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kIsolated, true),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"-", {9U, 10U}},
            {"-", {10U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("merged_with_previous") {
  check_rewritten(pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"),
                                     pretokenize::SplitBehavior::kMergedWithPrevious, false),
                  {
                      {"the-final--countdown",
                       {{"the", {0U, 3U}},
                        {"-", {3U, 4U}},
                        {"final", {4U, 9U}},
                        {"--", {9U, 11U}},
                        {"countdown", {11U, 20U}}}},
                      {"How are you doing?",
                       {{"How", {0U, 3U}},
                        {" are", {3U, 7U}},
                        {" you", {7U, 11U}},
                        {" doing", {11U, 17U}},
                        {"?", {17U, 18U}}}},
                      {"-", {{"-", {0U, 1U}}}},
                      {"", {}},
                  });
}

TEST_CASE("merged_with_previous, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kMergedWithPrevious, false),
      {
          {"the-final--countdown",
           {{"the-", {0U, 4U}}, {"final-", {4U, 10U}}, {"-", {10U, 11U}}, {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("merged_with_previous, inverted") {
  check_rewritten(pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"),
                                     pretokenize::SplitBehavior::kMergedWithPrevious, true),
                  {
                      {"the-final--countdown",
                       {{"the", {0U, 3U}},
                        {"-", {3U, 4U}},
                        {"final", {4U, 9U}},
                        {"--", {9U, 11U}},
                        {"countdown", {11U, 20U}}}},
                      {"How are you doing?",
                       {{"How ", {0U, 4U}},
                        {"are ", {4U, 8U}},
                        {"you ", {8U, 12U}},
                        {"doing", {12U, 17U}},
                        {"?", {17U, 18U}}}},
                      {"-", {{"-", {0U, 1U}}}},
                      {"", {}},
                  });
}

TEST_CASE("merged_with_previous, inverted, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kMergedWithPrevious, true),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}}, {"-final", {3U, 9U}}, {"-", {9U, 10U}}, {"-countdown", {10U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("merged_with_next") {
  check_rewritten(pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"),
                                     pretokenize::SplitBehavior::kMergedWithNext, false),
                  {
                      {"the-final--countdown",
                       {{"the", {0U, 3U}},
                        {"-", {3U, 4U}},
                        {"final", {4U, 9U}},
                        {"--", {9U, 11U}},
                        {"countdown", {11U, 20U}}}},
                      {"How are you doing?",
                       {{"How ", {0U, 4U}},
                        {"are ", {4U, 8U}},
                        {"you ", {8U, 12U}},
                        {"doing", {12U, 17U}},
                        {"?", {17U, 18U}}}},
                      {"-", {{"-", {0U, 1U}}}},
                      {"", {}},
                  });
}

TEST_CASE("merged_with_next, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kMergedWithNext, false),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}}, {"-final", {3U, 9U}}, {"-", {9U, 10U}}, {"-countdown", {10U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("merged_with_next, inverted") {
  check_rewritten(pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"),
                                     pretokenize::SplitBehavior::kMergedWithNext, true),
                  {
                      {"the-final--countdown",
                       {{"the", {0U, 3U}},
                        {"-", {3U, 4U}},
                        {"final", {4U, 9U}},
                        {"--", {9U, 11U}},
                        {"countdown", {11U, 20U}}}},
                      {"How are you doing?",
                       {{"How", {0U, 3U}},
                        {" are", {3U, 7U}},
                        {" you", {7U, 11U}},
                        {" doing", {11U, 17U}},
                        {"?", {17U, 18U}}}},
                      {"-", {{"-", {0U, 1U}}}},
                      {"", {}},
                  });
}

TEST_CASE("merged_with_next, inverted, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kMergedWithNext, true),
      {
          {"the-final--countdown",
           {{"the-", {0U, 4U}}, {"final-", {4U, 10U}}, {"-", {10U, 11U}}, {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("contiguous") {
  check_rewritten(
      pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"), pretokenize::SplitBehavior::kContiguous, false),
      {
          {"the-final--countdown", {{"the-final--countdown", {0U, 20U}}}},
          {"How are you doing?",
           {{"How", {0U, 3U}},
            {" ", {3U, 4U}},
            {"are", {4U, 7U}},
            {" ", {7U, 8U}},
            {"you", {8U, 11U}},
            {" ", {11U, 12U}},
            {"doing?", {12U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("contiguous, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kContiguous, false),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"--", {9U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("contiguous, inverted") {
  check_rewritten(
      pretokenize::Split(regex::compile("\\w+|[^\\w\\s]+"), pretokenize::SplitBehavior::kContiguous, true),
      {
          {"the-final--countdown", {{"the-final--countdown", {0U, 20U}}}},
          {"How are you doing?",
           {{"How", {0U, 3U}},
            {" ", {3U, 4U}},
            {"are", {4U, 7U}},
            {" ", {7U, 8U}},
            {"you", {8U, 11U}},
            {" ", {11U, 12U}},
            {"doing?", {12U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}

TEST_CASE("contiguous, inverted, literal") {
  check_rewritten(
      pretokenize::Split(regex::compile_literal("-"), pretokenize::SplitBehavior::kContiguous, true),
      {
          {"the-final--countdown",
           {{"the", {0U, 3U}},
            {"-", {3U, 4U}},
            {"final", {4U, 9U}},
            {"--", {9U, 11U}},
            {"countdown", {11U, 20U}}}},
          {"How are you doing?", {{"How are you doing?", {0U, 18U}}}},
          {"-", {{"-", {0U, 1U}}}},
          {"", {}},
      });
}
