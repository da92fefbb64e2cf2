// How lines are cut is compared with transformers in tests/python/test_directories.py.
#include "loader/vocab_files.hpp"

#include "unit/loader/folder.hpp"

using namespace btt;
using namespace btt::loader;

TEST_CASE("a token a line") {
  Folder folder;
  const vocab::Vocab vocab = read_vocab_txt(folder.write("vocab.txt", "a\r\nb \r\n\na\r##c"));
  CHECK(vocab.size() == 4);
  CHECK(vocab.find("a") == 3);
  CHECK(vocab.find("b ") == 1);
  CHECK(vocab.find("") == 2);
  CHECK(vocab.find("##c") == 4);
  CHECK(read_vocab_txt(folder.write("empty.txt", "")).size() == 0);
}

TEST_CASE("merges") {
  Folder folder;
  const vocab::Vocab vocab = read_vocab_json(folder.write("vocab.json", R"({"a":0,"b":1,"ab":2,"aa":3})"));
  const vocab::MergeTable merges =
      read_merges_txt(folder.write("merges.txt", "b b\na b\n a\ta \na b\nb"), vocab);
  CHECK(merges.size() == 2);
  REQUIRE(merges.find(0, 1) != nullptr);
  CHECK(merges.find(0, 1)->rank == 0);
  CHECK(merges.find(0, 0)->rank == 1);
}

TEST_CASE("places of complaints") {
  Folder folder;
  const vocab::Vocab vocab = read_vocab_json(folder.write("vocab.json", R"({"a":0,"b":1})"));
  const auto complaint = [](auto&& action) -> std::string {
    try {
      action();
    } catch (const Error& error) {
      CHECK(error.status() == Status::kParse);
      return error.what();
    }
    return "none";
  };
  const std::string merges = folder.write("merges.txt", "#\na b\n");
  CHECK(complaint([&] { read_merges_txt(merges, vocab); }) ==
        merges + ": line 2: token `ab` out of vocabulary, expected one of its tokens");
  const std::string bad = folder.write("bad.txt", "ok\n\xC3\n");
  CHECK(complaint([&] { read_vocab_txt(bad); }) == bad + ": byte 3: not UTF-8");
  const std::string list = folder.write("list.json", "[1]");
  CHECK(complaint([&] { read_vocab_json(list); }) ==
        list + ": $: expected an object, found an array of 1 elements");
}
