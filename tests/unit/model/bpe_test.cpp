// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "model/bpe.hpp"

#include <utility>

#include "base/error.hpp"
#include "unit/model/cases.hpp"

using namespace btt;
using model::BpeOptions;

namespace {

using Table = std::vector<std::pair<std::string, std::int32_t>>;
using Merges = std::vector<std::pair<std::string, std::string>>;

const Table kVocab = {{"<unk>", 0},   {"a", 1},       {"b", 2},      {"c", 3},     {"ab", 4},
                      {"abc", 5},     {"##b", 6},     {"##c", 7},    {"c</w>", 8}, {"bc</w>", 9},
                      {"<0xC3>", 10}, {"<0xA9>", 11}, {"<0x61>", 12}};

model::Bpe make(const Merges& merges, const BpeOptions& options, const Table& more = {}) {
  vocab::Vocab vocab;
  for (const Table* table : {&kVocab, &more}) {
    for (const auto& entry : *table) vocab.insert(entry.first, entry.second);
  }
  vocab.finish();
  vocab::MergeTable ranks;
  for (std::size_t i = 0; i < merges.size(); ++i) {
    const std::string& right = merges[i].second;
    const std::string merged = merges[i].first + right.substr(options.continuing_subword_prefix.size());
    ranks.insert(vocab.find(merges[i].first), vocab.find(right),
                 vocab::Merge{static_cast<std::uint32_t>(i), vocab.find(merged)});
  }
  return model::Bpe(std::move(vocab), std::move(ranks), options);
}

}  // namespace

TEST_CASE("merges, lowest rank first") {
  BpeOptions options;

  model::check_tokens(make({{"b", "c"}, {"a", "b"}, {"ab", "c"}}, options, {{"bc", 20}}),
                      {
                          {"abc", {{1, {0U, 1U}}, {20, {1U, 3U}}}},
                          {"ab", {{4, {0U, 2U}}}},
                          {"cab", {{3, {0U, 1U}}, {4, {1U, 3U}}}},
                          {"aabc", {{1, {0U, 1U}}, {1, {1U, 2U}}, {20, {2U, 4U}}}},
                          {"a", {{1, {0U, 1U}}}},
                      });
}

TEST_CASE("ranks decide") {
  BpeOptions options;

  model::check_tokens(make({{"a", "b"}, {"ab", "c"}}, options), {
                                                                    {"abc", {{5, {0U, 3U}}}},
                                                                    {"abab", {{4, {0U, 2U}}, {4, {2U, 4U}}}},
                                                                });
}

TEST_CASE("no unknown token: characters vanish") {
  BpeOptions options;

  model::check_tokens(make({{"a", "b"}}, options), {
                                                       {"axb", {{4, {0U, 2U}}}},
                                                       {"x", {}},
                                                       {"xab", {{4, {0U, 2U}}}},
                                                   });
}

TEST_CASE("unknown token") {
  BpeOptions options;
  options.unk_token = "<unk>";
  model::check_tokens(make({{"a", "b"}}, options),
                      {
                          {"axyb", {{1, {0U, 1U}}, {0, {1U, 2U}}, {0, {2U, 3U}}, {2, {3U, 4U}}}},
                          {"x", {{0, {0U, 1U}}}},
                      });
}

TEST_CASE("fused unknowns") {
  BpeOptions options;
  options.unk_token = "<unk>";
  options.fuse_unk = true;
  model::check_tokens(make({{"a", "b"}}, options),
                      {
                          {"axyb", {{1, {0U, 1U}}, {0, {1U, 3U}}, {2, {3U, 4U}}}},
                          {"xxy", {{0, {0U, 3U}}}},
                      });
}

TEST_CASE("byte fallback") {
  BpeOptions options;
  options.unk_token = "<unk>";
  options.byte_fallback = true;
  model::check_tokens(make({}, options), {
                                             {"\u00E9b", {{10, {0U, 1U}}, {11, {1U, 2U}}, {2, {2U, 3U}}}},
                                             {"\u4F60", {{0, {0U, 3U}}}},
                                             {"x\u00E9", {{10, {0U, 1U}}, {11, {1U, 2U}}, {0, {2U, 3U}}}},
                                         });
}

TEST_CASE("byte fallback overtakes a fused unknown") {
  BpeOptions options;
  options.unk_token = "<unk>";
  options.byte_fallback = true;
  options.fuse_unk = true;
  model::check_tokens(make({}, options), {
                                             {"x\u00E9x", {{10, {0U, 1U}}, {11, {1U, 2U}}, {0, {2U, 4U}}}},
                                         });
}

TEST_CASE("prefix") {
  BpeOptions options;
  options.continuing_subword_prefix = "##";
  model::check_tokens(make({{"a", "##b"}, {"ab", "##c"}}, options), {
                                                                        {"abc", {{5, {0U, 3U}}}},
                                                                        {"ab", {{4, {0U, 2U}}}},
                                                                    });
}

TEST_CASE("suffix") {
  BpeOptions options;
  options.end_of_word_suffix = "</w>";
  model::check_tokens(make({{"b", "c</w>"}}, options), {
                                                           {"abc", {{1, {0U, 1U}}, {9, {1U, 3U}}}},
                                                           {"c", {{8, {0U, 1U}}}},
                                                       });
}

TEST_CASE("a whole piece before merges") {
  BpeOptions options;
  options.ignore_merges = true;
  model::check_tokens(make({}, options),
                      {
                          {"abc", {{5, {0U, 3U}}}},
                          {"ab", {{4, {0U, 2U}}}},
                          {"abca", {{1, {0U, 1U}}, {2, {1U, 2U}}, {3, {2U, 3U}}, {1, {3U, 4U}}}},
                      });
}

TEST_CASE("dropout 1 merges nothing") {
  BpeOptions options;
  options.dropout = 1.0F;
  model::check_tokens(make({{"a", "b"}}, options),
                      {
                          {"abab", {{1, {0U, 1U}}, {2, {1U, 2U}}, {1, {2U, 3U}}, {2, {3U, 4U}}}},
                      });
}

TEST_CASE("an unknown token that the vocabulary lacks fails when it is needed") {
  BpeOptions options;
  options.unk_token = "nothing";
  const model::Bpe bpe = make({}, options);
  model::check_tokens(bpe, {{"a", {{1, {0U, 1U}}}}});
  CHECK_THROWS_WITH_AS(model::tokens_of(bpe, "x"),
                       "BPE error: Unk token `nothing` not found in the vocabulary", Error);
}

TEST_CASE("a suffix whose bytes fall back reaches behind the piece") {
  BpeOptions options;
  options.byte_fallback = true;
  options.end_of_word_suffix = "a";
  const model::Bpe bpe = make({}, options);
  model::TokenBuffer out;
  const text::Span piece{0, 2};
  out.start(true, true, false);
  bpe.tokenize("\u00E9", &piece, 1, 0, out);
  CHECK(std::vector<std::int32_t>(out.ids.begin(), out.ids.end()) == std::vector<std::int32_t>{10, 11, 12});
  CHECK(out.outside == std::vector<std::uint32_t>{2});
}

TEST_CASE("a megabyte of one letter is merged in time") {
  const model::Bpe bpe = make({{"a", "a"}}, BpeOptions(), {{"aa", 30}});
  const std::string text(1000001, 'a');
  CHECK(model::tokens_of(bpe, text).size() == 500001);
}
