#include "decode/token_rules.hpp"

#include "decode/decoder.hpp"

namespace btt::decode {

bool token_rules(const Decoder& decoder, TokenRules& out) {
  out = TokenRules();
  out.separator = decoder.separator();
  out.first_differs = !out.separator.empty();
  return decoder.add_to(out);
}

}  // namespace btt::decode
