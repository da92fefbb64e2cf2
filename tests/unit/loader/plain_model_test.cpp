#include "loader/plain_model.hpp"

#include <doctest/doctest.h>

#include <string>

#include "loader/json.hpp"

using namespace btt;
using loader::PlainModel;

TEST_CASE("vocabulary and merges, and what is left of the file") {
  PlainModel plain;
  REQUIRE(plain.read(R"({"version":"1.0","model": {"type":"BPE","vocab": {"a":0, "b" : 1,"ab":2},
    "merges": ["#version: 0.2", "a b"], "x":[1,"]"]} , "decoder":null})"));
  CHECK(plain.rest() == R"({"version":"1.0","model": {"type":"BPE","vocab": {},
    "merges": [], "x":[1,"]"]} , "decoder":null})");
  const vocab::Vocab vocab = plain.take_vocab();
  CHECK(vocab.size() == 3);
  CHECK(vocab.find("ab") == 2);
  const vocab::MergeTable merges = plain.take_merges(0);
  REQUIRE(merges.find(0, 1) != nullptr);
  CHECK(merges.find(0, 1)->rank == 0);
  CHECK(merges.find(0, 1)->id == 2);
  CHECK(merges.size() == 1);
  // Once only: another reader of the same model must not get an empty one.
  CHECK_THROWS_AS(plain.take_vocab(), loader::NotPlain);
  CHECK_THROWS_AS(plain.take_merges(0), loader::NotPlain);
  CHECK_THROWS_AS(plain.take_pieces(), loader::NotPlain);
}

TEST_CASE("merges as pairs, escapes, a prefix of later parts") {
  PlainModel plain;
  REQUIRE(plain.read(
      R"({"model":{"continuing_subword_prefix":"##","vocab":{"\"":0,"##\u00e9":1,"\"é":2,"\"éé":3},)"
      R"("merges":[["\"","##é"],["\"\u00e9","##é"]]}})"));
  const vocab::Vocab vocab = plain.take_vocab();
  CHECK(vocab.find("\"\u00e9") == 2);
  CHECK_THROWS_AS(plain.take_merges(0), loader::NotPlain);  // made with another prefix
  const vocab::MergeTable merges = plain.take_merges(2);
  REQUIRE(merges.find(2, 1) != nullptr);
  CHECK(merges.find(0, 1)->id == 2);
  CHECK(merges.find(2, 1)->id == 3);
  CHECK(merges.find(2, 1)->rank == 1);
}

TEST_CASE("pieces with their scores") {
  PlainModel plain;
  REQUIRE(plain.read(R"({"model":{"vocab":[["<unk>",0],["a",-1.5],["b",-13.5298],["a",-2e0]],"unk_id":0}})"));
  CHECK(plain.rest() == R"({"model":{"vocab":[],"unk_id":0}})");
  PlainModel::Pieces pieces = plain.take_pieces();
  REQUIRE(pieces.scores.size() == 4);
  CHECK(pieces.scores[2] == loader::read_score("-13.5298"));
  CHECK(pieces.scores[3] == -2.0);
  std::vector<vocab::Vocab::Replaced> replaced;
  pieces.vocab.finish(&replaced);
  CHECK(pieces.vocab.find("a") == 3);
  REQUIRE(replaced.size() == 1);
  CHECK(replaced[0].id == 1);
  CHECK(replaced[0].text == "a");
}

TEST_CASE("files of another form are left to the general way") {
  const char* const cases[] = {
      "",
      "[]",
      "{}",
      R"({"model":null})",
      R"({"model":{}})",
      R"({"model":{"vocab":null}})",
      R"({"model":{"vocab":{}}})",
      R"({"model":{"vocab":{"a":0.0}}})",
      R"({"model":{"vocab":{"a":-1}}})",
      R"({"model":{"vocab":{"a":0,}}})",
      R"({"model":{"vocab":{"\ud800":0}}})",
      "{\"model\":{\"vocab\":{\"\xFF\":0}}}",
      R"({"model":{"vocab":{"a":0},"vocab":{"a":0}}})",
      R"({"model":{"v\u006fcab":{"a":0}}})",
      R"({"model":{"vocab":{"a":0}},"model":{"vocab":{"a":0}}})",
      R"({"mod\u0065l":{"vocab":{"a":0}}})",
      R"({"model":{"merges":["a b"],"vocab":{"a":0,"b":1,"ab":2}}})",
      R"({"model":{"vocab":{"a":0,"b":1},"merges":["a b"]}})",
      R"({"model":{"vocab":{"a":0,"b":1,"ab":2},"merges":["ab"]}})",
      R"({"model":{"vocab":{"a":0,"b":1,"ab":2},"merges":["a b",["a","b"]]}})",
      R"({"model":{"vocab":{"a":0,"b":1,"ab":2},"merges":[["a","b","ab"]]}})",
      R"({"model":{"vocab":{"a":0,"b":1,"ab":2},"merges":["a b"],"continuing_subword_prefix":"#"}})",
      R"({"model":{"vocab":[["a",0,0]]}})",
      R"({"model":{"vocab":[["a","0"]]}})",
      R"({"model":{"vocab":[["a",1e999]]}})",
      R"({"model":{"vocab":{"a":0})",
  };
  for (const char* text : cases) {
    CAPTURE(text);
    CHECK_FALSE(PlainModel().read(text));
  }
}
