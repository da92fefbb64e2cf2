#include "decode/metaspace.hpp"

#include "decode/replace_all.hpp"

namespace btt::decode {

void Metaspace::apply(std::vector<std::string>& tokens, bool) const {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    replace_all(tokens[i], replacement_, i == 0 && !keeps_first_ ? "" : " ");
  }
}

}  // namespace btt::decode
