// Expected values: tokenizer files of the GPT-2 and RoBERTa kind in the reference (tokenizers 0.22.2).
#include "postprocess/trim_offsets.hpp"

#include <doctest/doctest.h>

using namespace btt;
using encoding::Offset;

namespace {

std::vector<Offset> trimmed(const std::vector<std::pair<std::string, Offset>>& tokens,
                            bool add_prefix_space) {
  encoding::Encoding row;
  for (const auto& token : tokens) row.add(0, 0, token.first, 0, token.second, false);
  row.overflowing.push_back(row);
  postprocess::trim_offsets(row, add_prefix_space);
  CHECK(row.overflowing[0].offsets == row.offsets);
  return row.offsets;
}

}  // namespace

TEST_CASE("white space leaves the ranges") {
  CHECK(trimmed({{"\u0120Hello", {0, 5}}, {"\u0120there", {5, 11}}}, true) ==
        std::vector<Offset>{{0, 5}, {6, 11}});
  CHECK(trimmed({{"\u0120Hello", {0, 6}}}, true) == std::vector<Offset>{{0, 6}});
  CHECK(trimmed({{"\u0120Hello", {0, 6}}}, false) == std::vector<Offset>{{1, 6}});
  CHECK(trimmed({{"\u0120\u0120Hello", {0, 7}}}, true) == std::vector<Offset>{{2, 7}});
  CHECK(trimmed({{"a", {0, 1}}, {"\u0120\u0120", {1, 3}}}, false) == std::vector<Offset>{{0, 1}, {3, 3}});
  CHECK(trimmed({{"a\u0120", {0, 2}}}, false) == std::vector<Offset>{{0, 1}});
}
