#include "pipeline/decode_stream.hpp"

#include <string_view>

#include "base/error.hpp"

namespace btt::pipeline {
namespace {

bool may_grow(std::string_view text) {
  constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
  return text.size() >= kReplacement.size() && text.substr(text.size() - kReplacement.size()) == kReplacement;
}

}  // namespace

std::string DecodeStream::decode(const Tokenizer& tokenizer) const {
  std::string text;
  tokenizer.decode(ids_.data(), ids_.size(), skip_special_tokens_, false, false, text);
  return text;
}

bool DecodeStream::step(const Tokenizer& tokenizer, const std::int64_t* ids, std::size_t count,
                        std::string& out) {
  if (prefix_.empty() && !ids_.empty()) {
    std::string before = decode(tokenizer);
    if (!may_grow(before)) {
      prefix_ = std::move(before);
      prefix_size_ = ids_.size();
    }
  }
  ids_.insert(ids_.end(), ids, ids + count);
  const std::string text = decode(tokenizer);
  if (text.size() <= prefix_.size() || may_grow(text)) return false;
  if (text.compare(0, prefix_.size(), prefix_) != 0) {
    throw Error(Status::kInvalidArgument, "Invalid prefix encountered while decoding stream. Token ID: " +
                                              std::to_string(ids_.empty() ? 0 : ids_.back()) +
                                              ", Expected prefix: '" + prefix_ + "', Actual string: '" +
                                              text + "'");
  }
  out.assign(text, prefix_.size(), std::string::npos);
  ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(prefix_size_));
  prefix_size_ = ids_.size();
  prefix_ = decode(tokenizer);
  return true;
}

}  // namespace btt::pipeline
