#include "unicode/range_properties.hpp"

#include <algorithm>
#include <string>

namespace btt::unicode {
namespace {

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '_' || c == '-' || c == ' ') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  return out;
}

char32_t read_number(const std::uint8_t*& p) {
  char32_t value = 0;
  unsigned shift = 0;
  for (;; shift += 7) {
    value |= static_cast<char32_t>(*p & 0x7F) << shift;
    if ((*p++ & 0x80) == 0) return value;
  }
}

}  // namespace

std::optional<Ranges> find_ranges(std::string_view name) {
  const std::string wanted = plain(name);
  const auto* const begin = detail::kRangeProperties;
  const auto* const end = begin + detail::kRangePropertyCount;
  const auto* const found = std::lower_bound(
      begin, end, wanted, [](const detail::RangeProperty& p, const std::string& n) { return p.name < n; });
  if (found == end || found->name != wanted) return std::nullopt;
  Ranges ranges;
  const std::uint8_t* p = detail::kRangeBytes + found->offset;
  const std::uint8_t* const stop = p + found->size;
  char32_t next = 0;
  while (p < stop) {
    const char32_t first = next + read_number(p);
    const char32_t last = first + read_number(p);
    ranges.push_back({first, last});
    next = last + 1;
  }
  return ranges;
}

}  // namespace btt::unicode
