// Checks of a decoder against a table of token lists and texts.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <vector>

#include "decode/decoder.hpp"

namespace btt::decode {

struct DecodeCase {
  std::vector<std::string> tokens;
  std::string text;
};

inline void check_decoded(const Decoder& decoder, std::initializer_list<DecodeCase> cases) {
  for (const DecodeCase& expected : cases) {
    CAPTURE(expected.text);
    std::string out;
    decoder.decode(expected.tokens, false, out);
    CHECK(out == expected.text);
  }
}

}  // namespace btt::decode
