#include "decode/strip.hpp"

#include "base/error.hpp"

namespace btt::decode {

void Strip::apply(std::vector<std::string>& tokens, bool) const {
  const std::size_t size = content_.size();
  for (std::string& token : tokens) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < start_ && token.compare(begin, size, content_) == 0; ++i) begin += size;
    std::size_t end = token.size();
    for (std::size_t i = 0; i < stop_; ++i) {
      if (end == 0)
        throw Error(Status::kInvalidArgument,
                    "Strip: no more characters at the end of token '" + token + "'");
      if (end < size || token.compare(end - size, size, content_) != 0) break;
      end -= size;
    }
    if (begin > end)
      throw Error(Status::kInvalidArgument, "Strip: both ends of token '" + token + "' overlap");
    token = token.substr(begin, end - begin);
  }
}

}  // namespace btt::decode
