// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/replace.hpp"

#include "unit/normalize/cases.hpp"

using namespace btt;
using normalize::check_cases;
using normalize::Replace;

TEST_CASE("the content carries the range of the last byte of the match") {
  check_cases(Replace(regex::compile_literal("``"), "\""),
              {
                  {"``a``", "\"a\"", "1-2 2-3 4-5"},
                  {"`a", "`a", "0-1 1-2"},
                  {"```", "\"`", "1-2 2-3"},
                  {"", "", ""},
                  {"\u00E9``\u00E9", "\u00E9\"\u00E9", "0-2 3-4 4-6"},
              });
  check_cases(Replace(regex::compile_literal("\u00E9"), "xy"),
              {
                  {"a\u00E9b", "axyb", "0-1 1-3 1-3 3-4"},
                  {"\u00E9\u00E9", "xyxy", "0-2 0-2 2-4 2-4"},
              });
  check_cases(Replace(regex::compile_literal("ab"), "\u00E9\u4E2D"),
              {
                  {"abab", "\u00E9\u4E2D\u00E9\u4E2D", "1-2 1-2 3-4 3-4"},
                  {"xab", "x\u00E9\u4E2D", "0-1 2-3 2-3"},
              });
}

TEST_CASE("matches do not overlap, what they leave is not looked at again") {
  check_cases(Replace(regex::compile_literal("aa"), "b"), {
                                                              {"aaaaa", "bba", "1-2 3-4 4-5"},
                                                          });
  check_cases(Replace(regex::compile_literal("ab"), ""), {
                                                             {"ab", "", ""},
                                                             {"cabab", "c", "0-1"},
                                                             {"aabb", "ab", "0-1 3-4"},
                                                         });
}

TEST_CASE("pattern and content are literal") {
  check_cases(Replace(regex::compile_literal("a"), "$1"), {
                                                              {"bab", "b$1b", "0-1 1-2 1-2 2-3"},
                                                          });
  check_cases(Replace(regex::compile_literal("."), "-"), {
                                                             {"a.b", "a-b", "0-1 1-2 2-3"},
                                                         });
}

TEST_CASE("an empty pattern matches around every character of a text that is not empty") {
  check_cases(Replace(regex::compile_literal(""), "_"), {
                                                            {"", "", ""},
                                                            {"ab", "_a_b_", "0-0 0-1 0-1 1-2 1-2"},
                                                            {"\u00E9", "_\u00E9_", "0-0 0-2 0-2"},
                                                        });
  check_cases(Replace(regex::compile_literal(""), ""), {
                                                           {"", "", ""},
                                                           {"ab", "ab", "0-1 1-2"},
                                                       });
}
