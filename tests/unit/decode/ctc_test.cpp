// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "decode/ctc.hpp"

#include "unit/decode/cases.hpp"

using namespace btt;
using decode::check_decoded;

TEST_CASE("clean-up") {
  check_decoded(decode::Ctc("<pad>", "|", true), {
                                                     {{"<pad>", "a", "a", "|", "b", "<pad>", "b"}, "a bb"},
                                                     {{"<pad><pad>", "a", "a", "|b|"}, "a b "},
                                                     {{"a", " ."}, "a."},
                                                     {{}, ""},
                                                 });
}

TEST_CASE("as it is") {
  check_decoded(decode::Ctc("<pad>", "|", false), {
                                                      {{"<pad>", "a", "a", "|", "b", "<pad>", "b"}, "a|bb"},
                                                      {{"<pad><pad>", "a", "a", "|b|"}, "a|b|"},
                                                      {{"a", " ."}, "a ."},
                                                      {{}, ""},
                                                  });
}
