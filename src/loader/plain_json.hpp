// PlainJson: a cursor over JSON text for the parts of a file that are long and simple: strings, ids, scores.
//
// It only follows what it takes for plain and answers false for everything else, also for what is wrong: the
// caller then reads the text with the full parser, whose word counts. What it does take, it takes as the full
// parser would. UTF-8 is not checked here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace btt::loader {

class PlainJson {
 public:
  explicit PlainJson(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

  const char* position() const noexcept { return at_; }

  void skip_spaces() noexcept;
  // The next character behind spaces; 0 at the end.
  char peek() noexcept {
    skip_spaces();
    return at_ == end_ ? '\0' : *at_;
  }
  // Goes behind this character, where it is the next one behind spaces.
  bool take(char c) noexcept {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  // A string; one with escapes is put into `unescaped`, and `out` refers to it then.
  bool read_string(std::string_view& out, std::string& unescaped);
  // An integer 0 .. 2147483647.
  bool read_id(std::int32_t& id) noexcept;
  // A number as read_score reads it.
  bool read_number(double& number);
  // Goes behind any value. Only strings and brackets are looked at: somebody else must check the value.
  bool skip_value();

 private:
  // The first quote, backslash or control character from `p`; the end where there is none.
  const char* find_special(const char* p) const noexcept;
  bool unescape(std::string& out);
  bool read_escaped_unit(char32_t& unit) noexcept;

  const char* at_;
  const char* end_;
};

}  // namespace btt::loader
