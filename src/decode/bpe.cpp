#include "decode/bpe.hpp"

#include "decode/replace_all.hpp"

namespace btt::decode {

void Bpe::apply(std::vector<std::string>& tokens, bool) const {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    replace_all(tokens[i], suffix_, i + 1 == tokens.size() ? "" : " ");
  }
}

}  // namespace btt::decode
