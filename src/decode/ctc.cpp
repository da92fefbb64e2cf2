#include "decode/ctc.hpp"

#include <algorithm>

#include "decode/cleanup.hpp"
#include "decode/replace_all.hpp"

namespace btt::decode {

void Ctc::apply(std::vector<std::string>& tokens, bool keep_spaces) const {
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  std::vector<std::string> out;
  for (std::string& token : tokens) {
    replace_all(token, pad_token_, "");
    if (cleanup_) {
      if (!keep_spaces) clean_up(token);
      replace_all(token, delimiter_, " ");
    }
    if (!token.empty()) out.push_back(std::move(token));
  }
  tokens = std::move(out);
}

}  // namespace btt::decode
