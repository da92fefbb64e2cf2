#include "loader/plain_json.hpp"

#include <cstring>
#include <limits>

#include "loader/json.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kTops = 0x8080808080808080;
constexpr std::uint64_t kSpaces = kOnes * ' ';

std::uint64_t load(const char* p) noexcept {
  std::uint64_t word = 0;
  for (unsigned i = 0; i < 8; ++i)
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(p[i])) << 8 * i;
  return word;
}

std::uint64_t zero_bytes(std::uint64_t word) noexcept {
  return (word - kOnes) & ~word & kTops;
}

// The top bit of the first byte that is a quote, a backslash or below 0x20; bytes behind it may have theirs
// too.
std::uint64_t special_bytes(std::uint64_t word) noexcept {
  return zero_bytes(word ^ kOnes * '"') | zero_bytes(word ^ kOnes * '\\') |
         ((word - kSpaces) & ~word & kTops);
}

bool is_special(char c) noexcept {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

// Exact in binary, all of them.
constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
                              1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
// So many digits fit 64 bits.
constexpr std::ptrdiff_t kSafeDigits = 19;

// Adds the digits at `p` to a number, eight at a time; answers the end of them. Overflows are the caller's to
// notice.
const char* read_digits(const char* p, const char* end, std::uint64_t& number) noexcept {
  while (end - p >= 8) {
    const std::uint64_t word = load(p);
    // The top bit of each byte that is no digit, exact up to the first one.
    const std::uint64_t other = ((word + kOnes * (0x7F - '9')) | (word - kOnes * '0')) & kTops;
    const unsigned count = other == 0 ? 8 : static_cast<unsigned>(__builtin_ctzll(other)) / 8;
    if (count == 0) return p;
    // The digits in the upper bytes, zeros before them; then pairs, fours, all.
    std::uint64_t value = (word - kOnes * '0') << 8 * (8 - count);
    value = (value * 10 + (value >> 8)) & 0x00FF00FF00FF00FF;
    value = (value * 100 + (value >> 16)) & 0x0000FFFF0000FFFF;
    value = (value * 10000 + (value >> 32)) & 0x00000000FFFFFFFF;
    static constexpr std::uint64_t kScale[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    number = number * kScale[count] + value;
    p += count;
    if (count < 8) return p;
  }
  while (p != end && is_digit(*p)) number = number * 10 + static_cast<unsigned>(*p++ - '0');
  return p;
}

}  // namespace

void PlainJson::skip_spaces() noexcept {
  if (at_ == end_ || static_cast<unsigned char>(*at_) > ' ') return;
  // Files are indented with many spaces behind a line feed.
  while (at_ != end_) {
    if (*at_ == '\n' || *at_ == '\r' || *at_ == '\t') {
      ++at_;
    } else if (*at_ == ' ') {
      while (end_ - at_ >= 8) {
        const std::uint64_t other = load(at_) ^ kSpaces;
        if (other != 0) {
          at_ += __builtin_ctzll(other) / 8;
          break;
        }
        at_ += 8;
      }
      if (at_ != end_ && *at_ == ' ') ++at_;
    } else {
      return;
    }
  }
}

const char* PlainJson::find_special(const char* p) const noexcept {
  for (; end_ - p >= 8; p += 8) {
    const std::uint64_t special = special_bytes(load(p));
    if (special != 0) return p + __builtin_ctzll(special) / 8;
  }
  while (p != end_ && !is_special(*p)) ++p;
  return p;
}

bool PlainJson::read_string(std::string_view& out, std::string& unescaped) {
  if (!take('"')) return false;
  const char* const stop = find_special(at_);
  if (stop == end_) return false;
  if (*stop == '"') {
    out = std::string_view(at_, static_cast<std::size_t>(stop - at_));
    at_ = stop + 1;
    return true;
  }
  if (!unescape(unescaped)) return false;
  out = unescaped;
  return true;
}

bool PlainJson::unescape(std::string& out) {
  out.clear();
  for (;;) {
    const char* const stop = find_special(at_);
    if (stop == end_) return false;
    out.append(at_, stop);
    at_ = stop + 1;
    if (*stop == '"') return true;
    if (*stop != '\\' || at_ == end_) return false;
    switch (*at_++) {
      case '"':
        out.push_back('"');
        break;
      case '\\':
        out.push_back('\\');
        break;
      case '/':
        out.push_back('/');
        break;
      case 'b':
        out.push_back('\b');
        break;
      case 'f':
        out.push_back('\f');
        break;
      case 'n':
        out.push_back('\n');
        break;
      case 'r':
        out.push_back('\r');
        break;
      case 't':
        out.push_back('\t');
        break;
      case 'u': {
        char32_t c = 0;
        if (!read_escaped_unit(c) || (c >= 0xDC00 && c <= 0xDFFF)) return false;
        if (c >= 0xD800 && c <= 0xDBFF) {
          char32_t low = 0;
          if (end_ - at_ < 2 || at_[0] != '\\' || at_[1] != 'u') return false;
          at_ += 2;
          if (!read_escaped_unit(low) || low < 0xDC00 || low > 0xDFFF) return false;
          c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        }
        unicode::append(out, c);
        break;
      }
      default:
        return false;
    }
  }
}

// The four digits of \uXXXX.
bool PlainJson::read_escaped_unit(char32_t& unit) noexcept {
  if (end_ - at_ < 4) return false;
  unit = 0;
  for (const char* const behind = at_ + 4; at_ != behind; ++at_) {
    const char lower = static_cast<char>(*at_ | 0x20);
    if (is_digit(*at_)) {
      unit = unit * 16 + static_cast<char32_t>(*at_ - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      unit = unit * 16 + static_cast<char32_t>(lower - 'a' + 10);
    } else {
      return false;
    }
  }
  return true;
}

bool PlainJson::read_id(std::int32_t& id) noexcept {
  skip_spaces();
  const char* const begin = at_;
  std::uint64_t value = 0;
  while (at_ != end_ && is_digit(*at_) && at_ - begin < 11)
    value = value * 10 + static_cast<unsigned>(*at_++ - '0');
  const std::ptrdiff_t digits = at_ - begin;
  if (digits == 0 || (digits > 1 && *begin == '0')) return false;
  if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) return false;
  id = static_cast<std::int32_t>(value);
  // 1.0 and 1e0 are no integers.
  return at_ != end_ && (*at_ == ',' || *at_ == '}' || static_cast<unsigned char>(*at_) <= ' ');
}

bool PlainJson::read_number(double& number) {
  skip_spaces();
  const char* const begin = at_;
  const bool negative = at_ != end_ && *at_ == '-';
  if (negative) ++at_;
  const char* const integer = at_;
  std::uint64_t significand = 0;
  at_ = read_digits(at_, end_, significand);
  std::ptrdiff_t digits = at_ - integer;
  // The full parser has its own way with integers that 64 bits may not hold.
  if (digits == 0 || digits >= kSafeDigits || (digits > 1 && *integer == '0')) return false;
  std::ptrdiff_t fraction = 0;
  if (at_ != end_ && *at_ == '.') {
    const char* const point = ++at_;
    at_ = read_digits(at_, end_, significand);
    fraction = at_ - point;
    if (fraction == 0) return false;
    digits += fraction;
  }
  bool has_exponent = false;
  if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
    has_exponent = true;
    ++at_;
    if (at_ != end_ && (*at_ == '-' || *at_ == '+')) ++at_;
    const char* const exponent = at_;
    while (at_ != end_ && is_digit(*at_)) ++at_;
    if (at_ == exponent) return false;
  }
  if (has_exponent || digits > kSafeDigits) {
    number = read_score(std::string_view(begin, static_cast<std::size_t>(at_ - begin)));
  } else {
    // What read_score does with a number of few digits.
    number = static_cast<double>(significand) / kPowers[fraction];
    if (negative) number = -number;
  }
  return true;
}

bool PlainJson::skip_value() {
  skip_spaces();
  std::size_t open = 0;
  while (at_ != end_) {
    const char c = *at_;
    if (c == '"') {
      for (++at_;; at_ += 2) {
        at_ = find_special(at_);
        if (at_ == end_ || (*at_ != '"' && *at_ != '\\')) return false;
        if (*at_ == '"') break;
        if (end_ - at_ < 2) return false;
      }
      ++at_;
      if (open == 0) return true;
    } else if (c == '{' || c == '[') {
      ++open;
      ++at_;
    } else if (c == '}' || c == ']') {
      if (open == 0) return true;  // behind a number or a word
      ++at_;
      if (--open == 0) return true;
    } else if (c == ',' && open == 0) {
      return true;
    } else {
      ++at_;
    }
  }
  return false;
}

}  // namespace btt::loader
