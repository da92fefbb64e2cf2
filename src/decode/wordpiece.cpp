#include "decode/wordpiece.hpp"

#include "decode/cleanup.hpp"

namespace btt::decode {

void WordPiece::apply_one(std::string& token, bool is_first, bool keep_spaces) const {
  if (!is_first) {
    if (token.compare(0, prefix_.size(), prefix_) == 0) {
      token.erase(0, prefix_.size());
    } else {
      token.insert(token.begin(), ' ');
    }
  }
  if (cleanup_ && !keep_spaces) clean_up(token);
}

bool WordPiece::add_to(TokenRules& rules) const {
  rules.first_differs = true;
  rules.cleans_up = rules.cleans_up || cleanup_;
  return TokenDecoder::add_to(rules);
}

}  // namespace btt::decode
