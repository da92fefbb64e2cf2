// Expected values: live runs of the reference (tokenizers 0.22.2, WordPiece decoder over one token).
#include "decode/cleanup.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace btt;

TEST_CASE("rules in order, each over the whole string") {
  struct Case {
    const char* text;
    const char* cleaned;
  };
  for (const Case& expected :
       {Case{"", ""}, Case{" .", "."}, Case{"a . b ?", "a. b?"}, Case{" ! ,", "!,"}, Case{"a ' b", "a'b"},
        Case{"do n't", "don't"}, Case{"I 'm", "I'm"}, Case{" do not", " don't"}, Case{"x do not", "x don't"},
        Case{"do not", "do not"}, Case{"he 's we 've they 're", "he's we've they're"}, Case{" ' s", "'s"},
        Case{"a  .", "a ."}, Case{"n't 'm", "n't'm"}, Case{"..", ".."}, Case{"  ?? ", " ?? "},
        Case{" do n't do not", " don't don't"}, Case{" 's's 's", "'s's's"}, Case{"\u00E9 .", "\u00E9."}}) {
    std::string text = expected.text;
    decode::clean_up(text);
    CHECK(text == expected.cleaned);
  }
}
