// Saved forms: live runs of the reference (tokenizers 0.22.2), which also refuses what is refused here.
#include "unit/loader/cases.hpp"

using namespace btt;
using loader::check_refused;
using loader::check_saved;

TEST_CASE("by type") {
  check_saved(
      "pre_tokenizer",
      {
          {R"json({"type":"BertPreTokenizer"})json", R"json({"type":"BertPreTokenizer"})json"},
          {R"json({"type":"Whitespace"})json", R"json({"type":"Whitespace"})json"},
          {R"json({"type":"WhitespaceSplit","more":1})json", R"json({"type":"WhitespaceSplit"})json"},
          {R"json({"type":"Punctuation"})json", R"json({"type":"Punctuation","behavior":"Isolated"})json"},
          {R"json({"type":"Punctuation","behavior":"Removed"})json",
           R"json({"type":"Punctuation","behavior":"Removed"})json"},
          {R"json({"type":"Punctuation","behavior":"Isolated"})json",
           R"json({"type":"Punctuation","behavior":"Isolated"})json"},
          {R"json({"type":"Punctuation","behavior":"MergedWithPrevious"})json",
           R"json({"type":"Punctuation","behavior":"MergedWithPrevious"})json"},
          {R"json({"type":"Punctuation","behavior":"MergedWithNext"})json",
           R"json({"type":"Punctuation","behavior":"MergedWithNext"})json"},
          {R"json({"type":"Punctuation","behavior":"Contiguous"})json",
           R"json({"type":"Punctuation","behavior":"Contiguous"})json"},
          {R"json({"type":"Digits","individual_digits":true})json",
           R"json({"type":"Digits","individual_digits":true})json"},
          {R"json({"type":"Digits","individual_digits":true,"individual_digits":false})json",
           R"json({"type":"Digits","individual_digits":false})json"},
          {R"json({"type":"Sequence","pretokenizers":[]})json",
           R"json({"type":"Sequence","pretokenizers":[]})json"},
          {R"json({"pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Sequence",)json"
           R"json("pretokenizers":[{"type":"Punctuation"}]}],"type":"Sequence"})json",
           R"json({"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Sequence",)json"
           R"json("pretokenizers":[{"type":"Punctuation","behavior":"Isolated"}]}]})json"},
      });
}

TEST_CASE("what is no pre-tokenizer") {
  check_refused(
      "pre_tokenizer",
      {
          {R"json("Whitespace")json", "$.pre_tokenizer", "expected a pre-tokenizer object"},
          {R"json([])json", "$.pre_tokenizer", "expected a pre-tokenizer object"},
          {R"json({})json", "$.pre_tokenizer",
           "expected a pre-tokenizer object (data did not match any variant of untagged enum "
           "PreTokenizerUntagged)"},
          {R"json({"individual_digits":true})json", "$.pre_tokenizer", "expected a pre-tokenizer object"},
          {R"json({"type":"whitespace"})json", "$.pre_tokenizer",
           "expected a pre-tokenizer object (data did not match any variant of untagged enum "
           "PreTokenizerUntagged)"},
          {R"json({"type":7})json", "$.pre_tokenizer", "expected a pre-tokenizer object"},
          {R"json({"type":"Digits"})json", "$.pre_tokenizer", "missing field `individual_digits`"},
          {R"json({"type":"Digits","individual_digits":null})json", "$.pre_tokenizer.individual_digits",
           "expected a boolean"},
          {R"json({"type":"Punctuation","behavior":"isolated"})json", "$.pre_tokenizer.behavior",
           "unknown variant `isolated`"},
          {R"json({"type":"Punctuation","behavior":null})json", "$.pre_tokenizer.behavior",
           "expected a string"},
          {R"json({"type":"Sequence"})json", "$.pre_tokenizer", "missing field `pretokenizers`"},
          {R"json({"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{}]})json",
           "$.pre_tokenizer.pretokenizers[1]", "expected a pre-tokenizer object"},
      });
}
