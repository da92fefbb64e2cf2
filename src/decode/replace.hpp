// Replace: every match of a pattern in each token becomes the content, as the reference's Replace as a
// decoder.
#pragma once

#include <memory>

#include "decode/decoder.hpp"
#include "regex/literal.hpp"
#include "regex/regex.hpp"

namespace btt::decode {

class Replace final : public TokenDecoder {
 public:
  Replace(std::shared_ptr<const regex::Regex> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply_one(std::string& token, bool, bool) const override {
    // The reference looks for nothing in an empty text, not even for the empty match.
    if (token.empty()) return;
    std::string out;
    std::size_t done = 0;
    regex::for_each_match(*pattern_, token, [&](regex::Match match) {
      out.append(token, done, match.begin - done);
      out += content_;
      done = match.end;
    });
    if (done == 0 && out.empty()) return;
    out.append(token, done, std::string::npos);
    token = std::move(out);
  }

  // A search that may fail is done to tokens that are asked for only.
  bool add_to(TokenRules& rules) const override {
    return dynamic_cast<const regex::Literal*>(pattern_.get()) != nullptr && TokenDecoder::add_to(rules);
  }

 private:
  std::shared_ptr<const regex::Regex> pattern_;
  std::string content_;
};

}  // namespace btt::decode
