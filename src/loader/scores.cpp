// Numbers as the reference's serde_json reads them without its float_roundtrip feature.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "loader/json.hpp"

namespace btt::loader {
namespace {

constexpr std::size_t kPowers = 309;

// 1e0 .. 1e308, each the nearest double: strtod is correctly rounded.
std::array<double, kPowers> make_powers() {
  std::array<double, kPowers> powers{};
  for (std::size_t i = 0; i < kPowers; ++i) powers[i] = std::stod("1e" + std::to_string(i));
  return powers;
}

constexpr std::uint64_t kMaxSignificand = std::numeric_limits<std::uint64_t>::max();

bool overflows(std::uint64_t significand, unsigned digit) noexcept {
  return significand >= kMaxSignificand / 10 &&
         (significand > kMaxSignificand / 10 || digit > kMaxSignificand % 10);
}

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

double scale(std::uint64_t significand, std::int64_t exponent) {
  static const std::array<double, kPowers> powers = make_powers();
  auto value = static_cast<double>(significand);
  while (std::llabs(exponent) >= static_cast<std::int64_t>(kPowers)) {
    if (value == 0.0) return value;
    if (exponent >= 0) throw Error(Status::kParse, "number out of range");
    value /= 1e308;
    exponent += 308;
  }
  const double power = powers[static_cast<std::size_t>(std::llabs(exponent))];
  if (exponent < 0) return value / power;
  value *= power;
  if (std::isinf(value)) throw Error(Status::kParse, "number out of range");
  return value;
}

// Digits that 64 bits always hold.
constexpr std::size_t kSafeDigits = 19;

// A number of few digits without an exponent, as nearly all are: the rules of read_score, none of which has
// anything to do here but the division.
bool read_short(const char* p, const char* end, double& value) {
  const std::size_t size = static_cast<std::size_t>(end - p);
  if (size > kSafeDigits) return false;
  std::uint64_t significand = 0;
  for (; p < end && is_digit(*p); ++p) significand = significand * 10 + static_cast<unsigned>(*p - '0');
  std::int64_t exponent = 0;
  if (p < end && *p == '.') {
    const char* const point = ++p;
    for (; p < end && is_digit(*p); ++p) significand = significand * 10 + static_cast<unsigned>(*p - '0');
    exponent = point - p;
  }
  if (p != end) return false;
  value = scale(significand, exponent);
  return true;
}

}  // namespace

double read_score(std::string_view token) {
  const char* p = token.data();
  const char* const end = p + token.size();
  const bool negative = p < end && *p == '-';
  if (negative) ++p;
  double short_value = 0;
  if (read_short(p, end, short_value)) return negative ? -short_value : short_value;
  std::uint64_t significand = 0;
  std::int64_t exponent = 0;
  bool full = false;
  // Integer digits that do not fit raise the exponent, fraction digits that do not fit are dropped.
  for (; p < end && is_digit(*p); ++p) {
    const auto digit = static_cast<unsigned>(*p - '0');
    full = full || overflows(significand, digit);
    if (full) {
      ++exponent;
    } else {
      significand = significand * 10 + digit;
    }
  }
  if (p < end && *p == '.') {
    bool dropped = false;
    for (++p; p < end && is_digit(*p); ++p) {
      const auto digit = static_cast<unsigned>(*p - '0');
      dropped = dropped || overflows(significand, digit);
      if (dropped) continue;
      significand = significand * 10 + digit;
      --exponent;
    }
  }
  if (p < end && (*p == 'e' || *p == 'E')) {
    ++p;
    const bool negative_exponent = p < end && *p == '-';
    if (p < end && (*p == '-' || *p == '+')) ++p;
    std::int64_t written = 0;
    for (; p < end && is_digit(*p); ++p) {
      if (written < std::numeric_limits<std::int32_t>::max()) written = written * 10 + (*p - '0');
    }
    exponent += negative_exponent ? -written : written;
  }
  const double value = scale(significand, exponent);
  return negative ? -value : value;
}

namespace {

// The layout of the `ryu` crate for the digits and the exponent of to_chars.
template <typename Float>
std::string write_number(Float number) {
  char buffer[64];
  const auto result = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific);
  const std::string_view text(buffer, static_cast<std::size_t>(result.ptr - buffer));
  const std::size_t e = text.find('e');
  std::string digits;
  for (const char c : text.substr(0, e)) {
    if (is_digit(c)) digits.push_back(c);
  }
  const std::string sign = text[0] == '-' ? "-" : "";
  if (number == 0) return sign + "0.0";
  const int point = std::stoi(std::string(text.substr(e + 1))) + 1;  // digits before the decimal point
  const int length = static_cast<int>(digits.size());
  if (length <= point && point <= 16) {
    return sign + digits + std::string(static_cast<std::size_t>(point - length), '0') + ".0";
  }
  if (point > 0 && point <= 16) {
    return sign + digits.substr(0, static_cast<std::size_t>(point)) + "." +
           digits.substr(static_cast<std::size_t>(point));
  }
  if (point > -5 && point <= 0)
    return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  const std::string exponent = "e" + std::to_string(point - 1);
  return sign + digits.substr(0, 1) + (length > 1 ? "." + digits.substr(1) : "") + exponent;
}

}  // namespace

std::string number_json(double number) {
  return write_number(number);
}
std::string number_json(float number) {
  return write_number(number);
}

}  // namespace btt::loader
