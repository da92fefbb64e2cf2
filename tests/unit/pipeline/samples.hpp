// Small tokenizers for tests of the stages above them, as the reference (tokenizers 0.22.2) saves them.
#pragma once

#include <memory>
#include <string>

#include "loader/load.hpp"
#include "pipeline/tokenizer.hpp"

namespace btt::samples {

// What stands before and behind the post-processor of most samples.
inline constexpr char kHead[] =
    R"json({"version":"1.0","truncation":null,"padding":null)json"
    R"json(,"added_tokens":[{"id":0,"content":"[PAD]","single_word":false,"lstrip":false,)json"
    R"json("rstrip":false,"normalized":false,"special":true},{"id":1,"content":"[UNK]",)json"
    R"json("single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true},)json"
    R"json({"id":2,"content":"[CLS]","single_word":false,"lstrip":false,"rstrip":false,)json"
    R"json("normalized":false,"special":true},{"id":3,"content":"[SEP]","single_word":false,)json"
    R"json("lstrip":false,"rstrip":false,"normalized":false,"special":true},{"id":4,)json"
    R"json("content":"[MASK]","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,)json"
    R"json("special":true},{"id":32,"content":"<new>","single_word":false,"lstrip":false,)json"
    R"json("rstrip":false,"normalized":true,"special":false},{"id":33,"content":"<raw>",)json"
    R"json("single_word":true,"lstrip":false,"rstrip":false,"normalized":false,"special":false}])json"
    R"json(,"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,)json"
    R"json("strip_accents":null,"lowercase":true})json"
    R"json(,"pre_tokenizer":{"type":"BertPreTokenizer"})json";

inline constexpr char kTail[] =
    R"json()json"
    R"json(,"decoder":{"type":"WordPiece","prefix":"##","cleanup":true})json"
    R"json(,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",)json"
    R"json("max_input_chars_per_word":100,"vocab":{"[PAD]":0,"[UNK]":1,"[CLS]":2,"[SEP]":3,)json"
    R"json("[MASK]":4,"a":5,"b":6,"c":7,"d":8,"e":9,"f":10,"g":11,"##a":12,"##b":13,"hello":14,)json"
    R"json("world":15,"un":16,"##want":17,"##ed":18,"my":19,"name":20,",":21,"!":22,"é":23,"中":24,)json"
    R"json("##s":25,"the":26,".":27,"'":28,"don":29,"t":30,"<new>x":31}}})json";

inline const std::string kTemplate =
    kHead +
    std::string(
        R"json()json"
        R"json(,"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]",)json"
        R"json("type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]",)json"
        R"json("type_id":0}}],"pair":[{"SpecialToken":{"id":"[CLS]","type_id":0}},)json"
        R"json({"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},)json"
        R"json({"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"[SEP]","type_id":1}}],)json"
        R"json("special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},)json"
        R"json("[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}})json") +
    kTail;

inline const std::string kBert =
    kHead +
    std::string(
        R"json()json"
        R"json(,"post_processor":{"type":"BertProcessing","sep":["[SEP]",3],"cls":["[CLS]",2]})json") +
    kTail;

inline const std::string kNone = kHead +
                                 std::string(R"json()json"
                                             R"json(,"post_processor":null)json") +
                                 kTail;

inline const std::string kTypes =
    kHead +
    std::string(
        R"json()json"
        R"json(,"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]",)json"
        R"json("type_id":9}},{"Sequence":{"id":"A","type_id":3}}],)json"
        R"json("pair":[{"SpecialToken":{"id":"[CLS]","type_id":9}},{"Sequence":{"id":"A","type_id":3}},)json"
        R"json({"Sequence":{"id":"B","type_id":5}}],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],)json"
        R"json("tokens":["[CLS]"]}}})json") +
    kTail;

inline const std::string kTwice =
    kHead +
    std::string(
        R"json()json"
        R"json(,"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A",)json"
        R"json("type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}},{"Sequence":{"id":"A",)json"
        R"json("type_id":4}}],"pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B",)json"
        R"json("type_id":1}},{"Sequence":{"id":"A","type_id":2}},{"SpecialToken":{"id":"[SEP]",)json"
        R"json("type_id":0}}],"special_tokens":{"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["[SEP]"]}}})json") +
    kTail;

inline const std::string kSwapped =
    kHead +
    std::string(
        R"json()json"
        R"json(,"post_processor":{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A",)json"
        R"json("type_id":2}},{"SpecialToken":{"id":"[SEP]","type_id":7}}],)json"
        R"json("pair":[{"Sequence":{"id":"B","type_id":1}},{"SpecialToken":{"id":"[SEP]","type_id":6}},)json"
        R"json({"Sequence":{"id":"A","type_id":0}}],"special_tokens":{"[SEP]":{"id":"[SEP]","ids":[3],)json"
        R"json("tokens":["[SEP]"]}}})json") +
    kTail;

inline const std::string kMany =
    kHead +
    std::string(
        R"json()json"
        R"json(,"post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[TWO]",)json"
        R"json("type_id":0}},{"Sequence":{"id":"A","type_id":1}},{"SpecialToken":{"id":"[TWO]",)json"
        R"json("type_id":2}}],"pair":[{"Sequence":{"id":"A","type_id":0}},)json"
        R"json({"SpecialToken":{"id":"[TWO]","type_id":3}},{"Sequence":{"id":"B","type_id":0}}],)json"
        R"json("special_tokens":{"[TWO]":{"id":"[TWO]","ids":[2,3],"tokens":["[CLS]","[SEP]"]}}})json") +
    kTail;

inline const std::string kWords =
    R"json({"version":"1.0","truncation":null,"padding":null)json"
    R"json(,"added_tokens":[{"id":6,"content":"MY","single_word":false,"lstrip":true,"rstrip":true,)json"
    R"json("normalized":true,"special":false},{"id":7,"content":"<t>","single_word":false,)json"
    R"json("lstrip":false,"rstrip":false,"normalized":false,"special":true}])json"
    R"json(,"normalizer":{"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Lowercase"}]})json"
    R"json(,"pre_tokenizer":{"type":"WhitespaceSplit"})json"
    R"json(,"post_processor":null)json"
    R"json(,"decoder":null)json"
    R"json(,"model":{"type":"WordLevel","vocab":{"[UNK]":0,"b":3,"my":4,"name":5,"x y":6,"a":7},)json"
    R"json("unk_token":"[UNK]"}})json";

inline std::shared_ptr<const pipeline::Tokenizer> load(const std::string& json) {
  return loader::load_memory(json);
}

}  // namespace btt::samples
