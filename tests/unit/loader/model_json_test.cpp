// Saved forms: live runs of the reference (tokenizers 0.22.2), which also refuses what is refused here.
#include "unit/loader/cases.hpp"

using namespace btt;
using loader::check_refused;
using loader::check_saved;
using loader::failure_of;
using loader::file_with;

TEST_CASE("by type") {
  check_saved("model",
              {
                  {R"json({"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##",)json"
                   R"json("max_input_chars_per_word":100,"vocab":{"u":0,"##\"\u0001":1}})json",
                   R"json({"type":"WordPiece","unk_token":"u","continuing_subword_prefix":"##",)json"
                   R"json("max_input_chars_per_word":100,"vocab":{"u":0,"##\"\u0001":1}})json"},
                  {R"json({"vocab":{"u":0},"max_input_chars_per_word":0,"continuing_subword_prefix":"",)json"
                   R"json("unk_token":"none","type":"WordPiece"})json",
                   R"json({"type":"WordPiece","unk_token":"none","continuing_subword_prefix":"",)json"
                   R"json("max_input_chars_per_word":0,"vocab":{"u":0}})json"},
                  {R"json({"type":"WordLevel","vocab":{"b":2,"a":0,"c":1},"unk_token":"u","merges":[]})json",
                   R"json({"type":"WordLevel","vocab":{"a":0,"c":1,"b":2},"unk_token":"u"})json"},
                  {R"json({"type":"WordLevel","vocab":{},"unk_token":"u"})json",
                   R"json({"type":"WordLevel","vocab":{},"unk_token":"u"})json"},
              });
}

TEST_CASE("old files without a type, by their fields") {
  check_saved("model",
              {
                  {R"json({"vocab":{"b":1,"a":0},"unk_token":"a","continuing_subword_prefix":"##",)json"
                   R"json("max_input_chars_per_word":3})json",
                   R"json({"type":"WordPiece","unk_token":"a","continuing_subword_prefix":"##",)json"
                   R"json("max_input_chars_per_word":3,"vocab":{"a":0,"b":1}})json"},
                  {R"json({"vocab":{"b":1,"a":0},"unk_token":"a"})json",
                   R"json({"type":"WordLevel","vocab":{"a":0,"b":1},"unk_token":"a"})json"},
                  {R"json({"vocab":{"b":1,"a":0},"unk_token":"a","continuing_subword_prefix":"##"})json",
                   R"json({"type":"WordLevel","vocab":{"a":0,"b":1},"unk_token":"a"})json"},
                  {R"json({"vocab":{"b":1,"a":0},"unk_token":"a","max_input_chars_per_word":3})json",
                   R"json({"type":"WordLevel","vocab":{"a":0,"b":1},"unk_token":"a"})json"},
              });
}

TEST_CASE("old files: the first reader that takes the object") {
  const std::string saved = R"json({"type":"WordLevel","vocab":{"a":0,"b":1},"unk_token":"a"})json";
  for (const char* wrong : {R"("merges":["a b"])", R"("merges":null)", R"("merges":[],"dropout":2)",
                            R"("continuing_subword_prefix":"#","max_input_chars_per_word":-1)"}) {
    const std::string given = R"json({"vocab":{"a":0,"b":1},"unk_token":"a",)json" + std::string(wrong) + "}";
    check_saved("model", {{given, saved}});
  }
  // The reference panics here instead of trying the next one.
  check_refused("model", {
                             {R"json({"vocab":{"a":0,"b":1},"unk_token":"a","merges":["a b"],)json"
                              R"json("continuing_subword_prefix":"##"})json",
                              "$.model.merges[0]", "expected a right part"},
                         });
}

TEST_CASE("the last of repeated keys counts, in the vocabulary too") {
  check_saved(
      "model",
      {
          {R"json({"type":"WordLevel","vocab":{"a":0,"b":1,"a":2},"unk_token":"u"})json",
           R"json({"type":"WordLevel","vocab":{"b":1,"a":2},"unk_token":"u"})json"},
          {R"json({"type":"WordLevel","vocab":{"a":0},"vocab":{"b":0},"unk_token":"u","unk_token":"v"})json",
           R"json({"type":"WordLevel","vocab":{"b":0},"unk_token":"v"})json"},
          {"{\"type\":\"WordLevel\",\"vocab\":{\"caf\\u00e9\":0,\"caf\u00E9\":1},\"unk_token\":\"u\"}",
           "{\"type\":\"WordLevel\",\"vocab\":{\"caf\u00E9\":1},\"unk_token\":\"u\"}"},
      });
}

TEST_CASE("ids with holes and huge ones") {
  check_saved("model", {
                           {R"json({"type":"WordLevel","vocab":{"z":9,"a":0},"unk_token":"u"})json",
                            R"json({"type":"WordLevel","vocab":{"a":0,"z":9},"unk_token":"u"})json"},
                       });
  const std::string huge =
      file_with("model", R"({"type":"WordLevel","vocab":{"z":2147483647,"a":0},"unk_token":"a"})");
  CHECK(loader::load_memory(huge)->max_id() == 2147483647);
  CHECK(loader::load_memory(huge)->memory_bytes() < 100000);
  const Error error =
      failure_of(file_with("model", R"({"type":"WordLevel","vocab":{"z z":2147483648},"unk_token":"a"})"));
  CHECK(error.status() == Status::kLimit);
  CHECK(std::string(error.what()) == "$.model.vocab[\"z z\"]: id 2147483648 is above 2147483647");
}

TEST_CASE("what is no model") {
  check_refused(
      "model",
      {
          {R"json(null)json", "$.model", "expected a model object"},
          {R"json({})json", "$.model", "data did not match any variant of untagged enum ModelUntagged"},
          {R"json({"type":null,"vocab":{"a":0},"unk_token":"a"})json", "$.model",
           "expected a model object of type BPE"},
          {R"json({"type":"wordpiece","vocab":{"a":0},"unk_token":"a"})json", "$.model",
           "expected a model object of type BPE"},
          {R"json({"vocab":{"a":0}})json", "$.model", "data did not match"},
          {R"json({"type":"WordPiece","vocab":{"a":0},"unk_token":"a"})json", "$.model",
           "missing field `continuing_subword_prefix`"},
          {R"json({"type":"WordPiece","unk_token":"a","continuing_subword_prefix":"##",)json"
           R"json("max_input_chars_per_word":100})json",
           "$.model", "missing field `vocab`"},
          {R"json({"type":"WordPiece","vocab":{},"unk_token":"a","continuing_subword_prefix":"##",)json"
           R"json("max_input_chars_per_word":-1})json",
           "$.model.max_input_chars_per_word", "expected an unsigned integer"},
          {R"json({"type":"WordPiece","vocab":{},"unk_token":"a","continuing_subword_prefix":"##",)json"
           R"json("max_input_chars_per_word":"1"})json",
           "$.model.max_input_chars_per_word", "expected an unsigned integer"},
          {R"json({"type":"WordLevel","vocab":{"a":0}})json", "$.model", "missing field `unk_token`"},
          {R"json({"type":"WordLevel","vocab":{"a":0},"unk_token":null})json", "$.model.unk_token",
           "expected a string"},
          {R"json({"type":"WordLevel","vocab":[["a",0]],"unk_token":"a"})json", "$.model.vocab",
           "expected an object"},
          {R"json({"type":"WordLevel","vocab":{"a":1.0},"unk_token":"a"})json", "$.model.vocab.a",
           "expected an unsigned integer"},
          {R"json({"type":"WordLevel","vocab":{"a":-1},"unk_token":"a"})json", "$.model.vocab.a",
           "expected an unsigned integer"},
          {R"json({"type":"WordLevel","vocab":{"a":"1"},"unk_token":"a"})json", "$.model.vocab.a",
           "expected an unsigned integer"},
          {R"json({"type":"WordLevel","vocab":{"":4294967296},"unk_token":"a"})json", "$.model.vocab[\"\"]",
           "expected an unsigned integer of 32 bits"},
      });
}
