#include "decode/decoder.hpp"

namespace btt::decode {

void Decoder::decode(std::vector<std::string> tokens, bool keep_spaces, std::string& out) const {
  apply(tokens, keep_spaces);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0) out.append(separator());
    out.append(tokens[i]);
  }
}

void TokenDecoder::apply(std::vector<std::string>& tokens, bool keep_spaces) const {
  bool is_first = true;
  for (std::string& token : tokens) {
    apply_one(token, is_first, keep_spaces);
    is_first = false;
  }
}

bool TokenDecoder::add_to(TokenRules& rules) const {
  if (!rules.takes_steps()) return false;
  rules.steps.push_back(this);
  return true;
}

}  // namespace btt::decode
