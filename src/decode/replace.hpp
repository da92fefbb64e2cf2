// Replace: every match of a pattern in each token becomes the content, as the reference's Replace as a
// decoder.
#pragma once

#include <memory>

#include "decode/decoder.hpp"
#include "regex/regex.hpp"

namespace btt::decode {

class Replace final : public Decoder {
 public:
  Replace(std::shared_ptr<const regex::Regex> pattern, std::string content)
      : pattern_(std::move(pattern)), content_(std::move(content)) {}

  void apply(std::vector<std::string>& tokens, bool) const override {
    for (std::string& token : tokens) {
      // The reference looks for nothing in an empty text, not even for the empty match.
      if (token.empty()) continue;
      std::string out;
      std::size_t done = 0;
      regex::for_each_match(*pattern_, token, [&](regex::Match match) {
        out.append(token, done, match.begin - done);
        out += content_;
        done = match.end;
      });
      out.append(token, done, std::string::npos);
      token = std::move(out);
    }
  }

 private:
  std::shared_ptr<const regex::Regex> pattern_;
  std::string content_;
};

}  // namespace btt::decode
