// Expected values: live runs of the reference (tokenizers 0.22.2).
#include "normalize/precompiled.hpp"

#include <utility>

#include "base/error.hpp"
#include "unit/normalize/cases.hpp"

using namespace btt;

namespace {

// A map of six rules: a, ab, CR, U+0001, e + U+0301 and U+00BD; units that are not 0, by position.
const std::vector<std::pair<std::size_t, std::uint32_t>> kUnits = {
    {0, 2048U},       {1, 2147483648U},  {3, 2305U},     {4, 2147483649U}, {5, 2147483659U}, {6, 2147483657U},
    {8, 2147483655U}, {10, 2147483651U}, {15, 11533U},   {99, 103777U},    {100, 99682U},    {103, 102501U},
    {134, 145793U},   {180, 195005U},    {192, 206018U}, {207, 205004U}};

std::string small_map() {
  std::vector<std::uint32_t> units(256, 0);
  for (const auto& unit : kUnits) units[unit.first] = unit.second;
  std::string map;
  const auto put = [&map](std::uint32_t value) {
    for (unsigned i = 0; i < 4; ++i) map.push_back(static_cast<char>(value >> 8 * i & 0xFF));
  };
  put(static_cast<std::uint32_t>(4 * units.size()));
  for (const std::uint32_t unit : units) put(unit);
  return map + std::string("\000 \0001/2\000E\000X\000Y\000", 13);
}

}  // namespace

TEST_CASE("clusters and shortest prefixes") {
  normalize::check_cases(normalize::Precompiled(small_map()), {
                                                                  {"ab", "Xb", "0-1 1-2"},
                                                                  {"a\015\012b", "X b", "0-1 1-2 3-4"},
                                                                  {"\001a", "X", "0-1"},
                                                                  {"e\u0301x", "Ex", "0-1 3-4"},
                                                                  {"\u00BD", "1/2", "0-2 0-2 0-2"},
                                                                  {"plain", "plXin", "0-1 1-2 2-3 3-4 4-5"},
                                                                  {"", "", ""},
                                                              });
}

TEST_CASE("broken maps are refused") {
  CHECK_THROWS_AS(normalize::Precompiled(""), Error);
  CHECK_THROWS_AS(normalize::Precompiled(std::string("\005\000\000\000abcde", 9)), Error);
  CHECK_THROWS_AS(normalize::Precompiled(std::string("\377\377\000\000abcd", 8)), Error);
}
