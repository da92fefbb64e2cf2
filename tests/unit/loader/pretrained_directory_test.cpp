// The results are compared with transformers in tests/python/test_directories.py and test_sentencepiece.py.
#include "loader/pretrained_directory.hpp"

#include <random>

#include "unit/loader/folder.hpp"
#include "unit/loader/protobuf.hpp"

using namespace btt;
using namespace btt::loader;
using pipeline::SpecialKind;

namespace {

constexpr const char* kModelClasses[][2] = {
    {"T5Tokenizer", "spiece.model"},       {"XLMRobertaTokenizer", "sentencepiece.bpe.model"},
    {"AlbertTokenizer", "spiece.model"},   {"LlamaTokenizer", "tokenizer.model"},
    {"BigBirdTokenizer", "spiece.model"},  {"CamembertTokenizer", "sentencepiece.bpe.model"},
    {"FNetTokenizer", "spiece.model"},     {"RemBertTokenizer", "sentencepiece.model"},
    {"ReformerTokenizer", "spiece.model"}, {"XLNetTokenizer", "spiece.model"},
};

}  // namespace

TEST_CASE("BERT from a vocabulary alone") {
  Folder folder;
  folder.write("vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n");
  const auto t = load_path(folder.path());
  CHECK(t->special_token(SpecialKind::kCls) == 2);
  CHECK(t->special_token(SpecialKind::kMask) == 4);
  CHECK(t->token_to_id("the") == 5);
  CHECK(t->vocab_size(true) == 6);
}

TEST_CASE("every class of SentencePiece, both kinds of models") {
  for (const auto& one : kModelClasses) {
    for (const int model_type : {1, 2}) {
      CAPTURE(one[0]);
      Folder folder;
      folder.write(one[1], model_file(small_pieces(), model_type));
      folder.write("tokenizer_config.json", std::string("{\"tokenizer_class\":\"") + one[0] + "\"}");
      const auto t = load_path(folder.path());
      CHECK(t->token_to_id("the") != vocab::kNoId);
      // What it says as JSON is a tokenizer again.
      CHECK(to_json(*load_memory(to_json(*t))) == to_json(*t));
    }
  }
}

TEST_CASE("broken models end in an error") {
  std::mt19937 random(2);
  for (const auto& one : kModelClasses) {
    for (int round = 0; round < 60; ++round) {
      std::string file = model_file(small_pieces(), 1 + round % 2);
      if (round % 3 == 0) file.resize(random() % file.size());
      for (int i = 0; i < round % 3; ++i) file[random() % file.size()] = static_cast<char>(random());
      Folder folder;
      const std::string path = folder.write(one[1], file);
      folder.write("tokenizer_config.json", std::string("{\"tokenizer_class\":\"") + one[0] + "\"}");
      const Error failure = failure_of_path(folder.path());
      if (failure.status() != Status::kOk) CHECK(std::string(failure.what()).find(path) == 0);
    }
  }
}

TEST_CASE("what is there and what is not") {
  Folder folder;
  CHECK(failure_of_path(folder.path()).status() == Status::kNotFound);
  const std::string model = folder.write("spiece.model", model_file(small_pieces(), 1));
  const Error lone = failure_of_path(folder.path());
  CHECK(lone.status() == Status::kUnsupported);
  CHECK(std::string(lone.what()).find(model + ": ") == 0);
  const std::string config = folder.write("tokenizer_config.json", R"({"tokenizer_class":"NoTokenizer"})");
  const Error unknown = failure_of_path(folder.path());
  CHECK(unknown.status() == Status::kUnsupported);
  CHECK(std::string(unknown.what())
            .find(config + ": $.tokenizer_class: unsupported tokenizer class \"NoTokenizer\"") == 0);
}
