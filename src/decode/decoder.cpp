#include "decode/decoder.hpp"

namespace btt::decode {

void Decoder::decode(std::vector<std::string> tokens, bool keep_spaces, std::string& out) const {
  apply(tokens, keep_spaces);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0) out.append(separator());
    out.append(tokens[i]);
  }
}

}  // namespace btt::decode
