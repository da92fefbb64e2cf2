// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/wordpiece.hpp"

#include <doctest/doctest.h>

using namespace btt;

namespace {

std::string decoded(const decode::Decoder& decoder, const std::vector<std::string>& tokens,
                    bool keep_spaces) {
  std::string out;
  decoder.decode(tokens, keep_spaces, out);
  return out;
}

struct Case {
  const char* prefix;
  bool cleanup;
  std::vector<std::string> tokens;
  const char* text;
};

}  // namespace

TEST_CASE("continuations are joined, words get a space, clean-up token by token") {
  const std::vector<Case> cases = {
      {"##", true, {"un", "##want", "##ed", "."}, "unwanted."},
      {"##", false, {"un", "##want", "##ed", "."}, "unwanted ."},
      {"##", true, {"don", "'", "t"}, "don ' t"},
      {"##", true, {"##a", "b"}, "##a b"},
      {"##", true, {}, ""},
      {"##", false, {"a"}, "a"},
      {"##", true, {"a", "do not", "##n't"}, "a don'tn't"},
      {"", false, {"a", "b"}, "ab"},
      {"##", false, {"a", "####b", "b##"}, "a##b b##"},
      {"x", true, {"xa", "xa", "x"}, "xaa"},
      {"##", true, {"he", "'s", "##'re", ",", " ."}, "he's're, ."},
      {"##", true, {"I", " 'm", " ' "}, "I 'm '"},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    CHECK(decoded(decode::WordPiece(expected.prefix, expected.cleanup), expected.tokens, false) ==
          expected.text);
    // Keeping spaces is the same as no clean-up.
    CHECK(decoded(decode::WordPiece(expected.prefix, true), expected.tokens, true) ==
          decoded(decode::WordPiece(expected.prefix, false), expected.tokens, false));
  }
}

TEST_CASE("no decoder joins with single spaces; results are appended") {
  std::string out = "before:";
  decode::Passthrough().decode({"a", "##b", "."}, false, out);
  CHECK(out == "before:a ##b .");
  decode::WordPiece("##", true).decode({"x", "##y"}, false, out);
  CHECK(out == "before:a ##b .xy");
  CHECK(decoded(decode::Passthrough(), {}, false).empty());
}
