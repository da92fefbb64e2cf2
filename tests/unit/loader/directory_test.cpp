#include "unit/loader/cases.hpp"
#include "unit/loader/folder.hpp"

using namespace btt;
using encoding::Direction;
using loader::failure_of_path;
using loader::Folder;
using pipeline::SpecialKind;

namespace {

const std::string kFile = loader::file_with("version", "\"1.0\"");

}  // namespace

TEST_CASE("a file and a folder that holds one") {
  Folder folder;
  folder.write("tokenizer.json", kFile);
  CHECK(loader::to_json(*loader::load_path(folder.path())) == kFile);
  CHECK(loader::to_json(*loader::load_path(folder.path() + "/tokenizer.json")) == kFile);
}

TEST_CASE("the files beside it") {
  Folder folder;
  folder.write("tokenizer.json", kFile);
  folder.write("tokenizer_config.json",
               R"({"padding_side":"left","truncation_side":"right","model_max_length":512,"pad_token":"a",)"
               R"("unk_token":{"content":"a","lstrip":false},"other":[1]})");
  folder.write("special_tokens_map.json",
               R"({"pad_token":"u","mask_token":"u","sep_token":null,"cls_token":5})");
  const auto t = loader::load_path(folder.path());
  CHECK(t->defaults().padding_side == Direction::kLeft);
  CHECK(t->defaults().truncation_side == Direction::kRight);
  CHECK(t->defaults().model_max_length == 512);
  CHECK(t->special_token(SpecialKind::kPad) == 0);  // the config comes first
  CHECK(t->special_token(SpecialKind::kUnk) == 0);
  CHECK(t->special_token(SpecialKind::kMask) == 1);
  CHECK(t->special_token(SpecialKind::kSep) == vocab::kNoId);
  CHECK(t->special_token(SpecialKind::kCls) == vocab::kNoId);
  // A file that is named itself stands alone.
  const auto alone = loader::load_path(folder.path() + "/tokenizer.json");
  CHECK_FALSE(alone->defaults().padding_side);
  CHECK(alone->special_token(SpecialKind::kUnk) == 1);
}

TEST_CASE("the number that means no limit") {
  for (const char* number :
       {"1000000000000000019884624838656", "1e30", "null", "\"512\"", "-1", "4294967296"}) {
    CAPTURE(number);
    Folder folder;
    folder.write("tokenizer.json", kFile);
    folder.write("tokenizer_config.json", std::string("{\"model_max_length\":") + number + "}");
    const auto t = loader::load_path(folder.path());
    CHECK(t->defaults().model_max_length == 0);
  }
}

TEST_CASE("complaints name the file") {
  Folder folder;
  CHECK(failure_of_path(folder.path() + "/absent").status() == Status::kNotFound);
  CHECK(failure_of_path(folder.path()).status() == Status::kNotFound);
  folder.write("tokenizer.json", "{\"version\":nope}");
  const Error malformed = failure_of_path(folder.path());
  CHECK(malformed.status() == Status::kParse);
  CHECK(malformed.byte() == 11);
  CHECK(std::string(malformed.what()).find(folder.path() + "/tokenizer.json: malformed JSON") == 0);
  CHECK(failure_of_path(folder.path() + "/tokenizer.json/deeper").status() == Status::kNotFound);

  Folder beside;
  beside.write("tokenizer.json", kFile);
  beside.write("tokenizer_config.json", R"({"padding_side":"top"})");
  const Error side = failure_of_path(beside.path());
  CHECK(side.status() == Status::kParse);
  CHECK(std::string(side.what()) ==
        beside.path() + "/tokenizer_config.json: $.padding_side: expected \"left\" or \"right\"");
}

TEST_CASE("an empty file") {
  Folder folder;
  folder.write("tokenizer.json", "");
  CHECK(failure_of_path(folder.path()).status() == Status::kParse);
}
