// Saved forms: live runs of the reference (tokenizers 0.22.2), which also refuses what is refused here.
#include "unit/loader/cases.hpp"

using namespace btt;
using loader::check_refused;
using loader::check_saved;

TEST_CASE("BertProcessing by its fields, whatever the type says") {
  check_saved("post_processor",
              {
                  {R"json({"type":"BertProcessing","sep":["[SEP]",102],"cls":["[CLS]",101]})json",
                   R"json({"type":"BertProcessing","sep":["[SEP]",102],"cls":["[CLS]",101]})json"},
                  {R"json({"sep":["s",1],"cls":["c",0]})json",
                   R"json({"type":"BertProcessing","sep":["s",1],"cls":["c",0]})json"},
                  {R"json({"type":"Unheard","cls":["c",0],"sep":["s\"",1]})json",
                   R"json({"type":"BertProcessing","sep":["s\"",1],"cls":["c",0]})json"},
                  {R"json({"type":"RobertaProcessing","sep":["s",1],"cls":["c",0]})json",
                   R"json({"type":"BertProcessing","sep":["s",1],"cls":["c",0]})json"},
                  {R"json({"type":"RobertaProcessing","sep":["s",1],"cls":["c",0],"trim_offsets":true})json",
                   R"json({"type":"BertProcessing","sep":["s",1],"cls":["c",0]})json"},
                  {R"json({"sep":["s",1],"cls":["c",0],"single":[],"pair":[],"special_tokens":{}})json",
                   R"json({"type":"BertProcessing","sep":["s",1],"cls":["c",0]})json"},
              });
}

TEST_CASE("TemplateProcessing") {
  check_saved(
      "post_processor",
      {
          {R"json({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},)json"
           R"json({"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":3}},)json"
           R"json({"Sequence":{"type_id":1,"id":"B"}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[101],)json"
           R"json("tokens":["[CLS]"]}}})json",
           R"json({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]","type_id":0}},)json"
           R"json({"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A","type_id":3}},)json"
           R"json({"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[101],)json"
           R"json("tokens":["[CLS]"]}}})json"},
          {R"json({"single":[],"pair":[],"special_tokens":{}})json",
           R"json({"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{}})json"},
          {R"json({"type":"Template","single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],)json"
           R"json("special_tokens":{}})json",
           R"json({"type":"TemplateProcessing","single":[{"Sequence":{"id":"B","type_id":0}}],"pair":[],)json"
           R"json("special_tokens":{}})json"},
          {R"json({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"lost","type_id":0}}],)json"
           R"json("pair":[],"special_tokens":{"b":{"id":"q","ids":[1,2],"tokens":["b"]},"a":{"id":"a",)json"
           R"json("ids":[],"tokens":[]},"B":{"id":"B","ids":[0],"tokens":["x","y"]}}})json",
           R"json({"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"lost","type_id":0}}],)json"
           R"json("pair":[],"special_tokens":{"B":{"id":"B","ids":[0],"tokens":["x","y"]},"a":{"id":"a",)json"
           R"json("ids":[],"tokens":[]},"b":{"id":"q","ids":[1,2],"tokens":["b"]}}})json"},
          {R"json({"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{"a":{"id":"a",)json"
           R"json("ids":[1],"tokens":[]},"a":{"id":"a","ids":[2],"tokens":[]}}})json",
           R"json({"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{"a":{"id":"a",)json"
           R"json("ids":[2],"tokens":[]}}})json"},
      });
}

TEST_CASE("what is no post-processor") {
  check_refused(
      "post_processor",
      {
          {R"json(5)json", "$.post_processor", "expected a post-processor object"},
          {R"json({})json", "$.post_processor",
           "expected a post-processor object (data did not match any variant of untagged enum "
           "PostProcessorWrapper)"},
          {R"json({"type":"BertProcessing","sep":["s",1]})json", "$.post_processor", "missing field `cls`"},
          {R"json({"type":"BertProcessing","sep":["s"],"cls":["c",0]})json", "$.post_processor.sep",
           "expected [token, id], found an array of 1 elements"},
          {R"json({"sep":["s",1],"cls":["c",-1]})json", "$.post_processor",
           "expected a post-processor object"},
          {R"json({"type":"TemplateProcessing","single":[],"pair":[]})json", "$.post_processor",
           "missing field `special_tokens`"},
          {R"json({"type":"TemplateProcessing","single":[{"Sequence":{"id":"a","type_id":0}}],"pair":[],)json"
           R"json("special_tokens":{}})json",
           "$.post_processor.single[0].Sequence.id", "unknown variant `a`, expected `A` or `B`"},
          {R"json({"type":"TemplateProcessing","single":[],"pair":[{"Sequence":{"id":"A"}}],)json"
           R"json("special_tokens":{}})json",
           "$.post_processor.pair[0].Sequence", "missing field `type_id`"},
          {R"json({"type":"TemplateProcessing","single":["$A"],"pair":[],"special_tokens":{}})json",
           "$.post_processor.single[0]", "expected {\"Sequence\""},
          {R"json({"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0},)json"
           R"json("SpecialToken":{"id":"x","type_id":0}}],"pair":[],"special_tokens":{}})json",
           "$.post_processor.single[0]", "expected {\"Sequence\""},
          {R"json({"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":{"[A b]":{"id":"x",)json"
           R"json("ids":[1.0],"tokens":[]}}})json",
           "$.post_processor.special_tokens[\"[A b]\"].ids[0]", "expected an unsigned integer"},
          {R"json({"type":"TemplateProcessing","single":[],"pair":[],"special_tokens":[]})json",
           "$.post_processor.special_tokens", "expected an object"},
      });
}
