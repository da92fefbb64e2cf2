#include "decode/strip.hpp"

#include "base/error.hpp"

namespace btt::decode {

std::size_t Strip::leading(std::string_view text) const noexcept {
  const std::size_t size = content_.size();
  std::size_t begin = 0;
  for (std::size_t i = 0; i < start_ && text.substr(begin, size) == content_; ++i) begin += size;
  return begin;
}

void Strip::apply_one(std::string& token, bool, bool) const {
  const std::size_t size = content_.size();
  const std::size_t begin = leading(token);
  std::size_t end = token.size();
  for (std::size_t i = 0; i < stop_; ++i) {
    if (end == 0)
      throw Error(Status::kInvalidArgument, "Strip: no more characters at the end of token '" + token + "'");
    if (end < size || token.compare(end - size, size, content_) != 0) break;
    end -= size;
  }
  if (begin > end) throw Error(Status::kInvalidArgument, "Strip: both ends of token '" + token + "' overlap");
  token = token.substr(begin, end - begin);
}

// Only what comes from the end can fail.
bool Strip::add_to(TokenRules& rules) const {
  if (stop_ != 0) return false;
  if (!rules.is_fused) return TokenDecoder::add_to(rules);
  rules.strips.push_back(this);
  return true;
}

}  // namespace btt::decode
