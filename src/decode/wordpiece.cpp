#include "decode/wordpiece.hpp"

#include "decode/cleanup.hpp"

namespace btt::decode {

void WordPiece::apply(std::vector<std::string>& tokens, bool keep_spaces) const {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i > 0) {
      if (tokens[i].compare(0, prefix_.size(), prefix_) == 0) {
        tokens[i].erase(0, prefix_.size());
      } else {
        tokens[i].insert(tokens[i].begin(), ' ');
      }
    }
    if (cleanup_ && !keep_spaces) clean_up(tokens[i]);
  }
}

}  // namespace btt::decode
