// What a chain of decoders comes down to where it takes one token after the other: what the fast road of
// decoding (pipeline/decode_table.hpp) needs to know of it.
//
// Replace, ByteFallback, Fuse, Strip of Llama's tokenizers: `steps` is Replace, `byte_tokens` is set, Strip
// is done at the end, on the whole text. A chain that a member cannot be added to goes its own way.
#pragma once

#include <string_view>
#include <vector>

namespace btt::decode {

class Decoder;
class Strip;
class TokenDecoder;

struct TokenRules {
  // Done to each token, in this order; none of them fails.
  std::vector<const TokenDecoder*> steps;
  bool first_differs = false;        // whether a step does something else to the first token of a row
  bool byte_tokens = false;          // then runs of <0xHH> become text (ByteFallback)
  bool byte_chars = false;           // or characters become the bytes that they stand for (ByteLevel)
  bool is_fused = false;             // then all is one text
  std::vector<const Strip*> strips;  // done to that text, at its beginning only
  std::string_view separator;        // stands before each token but the first
  bool cleans_up = false;            // whether a step does something else with keep_spaces

  // Whether a member that wants to see the tokens one by one still can.
  bool takes_steps() const noexcept { return !byte_tokens && !is_fused; }
};

// The rules of a whole decoder. False where it has none.
bool token_rules(const Decoder& decoder, TokenRules& out);

}  // namespace btt::decode
