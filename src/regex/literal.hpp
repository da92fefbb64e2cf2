// Matches one literal text, as the String patterns of Split and Replace.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "regex/regex.hpp"

namespace btt::regex {

class Literal final : public Regex {
 public:
  explicit Literal(std::string text) : text_(std::move(text)) {}

  // A whole code point cannot be found inside of another one, so bytes will do. The empty literal is found at
  // once.
  bool search(std::string_view text, std::size_t from, Match& match) const override {
    const std::size_t found = text.find(text_, from);
    if (found == std::string_view::npos) return false;
    match = {found, found + text_.size()};
    return true;
  }

  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

}  // namespace btt::regex
