// Saved forms: live runs of the reference (tokenizers 0.22.2), which also refuses what is refused here.
#include "unit/loader/cases.hpp"

#include <chrono>

using namespace btt;
using loader::check_refused;
using loader::check_saved;

TEST_CASE("by tag") {
  check_saved(
      "normalizer",
      {
          {R"json({"type":"Bert","clean_text":true,"handle_chinese_chars":false,"strip_accents":null,)json"
           R"json("lowercase":true})json",
           R"json({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,)json"
           R"json("strip_accents":null,"lowercase":true})json"},
          {R"json({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,)json"
           R"json("strip_accents":null,"lowercase":true})json",
           R"json({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,)json"
           R"json("strip_accents":null,"lowercase":true})json"},
          {R"json({"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":true,)json"
           R"json("strip_accents":false,"lowercase":false})json",
           R"json({"type":"BertNormalizer","clean_text":false,"handle_chinese_chars":true,)json"
           R"json("strip_accents":false,"lowercase":false})json"},
          {R"json({"lowercase":true,"handle_chinese_chars":true,"clean_text":true,"type":"BertNormalizer"})json",
           R"json({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,)json"
           R"json("strip_accents":null,"lowercase":true})json"},
          {R"json({"type":"Strip","strip_left":true,"strip_right":false})json",
           R"json({"type":"Strip","strip_left":true,"strip_right":false})json"},
          {R"json({"type":"StripAccents"})json", R"json({"type":"StripAccents"})json"},
          {R"json({"type":"NFC"})json", R"json({"type":"NFC"})json"},
          {R"json({"type":"NFD","more":[1]})json", R"json({"type":"NFD"})json"},
          {R"json({"type":"NFKC"})json", R"json({"type":"NFKC"})json"},
          {R"json({"type":"NFKD"})json", R"json({"type":"NFKD"})json"},
          {R"json({"type":"Lowercase"})json", R"json({"type":"Lowercase"})json"},
          {R"json({"type":"Replace","pattern":{"String":"a\"\u00e9"},"content":"\n"})json",
           "{\"type\":\"Replace\",\"pattern\":{\"String\":\"a\\\"\u00E9\"},\"content\":\"\\n\"}"},
          {R"json({"type":"Replace","pattern":{"String":""},"content":""})json",
           R"json({"type":"Replace","pattern":{"String":""},"content":""})json"},
          {R"json({"type":"Sequence","normalizers":[]})json",
           R"json({"type":"Sequence","normalizers":[]})json"},
          {R"json({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Sequence",)json"
           R"json("normalizers":[{"type":"Lowercase"}]}]})json",
           R"json({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Sequence",)json"
           R"json("normalizers":[{"type":"Lowercase"}]}]})json"},
      });
}

TEST_CASE("without a tag the first reader that takes it") {
  check_saved(
      "normalizer",
      {
          {R"json({"strip_left":false,"strip_right":true})json",
           R"json({"type":"Strip","strip_left":false,"strip_right":true})json"},
          {R"json({"type":"Unheard","strip_left":false,"strip_right":true})json",
           R"json({"type":"Strip","strip_left":false,"strip_right":true})json"},
          {R"json({"type":5,"strip_left":true,"strip_right":false})json",
           R"json({"type":"Strip","strip_left":true,"strip_right":false})json"},
          {R"json({"type":null,"normalizers":[{"type":"NFC"}]})json",
           R"json({"type":"Sequence","normalizers":[{"type":"NFC"}]})json"},
          {R"json({"pattern":{"String":"a"},"content":"b"})json",
           R"json({"type":"Replace","pattern":{"String":"a"},"content":"b"})json"},
          {R"json({"clean_text":true,"handle_chinese_chars":true,"lowercase":false,"strip_left":true,)json"
           R"json("strip_right":true})json",
           R"json({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,)json"
           R"json("strip_accents":null,"lowercase":false})json"},
          {R"json({"strip_left":false,"strip_right":true,"normalizers":[]})json",
           R"json({"type":"Strip","strip_left":false,"strip_right":true})json"},
          {R"json({"normalizers":[],"pattern":{"String":"a"},"content":"b"})json",
           R"json({"type":"Sequence","normalizers":[]})json"},
          {R"json({"normalizers":[{"normalizers":[{"strip_left":false,"strip_right":true}]}]})json",
           R"json({"type":"Sequence","normalizers":[{"type":"Sequence","normalizers":[{"type":"Strip",)json"
           R"json("strip_left":false,"strip_right":true}]}]})json"},
      });
}

TEST_CASE("the last of repeated keys counts") {
  check_saved("normalizer",
              {
                  {R"json({"type":"Strip","type":"NFC"})json", R"json({"type":"NFC"})json"},
                  {R"json({"type":"Strip","strip_left":true,"strip_right":true,"strip_left":false})json",
                   R"json({"type":"Strip","strip_left":false,"strip_right":true})json"},
              });
}

TEST_CASE("what is no normalizer") {
  check_refused(
      "normalizer",
      {
          {R"json(5)json", "$.normalizer", "expected a normalizer object"},
          {R"json("NFC")json", "$.normalizer", "expected a normalizer object"},
          {R"json([])json", "$.normalizer", "expected a normalizer object"},
          {R"json({})json", "$.normalizer",
           "expected a normalizer object (data did not match any variant of untagged enum "
           "NormalizerUntagged)"},
          {R"json({"type":"Unheard"})json", "$.normalizer",
           "expected a normalizer object (data did not match any variant of untagged enum "
           "NormalizerUntagged)"},
          {R"json({"type":"nfc"})json", "$.normalizer", "expected a normalizer object"},
          {R"json({"type":"Bert","clean_text":true})json", "$.normalizer",
           "missing field `handle_chinese_chars`"},
          {R"json({"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true})json",
           "$.normalizer", "missing field `lowercase`"},
          {R"json({"type":"Bert","clean_text":1,"handle_chinese_chars":true,"lowercase":true})json",
           "$.normalizer.clean_text", "expected a boolean"},
          {R"json({"type":"Bert","clean_text":true,"handle_chinese_chars":true,"lowercase":true,)json"
           R"json("strip_accents":"x"})json",
           "$.normalizer.strip_accents", "expected a boolean"},
          {R"json({"type":"Strip","strip_left":true})json", "$.normalizer", "missing field `strip_right`"},
          {R"json({"type":"Sequence"})json", "$.normalizer", "missing field `normalizers`"},
          {R"json({"type":"Sequence","normalizers":{}})json", "$.normalizer.normalizers",
           "expected an array"},
          {R"json({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Strip"}]})json",
           "$.normalizer.normalizers[1]", "missing field `strip_left`"},
          {R"json({"type":"Sequence","normalizers":[null]})json", "$.normalizer.normalizers[0]",
           "expected a normalizer object"},
          {R"json({"type":"Replace","pattern":"a","content":"b"})json", "$.normalizer.pattern", "expected"},
          {R"json({"type":"Replace","pattern":{},"content":"b"})json", "$.normalizer.pattern",
           "expected {\"String\""},
          {R"json({"type":"Replace","pattern":{"String":"a","Regex":"b"},"content":"b"})json",
           "$.normalizer.pattern", "expected {\"String\""},
          {R"json({"type":"Replace","pattern":{"String":"a"}})json", "$.normalizer",
           "missing field `content`"},
          {R"json({"type":"Replace","pattern":{"Regex":5},"content":"b"})json", "$.normalizer.pattern.Regex",
           "expected a string"},
      });
}

TEST_CASE("nested sequences without a tag take no time that doubles at each level") {
  std::string nested = "{\"type\":\"NFC\"}";
  for (int depth = 0; depth < 50; ++depth) nested = "{\"normalizers\":[" + nested + "]}";
  const auto start = std::chrono::steady_clock::now();
  CHECK(loader::failure_of(loader::file_with("normalizer", nested)).status() == Status::kOk);
  // Twice the work per level would be 2^50 steps.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}
