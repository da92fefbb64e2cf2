#include "decode/metaspace.hpp"

#include "decode/replace_all.hpp"

namespace btt::decode {

void Metaspace::apply_one(std::string& token, bool is_first, bool) const {
  replace_all(token, replacement_, is_first && !keeps_first_ ? "" : " ");
}

bool Metaspace::add_to(TokenRules& rules) const {
  rules.first_differs = rules.first_differs || !keeps_first_;
  return TokenDecoder::add_to(rules);
}

}  // namespace btt::decode
