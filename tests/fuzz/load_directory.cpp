// btt_load on a directory without tokenizer.json: the vocabulary file of each class, arbitrary bytes or a
// small one with a part overwritten, beside a tokenizer_config.json made of choices.
//
// Whatever loads must come back from its own JSON. The files lie in one folder of this process.
#include <unistd.h>

#include <fstream>
#include <string>

#include "../unit/loader/protobuf.hpp"
#include "fuzz_support.hpp"

namespace {

struct Kind {
  const char* class_name;
  const char* file;
};

constexpr Kind kKinds[] = {
    {"BertTokenizer", "vocab.txt"},        {"MPNetTokenizer", "vocab.txt"},
    {"GPT2Tokenizer", "merges.txt"},       {"RobertaTokenizer", "vocab.json"},
    {"T5Tokenizer", "spiece.model"},       {"XLMRobertaTokenizer", "sentencepiece.bpe.model"},
    {"AlbertTokenizer", "spiece.model"},   {"LlamaTokenizer", "tokenizer.model"},
    {"BigBirdTokenizer", "spiece.model"},  {"CamembertTokenizer", "sentencepiece.bpe.model"},
    {"ReformerTokenizer", "spiece.model"}, {"XLNetTokenizer", "spiece.model"},
};

// Removed again when the process ends as it should.
class Folder {
 public:
  Folder() { fuzz::require(mkdtemp(path_) != nullptr, "a folder for the files"); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    clear();
    rmdir(path_);
  }

  const char* path() const { return path_; }
  void write(const char* name, std::string_view bytes) {
    files_.push_back(std::string(path_) + "/" + name);
    std::ofstream(files_.back(), std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
  void clear() {
    for (const std::string& file : files_) unlink(file.c_str());
    files_.clear();
  }

 private:
  char path_[32] = "/tmp/budtiktok-fuzz-XXXXXX";
  std::vector<std::string> files_;
};

std::string small_file(const Kind& kind, bool other) {
  const std::string_view file = kind.file;
  if (file == "vocab.txt") return "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n<s>\n</s>\nthe\n##e\n";
  if (file == "vocab.json") return R"({"<s>":0,"</s>":1,"t":2,"h":3,"th":4,"e":5,"the":6})";
  if (file == "merges.txt") return "#version: 0.2\nt h\nth e\n";
  return btt::loader::model_file(btt::loader::small_pieces(), other ? 1 : 2);
}

constexpr const char* kFields[] = {
    R"("legacy":false)",
    R"("add_prefix_space":false)",
    R"("add_eos_token":true)",
    R"("extra_ids":3)",
    R"("unk_token":null)",
    R"("cls_token":"the")",
    R"("additional_special_tokens":["th",{"__type":"AddedToken","content":"e"}])",
    R"("added_tokens_decoder":{"0":{"content":"h","special":true},"90":{"content":"new"}})",
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Folder folder;
  fuzz::Choices choices(data, size);
  const Kind& kind = kKinds[choices.below(std::size(kKinds))];
  std::string config = std::string("{\"tokenizer_class\":\"") + kind.class_name + "\"";
  const std::uint8_t fields = choices.byte();
  for (std::size_t i = 0; i < std::size(kFields); ++i) {
    if ((fields >> i & 1u) != 0) config.append(",").append(kFields[i]);
  }
  folder.clear();
  if (std::string_view(kind.file) == "merges.txt") {
    folder.write("vocab.json", small_file(kKinds[3], false));
  } else if (std::string_view(kind.file) == "vocab.json") {
    folder.write("merges.txt", small_file(kKinds[2], false));
  }
  folder.write("tokenizer_config.json", config + "}");
  std::string vocabulary = small_file(kind, choices.yes());
  if (choices.yes()) {
    vocabulary = choices.rest();
  } else {
    const std::size_t begin = choices.word() % vocabulary.size();
    const std::size_t cut = choices.below(16);
    vocabulary.replace(begin, cut, choices.text(choices.below(16)));
  }
  folder.write(kind.file, vocabulary);

  btt_tokenizer* tokenizer = nullptr;
  const btt_status status = btt_load(folder.path(), nullptr, &tokenizer);
  fuzz::require((status == BTT_OK) == (tokenizer != nullptr), "a handle if and only if the load succeeds");
  if (status != BTT_OK) {
    btt_error_detail detail{};
    detail.struct_size = sizeof(detail);
    fuzz::require_ok(btt_last_error(&detail), "btt_last_error");
    fuzz::require(std::string_view(detail.message).find(folder.path()) == 0, "a failure names the file");
    return 0;
  }
  btt_str json{};
  fuzz::require_ok(btt_get_json(tokenizer, &json), "btt_get_json of a loaded tokenizer");
  btt_tokenizer* again = nullptr;
  fuzz::require_ok(btt_load_memory(json.data, json.size, nullptr, &again),
                   "the JSON of a loaded tokenizer loads");
  btt_free(again);
  btt_free(tokenizer);
  return 0;
}
