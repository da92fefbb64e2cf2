// Saved forms: live runs of the reference (tokenizers 0.22.2), which also refuses what is refused here.
#include "unit/loader/cases.hpp"

using namespace btt;
using loader::check_refused;
using loader::check_saved;

TEST_CASE("WordPiece by tag and without") {
  check_saved("decoder",
              {
                  {R"json({"type":"WordPiece","prefix":"##","cleanup":true})json",
                   R"json({"type":"WordPiece","prefix":"##","cleanup":true})json"},
                  {R"json({"type":"WordPiece","cleanup":false,"prefix":""})json",
                   R"json({"type":"WordPiece","prefix":"","cleanup":false})json"},
                  {R"json({"prefix":"##","cleanup":false})json",
                   R"json({"type":"WordPiece","prefix":"##","cleanup":false})json"},
                  {R"json({"type":"Unheard","prefix":"##","cleanup":false})json",
                   R"json({"type":"WordPiece","prefix":"##","cleanup":false})json"},
                  {R"json({"type":"WordPiece","prefix":"##","cleanup":true,"suffix":"a"})json",
                   R"json({"type":"WordPiece","prefix":"##","cleanup":true})json"},
                  {R"json({"pad_token":"p","word_delimiter_token":"|","cleanup":true,"prefix":"x"})json",
                   R"json({"type":"WordPiece","prefix":"x","cleanup":true})json"},
              });
}

TEST_CASE("what is no decoder") {
  check_refused(
      "decoder",
      {
          {R"json(5)json", "$.decoder", "expected a decoder object"},
          {R"json({})json", "$.decoder",
           "expected a decoder object (data did not match any variant of untagged enum DecoderUntagged)"},
          {R"json({"type":"Unheard"})json", "$.decoder",
           "expected a decoder object (data did not match any variant of untagged enum DecoderUntagged)"},
          {R"json({"type":"WordPiece","prefix":"##"})json", "$.decoder", "missing field `cleanup`"},
          {R"json({"type":"WordPiece","cleanup":true})json", "$.decoder", "missing field `prefix`"},
          {R"json({"type":"WordPiece","prefix":5,"cleanup":true})json", "$.decoder.prefix",
           "expected a string"},
      });
}
