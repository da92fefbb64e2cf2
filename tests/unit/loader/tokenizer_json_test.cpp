// Saved forms: live runs of the reference (tokenizers 0.22.2), which also refuses what is refused here.
#include "loader/tokenizer_json.hpp"

#include "unit/loader/cases.hpp"

using namespace btt;
using encoding::Direction;
using loader::check_refused;
using loader::check_saved;
using loader::failure_of;
using loader::file_with;
using pipeline::SpecialKind;

TEST_CASE("truncation") {
  check_saved(
      "truncation",
      {
          {R"json({"max_length":5,"strategy":"OnlyFirst","stride":9})json",
           R"json({"direction":"Right","max_length":5,"strategy":"OnlyFirst","stride":9})json"},
          {R"json({"direction":"Left","max_length":0,"strategy":"OnlySecond","stride":0})json",
           R"json({"direction":"Left","max_length":0,"strategy":"OnlySecond","stride":0})json"},
          {R"json({"direction":"Right","max_length":18446744073709551615,"strategy":"LongestFirst",)json"
           R"json("stride":1,"more":1})json",
           R"json({"direction":"Right","max_length":18446744073709551615,"strategy":"LongestFirst",)json"
           R"json("stride":1})json"},
      });
  check_refused(
      "truncation",
      {
          {R"json({})json", "$.truncation", "missing field `max_length`"},
          {R"json(5)json", "$.truncation", "expected an object"},
          {R"json({"direction":"left","max_length":5,"strategy":"OnlyFirst","stride":9})json",
           "$.truncation.direction", "unknown variant `left`, expected `Left` or `Right`"},
          {R"json({"direction":null,"max_length":5,"strategy":"OnlyFirst","stride":9})json",
           "$.truncation.direction", "expected a string"},
          {R"json({"max_length":5,"strategy":"Longest","stride":9})json", "$.truncation.strategy",
           "unknown variant `Longest`"},
          {R"json({"max_length":5,"strategy":"OnlyFirst"})json", "$.truncation", "missing field `stride`"},
          {R"json({"max_length":-5,"strategy":"OnlyFirst","stride":0})json", "$.truncation.max_length",
           "expected an unsigned integer"},
          {R"json({"max_length":5.0,"strategy":"OnlyFirst","stride":0})json", "$.truncation.max_length",
           "expected an unsigned integer"},
      });
}

TEST_CASE("padding") {
  check_saved(
      "padding",
      {
          {R"json({"strategy":{"Fixed":7},"direction":"Left","pad_to_multiple_of":8,"pad_id":1,)json"
           R"json("pad_type_id":2,"pad_token":"<p>"})json",
           R"json({"strategy":{"Fixed":7},"direction":"Left","pad_to_multiple_of":8,"pad_id":1,)json"
           R"json("pad_type_id":2,"pad_token":"<p>"})json"},
          {R"json({"strategy":"BatchLongest","direction":"Right","pad_id":0,"pad_type_id":0,)json"
           R"json("pad_token":"[PAD]"})json",
           R"json({"strategy":"BatchLongest","direction":"Right","pad_to_multiple_of":null,"pad_id":0,)json"
           R"json("pad_type_id":0,"pad_token":"[PAD]"})json"},
          {R"json({"strategy":"BatchLongest","direction":"Right","pad_to_multiple_of":0,"pad_id":0,)json"
           R"json("pad_type_id":0,"pad_token":""})json",
           R"json({"strategy":"BatchLongest","direction":"Right","pad_to_multiple_of":0,"pad_id":0,)json"
           R"json("pad_type_id":0,"pad_token":""})json"},
      });
  check_refused(
      "padding",
      {
          {R"json({})json", "$.padding", "missing field `strategy`"},
          {R"json({"strategy":"Fixed","direction":"Left","pad_id":1,"pad_type_id":2,"pad_token":"p"})json",
           "$.padding.strategy", "expected"},
          {R"json({"strategy":{"Fixed":"7"},"direction":"Left","pad_id":1,"pad_type_id":2,"pad_token":"p"})json",
           "$.padding.strategy.Fixed", "expected an unsigned integer"},
          {R"json({"strategy":"BatchLongest","pad_id":1,"pad_type_id":2,"pad_token":"p"})json", "$.padding",
           "missing field `direction`"},
          {R"json({"strategy":"BatchLongest","direction":"Left","pad_to_multiple_of":"8","pad_id":1,)json"
           R"json("pad_type_id":2,"pad_token":"p"})json",
           "$.padding.pad_to_multiple_of", "expected an unsigned integer"},
          {R"json({"strategy":"BatchLongest","direction":"Left","pad_id":-1,"pad_type_id":2,"pad_token":"p"})json",
           "$.padding.pad_id", "expected an unsigned integer"},
          {R"json({"strategy":"BatchLongest","direction":"Left","pad_id":1,"pad_type_id":2})json",
           "$.padding", "missing field `pad_token`"},
      });
}

TEST_CASE("added tokens: the id is a remark, escapes are text") {
  check_saved(
      "added_tokens",
      {
          {R"json([])json", R"json([])json"},
          {R"json([{"id":7,"content":"<x>","single_word":false,"lstrip":true,"rstrip":false,)json"
           R"json("normalized":true,"special":false}])json",
           R"json([{"id":2,"content":"<x>","single_word":false,"lstrip":true,"rstrip":false,)json"
           R"json("normalized":true,"special":false}])json"},
          {R"json([{"id":0,"content":"u","single_word":false,"lstrip":true,"rstrip":false,"normalized":true,)json"
           R"json("special":false},{"id":9,"content":"","single_word":false,"lstrip":true,"rstrip":false,)json"
           R"json("normalized":true,"special":false},{"id":9,)json"
           R"json("content":"n\u0001\u0008\f\n\r\t\"\\\/\u007f\ud83d\ude00","single_word":false,)json"
           R"json("lstrip":true,"rstrip":false,"normalized":true,"special":false}])json",
           "[{\"id\":1,\"content\":\"u\",\"single_word\":false,\"lstrip\":true,\"rstrip\":false,"
           "\"normalized\":true,\"special\":false},{\"id\":2,\"content\":\"n\\u0001\\b\\f\\n\\r\\t\\\"\\\\/"
           "\177\U0001F600\",\"single_word\":false,\"lstrip\":true,\"rstrip\":false,\"normalized\":true,"
           "\"special\":false}]"},
          {R"json([{"id":1,"content":"x","single_word":false,"lstrip":true,"rstrip":false,"normalized":true,)json"
           R"json("special":false},{"id":1,"content":"x","single_word":false,"lstrip":true,"rstrip":false,)json"
           R"json("normalized":true,"special":false}])json",
           R"json([{"id":2,"content":"x","single_word":false,"lstrip":true,"rstrip":false,"normalized":true,)json"
           R"json("special":false}])json"},
          {R"json([{"more":{},"special":true,"normalized":false,"rstrip":true,"lstrip":true,)json"
           R"json("single_word":true,"content":"[S]","id":4294967295}])json",
           R"json([{"id":2,"content":"[S]","single_word":true,"lstrip":true,"rstrip":true,)json"
           R"json("normalized":false,"special":true}])json"},
      });
  check_refused(
      "added_tokens",
      {
          {R"json(null)json", "$.added_tokens", "expected an array"},
          {R"json({})json", "$.added_tokens", "expected an array"},
          {R"json(["x"])json", "$.added_tokens[0]", "expected an object"},
          {R"json([{"id":1}])json", "$.added_tokens[0]", "missing field `content`"},
          {R"json([{"id":-1,"content":"x","single_word":false,"lstrip":true,"rstrip":false,)json"
           R"json("normalized":true,"special":false}])json",
           "$.added_tokens[0].id", "expected an unsigned integer"},
          {R"json([{"id":1,"content":"x","single_word":false,"lstrip":true,"rstrip":false,"normalized":true,)json"
           R"json("special":false},{"id":4294967296,"content":"y","single_word":false,"lstrip":true,)json"
           R"json("rstrip":false,"normalized":true,"special":false}])json",
           "$.added_tokens[1].id", "expected an unsigned integer of 32 bits"},
          {R"json([{"id":1,"content":"x","single_word":0,"lstrip":true,"rstrip":false,"normalized":true,)json"
           R"json("special":false}])json",
           "$.added_tokens[0].single_word", "expected a boolean"},
      });
}

TEST_CASE("sections may be missing and stand in any order; only the model must be there") {
  const std::string model = R"("model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"})";
  CHECK(failure_of("{" + model + "}").status() == Status::kOk);
  CHECK(failure_of("{" + model + R"(,"padding":null,"version":"1.0"})").status() == Status::kOk);
  const Error error = failure_of(R"({"version":"1.0"})");
  CHECK(error.status() == Status::kParse);
  CHECK(std::string(error.what()) == "$: missing field `model`");
}

TEST_CASE("an added token is registered behind everything else, wherever it stands") {
  const auto t = loader::load_memory(
      R"({"added_tokens":[{"id":0,"content":"B","single_word":false,"lstrip":false,"rstrip":false,)"
      R"("normalized":true,"special":false}],"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"},)"
      R"("normalizer":{"type":"Lowercase"}})");
  pipeline::Workspace workspace;
  model::TokenBuffer tokens;
  tokens.start(false, false, false);
  t->encode_sequence("b", pipeline::SequenceOptions(), workspace, tokens);
  CHECK(std::vector<std::int32_t>(tokens.ids.begin(), tokens.ids.end()) == std::vector<std::int32_t>{1});
}

TEST_CASE("the top level is strict") {
  CHECK(
      std::string(failure_of(R"({"unheard":1,"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"}})")
                      .what()) ==
      "$: found the unknown key \"unheard\", expected version, truncation, padding, added_tokens, "
      "normalizer, "
      "pre_tokenizer, post_processor, decoder or model");
  CHECK(std::string(failure_of("[]").what()) ==
        "$: expected a tokenizer object, found an array of 0 elements");
  check_refused("version",
                {
                    {R"json(null)json", "$.version", "expected a string"},
                    {R"json(1.0)json", "$.version", "expected a string"},
                    {R"json("2.0")json", "$.version", "expected version \"1.0\", found the string \"2.0\""},
                });
}

TEST_CASE("a repeated section: the last counts") {
  const auto t = loader::load_memory(
      R"({"normalizer":{"type":"Lowercase"},"model":{"type":"WordLevel","vocab":{"a":0},"unk_token":"a"},)"
      R"("normalizer":null})");
  CHECK(t->normalize("A") == "A");
}

TEST_CASE("ids above 2^31 - 1 are a limit of this library") {
  const Error error = failure_of(file_with(
      "padding",
      R"({"strategy":"BatchLongest","direction":"Left","pad_id":4294967295,"pad_type_id":0,"pad_token":"p"})"));
  CHECK(error.status() == Status::kLimit);
  CHECK(std::string(error.what()).substr(0, 16) == "$.padding.pad_id");
}

TEST_CASE("defaults of truncation and padding are kept, not applied") {
  const auto t = loader::load_memory(file_with(
      "padding",
      R"({"strategy":{"Fixed":7},"direction":"Left","pad_to_multiple_of":8,"pad_id":1,"pad_type_id":2,"pad_token":"<p>"})"));
  REQUIRE(t->defaults().padding);
  CHECK(t->defaults().padding->strategy == pipeline::PaddingStrategy::kFixed);
  CHECK(t->defaults().padding->length == 7);
  CHECK(t->defaults().padding->multiple_of == 8);
  CHECK(t->defaults().padding->pad.direction == Direction::kLeft);
  CHECK(t->defaults().padding->pad.id == 1);
  CHECK(t->defaults().padding->pad.type_id == 2);
  CHECK(t->defaults().padding->pad.token == "<p>");
  CHECK_FALSE(t->defaults().truncation);
  const auto cut = loader::load_memory(
      file_with("truncation", R"({"direction":"Left","max_length":5,"strategy":"OnlySecond","stride":2})"));
  REQUIRE(cut->defaults().truncation);
  CHECK(cut->defaults().truncation->strategy == pipeline::TruncationStrategy::kOnlySecond);
  CHECK(cut->defaults().truncation->direction == Direction::kLeft);
  CHECK(cut->defaults().truncation->max_length == 5);
  CHECK(cut->defaults().truncation->stride == 2);
  CHECK_FALSE(cut->defaults().padding);
}

TEST_CASE("special tokens are named by padding, model, post-processor, convention, in this order") {
  const auto t = loader::load_memory(
      R"({"padding":{"strategy":"BatchLongest","direction":"Left","pad_id":1,"pad_type_id":2,"pad_token":"a"},)"
      R"("added_tokens":[)"
      R"({"id":0,"content":"[PAD]","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},)"
      R"({"id":0,"content":"<mask>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},)"
      R"({"id":0,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},)"
      R"({"id":0,"content":"</s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":false}],)"
      R"("post_processor":{"sep":["s",3],"cls":["c",2]},)"
      R"("model":{"type":"WordLevel","vocab":{"a":0,"u":1,"c":2,"s":3},"unk_token":"u"}})");
  CHECK(t->special_token(SpecialKind::kPad) == 0);
  CHECK(t->special_token(SpecialKind::kUnk) == 1);
  CHECK(t->special_token(SpecialKind::kCls) == 2);
  CHECK(t->special_token(SpecialKind::kSep) == 3);
  CHECK(t->special_token(SpecialKind::kMask) == t->token_to_id("<mask>"));
  CHECK(t->special_token(SpecialKind::kBos) == t->token_to_id("<s>"));
  CHECK(t->special_token(SpecialKind::kEos) == vocab::kNoId);  // "</s>" is not special here
}

TEST_CASE("what the files beside it say comes first") {
  loader::SideFiles side;
  side.padding_side = Direction::kLeft;
  side.model_max_length = 512;
  side.special_tokens[static_cast<std::size_t>(SpecialKind::kUnk) - 1] = "a";
  const auto t = loader::read_tokenizer(file_with("version", "\"1.0\""), side);
  CHECK(t->defaults().padding_side == Direction::kLeft);
  CHECK_FALSE(t->defaults().truncation_side);
  CHECK(t->defaults().model_max_length == 512);
  CHECK(t->special_token(SpecialKind::kUnk) == 0);
}
