#include "loader/json_scan.hpp"

#include <algorithm>
#include <vector>

#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_space(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Each read_ function goes on behind what it reads and answers true, or stops at the byte that is wrong.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::size_t position() const noexcept { return at_; }
  bool is_at_end() const noexcept { return at_ == text_.size(); }
  // 0 at the end, which no reader takes.
  char peek() const noexcept { return is_at_end() ? '\0' : text_[at_]; }
  void skip_spaces() noexcept {
    while (!is_at_end() && is_space(text_[at_])) ++at_;
  }
  bool take(char c) noexcept {
    if (is_at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool read_scalar() noexcept {
    switch (peek()) {
      case '"':
        return read_string();
      case 't':
        return read_word("true");
      case 'f':
        return read_word("false");
      case 'n':
        return read_word("null");
      default:
        return read_number();
    }
  }

  bool read_string() noexcept {
    if (!take('"')) return false;
    while (!is_at_end()) {
      const char c = text_[at_];
      if (c == '"') return take('"');
      if (static_cast<unsigned char>(c) < 0x20) return false;
      if (c == '\\') {
        if (!read_escape()) return false;
      } else {
        ++at_;
      }
    }
    return false;
  }

 private:
  bool read_word(std::string_view word) noexcept {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool read_digits() noexcept {
    if (!is_digit(peek())) return false;
    while (is_digit(peek())) ++at_;
    return true;
  }

  bool read_number() noexcept {
    take('-');
    if (!take('0') && !read_digits()) return false;
    if (take('.') && !read_digits()) return false;
    if (peek() != 'e' && peek() != 'E') return true;
    ++at_;
    if (!take('+')) take('-');
    return read_digits();
  }

  // The four digits of \uXXXX behind `at`, or -1.
  int hex_at(std::size_t at) const noexcept {
    if (at + 4 > text_.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
      const char c = text_[i];
      const char lower = static_cast<char>(c | 0x20);
      if (!is_digit(c) && (lower < 'a' || lower > 'f')) return -1;
      value = value * 16 + (is_digit(c) ? c - '0' : lower - 'a' + 10);
    }
    return value;
  }

  // An escape that is wrong stays unread as a whole.
  bool read_escape() noexcept {
    const std::string_view rest = text_.substr(at_);
    if (rest.size() < 2) return false;
    if (rest[1] != 'u') {
      if (std::string_view("\"\\/bfnrt").find(rest[1]) == std::string_view::npos) return false;
      at_ += 2;
      return true;
    }
    const int first = hex_at(at_ + 2);
    if (first < 0 || (first >= 0xDC00 && first <= 0xDFFF)) return false;
    if (first >= 0xD800 && first <= 0xDBFF) {
      const int second = rest.substr(6, 2) == "\\u" ? hex_at(at_ + 8) : -1;
      if (second < 0xDC00 || second > 0xDFFF) return false;
      at_ += 6;
    }
    at_ += 6;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// Whether the integer that starts at `at` and ends before `end` fits the parser's 64 bits.
bool fits_64_bits(std::string_view integer) noexcept {
  const bool minus = integer[0] == '-';
  const std::string_view digits = integer.substr(minus ? 1 : 0);
  const std::string_view largest = minus ? "9223372036854775808" : "18446744073709551615";
  return digits.size() < largest.size() || (digits.size() == largest.size() && digits <= largest);
}

}  // namespace

std::size_t malformed_at(std::string_view text) {
  Scanner scanner(text);
  std::vector<char> open;  // the closing bracket of each object or array that is open
  for (;;) {
    // A value, behind its key where it is a member.
    scanner.skip_spaces();
    const char c = scanner.peek();
    bool closes = false;
    if (c == '{' || c == '[') {
      if (open.size() == kMaxNesting) return scanner.position();
      scanner.take(c);
      open.push_back(c == '{' ? '}' : ']');
      scanner.skip_spaces();
      closes = scanner.peek() == open.back();
    } else {
      if (!scanner.read_scalar()) return scanner.position();
      closes = true;
      scanner.skip_spaces();
    }
    // Behind a value: brackets that close, then a comma or the end.
    while (closes) {
      if (open.empty()) return scanner.is_at_end() ? unicode::kNpos : scanner.position();
      if (scanner.take(open.back())) {
        open.pop_back();
        scanner.skip_spaces();
        continue;
      }
      if (!scanner.take(',')) return scanner.position();
      scanner.skip_spaces();
      closes = false;
    }
    if (open.back() != '}') continue;
    if (!scanner.read_string()) return scanner.position();
    scanner.skip_spaces();
    if (!scanner.take(':')) return scanner.position();
  }
}

bool widen_integers(std::string_view text, std::string& out) {
  out.clear();
  bool widened = false;
  Scanner scanner(text);
  std::size_t copied = 0;
  while (!scanner.is_at_end()) {
    const std::size_t begin = scanner.position();
    const char c = scanner.peek();
    if (c == '"' || c == '-' || is_digit(c)) {
      if (!scanner.read_scalar()) return false;
    } else {
      scanner.take(c);
      continue;
    }
    const std::string_view scalar = text.substr(begin, scanner.position() - begin);
    if (c == '"' || scalar.find_first_of(".eE") != std::string_view::npos || fits_64_bits(scalar)) continue;
    out.append(text.substr(copied, scanner.position() - copied));
    out.append(".0");
    copied = scanner.position();
    widened = true;
  }
  out.append(text.substr(copied));
  return widened;
}

}  // namespace btt::loader
