// Components of the reference that this library does not implement: each is refused by its place and name.
// The reference (tokenizers 0.22.2) loads every one of them. A component that is implemented leaves this
// table.
#include "unit/loader/cases.hpp"

using namespace btt;

namespace {

struct Refusal {
  std::string_view section;
  std::string_view json;
  std::string_view path;
  std::string_view name;
};

const std::vector<Refusal> kRefusals = {
    {"normalizer", R"json({"type":"Nmt"})json", "$.normalizer", "normalizer: Nmt"},
    {"normalizer", R"json({"type":"Prepend","prepend":"_"})json", "$.normalizer", "normalizer: Prepend"},
    {"normalizer", R"json({"type":"ByteLevel"})json", "$.normalizer", "normalizer: ByteLevel"},
    {"normalizer", R"json({"prepend":"_"})json", "$.normalizer", "normalizer: Prepend"},
    {"normalizer", R"json({"type":"Replace","pattern":{"Regex":" +"},"content":" "})json", "$.normalizer",
     "normalizer: Replace with a Regex pattern"},
    {"normalizer", R"json({"pattern":{"Regex":" +"},"content":" "})json", "$.normalizer",
     "normalizer: Replace with a Regex pattern"},
    {"normalizer", R"json({"type":"Sequence","normalizers":[{"type":"NFC"},{"type":"Nmt"}]})json",
     "$.normalizer.normalizers[1]", "normalizer: Nmt"},
    {"normalizer", R"json({"normalizers":[{"normalizers":[{"prepend":"_"}]}]})json",
     "$.normalizer.normalizers[0].normalizers[0]", "normalizer: Prepend"},
    {"normalizer", R"json({"type":"Precompiled","precompiled_charsmap":"BAAAAAAAAAA="})json", "$.normalizer",
     "normalizer: Precompiled"},
    {"pre_tokenizer",
     R"json({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})json",
     "$.pre_tokenizer", "pre-tokenizer: ByteLevel"},
    {"pre_tokenizer",
     R"json({"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":true})json",
     "$.pre_tokenizer", "pre-tokenizer: Metaspace"},
    {"pre_tokenizer",
     R"json({"type":"Split","pattern":{"String":" "},"behavior":"Removed","invert":false})json",
     "$.pre_tokenizer", "pre-tokenizer: Split"},
    {"pre_tokenizer", R"json({"type":"UnicodeScripts"})json", "$.pre_tokenizer",
     "pre-tokenizer: UnicodeScripts"},
    {"pre_tokenizer", R"json({"type":"FixedLength","length":5})json", "$.pre_tokenizer",
     "pre-tokenizer: FixedLength"},
    {"pre_tokenizer", R"json({"type":"CharDelimiterSplit","delimiter":"-"})json", "$.pre_tokenizer",
     "pre-tokenizer: CharDelimiterSplit"},
    {"pre_tokenizer",
     R"json({"type":"Sequence","pretokenizers":[{"type":"Whitespace"},{"type":"Metaspace",)json"
     R"json("replacement":"_","prepend_scheme":"always","split":true}]})json",
     "$.pre_tokenizer.pretokenizers[1]", "pre-tokenizer: Metaspace"},
    {"post_processor",
     R"json({"type":"RobertaProcessing","sep":["s",1],"cls":["c",0],"trim_offsets":true,)json"
     R"json("add_prefix_space":true})json",
     "$.post_processor", "post-processor: RobertaProcessing"},
    {"post_processor",
     R"json({"type":"BertProcessing","sep":["s",1],"cls":["c",0],"trim_offsets":true,)json"
     R"json("add_prefix_space":true})json",
     "$.post_processor", "post-processor: RobertaProcessing"},
    {"post_processor",
     R"json({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})json",
     "$.post_processor", "post-processor: ByteLevel"},
    {"post_processor", R"json({"type":"Sequence","processors":[]})json", "$.post_processor",
     "post-processor: Sequence"},
    {"decoder",
     R"json({"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true,"use_regex":true})json",
     "$.decoder", "decoder: ByteLevel"},
    {"decoder", R"json({"type":"Metaspace","replacement":"_","prepend_scheme":"always","split":true})json",
     "$.decoder", "decoder: Metaspace"},
    {"decoder", R"json({"type":"BPEDecoder","suffix":"</w>"})json", "$.decoder", "decoder: BPEDecoder"},
    {"decoder", R"json({"suffix":"</w>"})json", "$.decoder", "decoder: BPEDecoder"},
    {"decoder", R"json({"suffix":"</w>","prefix":"##","cleanup":true})json", "$.decoder",
     "decoder: BPEDecoder"},
    {"decoder", R"json({"type":"CTC","pad_token":"p","word_delimiter_token":"|","cleanup":true})json",
     "$.decoder", "decoder: CTC"},
    {"decoder", R"json({"pad_token":"p","word_delimiter_token":"|","cleanup":true})json", "$.decoder",
     "decoder: CTC"},
    {"decoder", R"json({"type":"Sequence","decoders":[]})json", "$.decoder", "decoder: Sequence"},
    {"decoder", R"json({"type":"Replace","pattern":{"String":"a"},"content":"b"})json", "$.decoder",
     "decoder: Replace"},
    {"decoder", R"json({"pattern":{"String":"a"},"content":"b"})json", "$.decoder", "decoder: Replace"},
    {"decoder", R"json({"type":"Fuse"})json", "$.decoder", "decoder: Fuse"},
    {"decoder", R"json({"type":"Strip","content":"a","start":1,"stop":0})json", "$.decoder",
     "decoder: Strip"},
    {"decoder", R"json({"content":"a","start":1,"stop":0})json", "$.decoder", "decoder: Strip"},
    {"decoder", R"json({"type":"ByteFallback"})json", "$.decoder", "decoder: ByteFallback"},
    {"model", R"json({"type":"BPE","vocab":{"a":0},"merges":[]})json", "$.model", "model: BPE"},
    {"model", R"json({"vocab":{"a":0},"merges":[]})json", "$.model", "model: BPE"},
    {"model", R"json({"type":"Unigram","vocab":[["a",0.0]],"unk_id":0})json", "$.model", "model: Unigram"},
    {"model", R"json({"vocab":[["a",0.0]]})json", "$.model", "model: Unigram"},
};

}  // namespace

TEST_CASE("what is not implemented is refused by path and name") {
  for (const Refusal& refusal : kRefusals) {
    CAPTURE(refusal.json);
    const Error error = loader::failure_of(loader::file_with(refusal.section, refusal.json));
    CHECK(error.status() == Status::kUnsupported);
    CHECK(std::string(error.what()) ==
          std::string(refusal.path) + ": unsupported " + std::string(refusal.name));
  }
}
