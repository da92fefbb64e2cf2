#include "decode/strip.hpp"

namespace btt::decode {

void Strip::apply(std::vector<std::string>& tokens, bool) const {
  const std::size_t size = content_.size();
  for (std::string& token : tokens) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < start_ && token.compare(begin, size, content_) == 0; ++i) begin += size;
    std::size_t end = token.size();
    for (std::size_t i = 0; i < stop_ && end >= size && token.compare(end - size, size, content_) == 0; ++i) end -= size;
    token = begin < end ? token.substr(begin, end - begin) : std::string();
  }
}

}  // namespace btt::decode
