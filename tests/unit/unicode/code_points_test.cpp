#include "unicode/code_points.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "unicode/utf8.hpp"

using namespace btt;

TEST_CASE("code points of all widths, in stretches of every length") {
  std::mt19937 random(11);
  const char32_t kinds[] = {0x41, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF};
  for (std::size_t size = 0; size < 9000; size += size < 70 ? 1 : 811) {
    for (const unsigned mostly_ascii : {1u, 20u}) {
      std::vector<std::uint16_t> narrow;
      std::vector<std::uint32_t> wide;
      std::vector<std::uint8_t> latin;
      std::string expected_narrow;
      std::string expected_latin;
      std::string expected_wide;
      for (std::size_t i = 0; i < size; ++i) {
        const char32_t c = random() % mostly_ascii == 0 ? kinds[random() % 10] : 'a';
        wide.push_back(c);
        unicode::append(expected_wide, c);
        narrow.push_back(static_cast<std::uint16_t>(c > 0xFFFF ? 'b' : c));
        unicode::append(expected_narrow, narrow.back());
        latin.push_back(static_cast<std::uint8_t>(c));
        unicode::append(expected_latin, latin.back());
      }
      GrownArray<char> out;
      CHECK(unicode::append_code_points(narrow.data(), size, out));
      CHECK(std::string(out.begin(), out.end()) == expected_narrow);
      CHECK(unicode::append_code_points(wide.data(), size, out));
      CHECK(std::string(out.begin(), out.end()) == expected_narrow + expected_wide);
      out.cut(0);
      CHECK(unicode::append_code_points(latin.data(), size, out));
      CHECK(std::string(out.begin(), out.end()) == expected_latin);
      const void* const points[] = {latin.data(), narrow.data(), wide.data()};
      for (std::size_t i = 0; i < 3; ++i)
        CHECK(unicode::append_code_points(points[i], std::size_t{1} << i, size, out));
      CHECK(std::string(out.begin(), out.end()) ==
            expected_latin + expected_latin + expected_narrow + expected_wide);
    }
  }
}

TEST_CASE("no surrogates, nothing above U+10FFFF") {
  GrownArray<char> out;
  for (const std::uint32_t bad : {0xD800u, 0xDBFFu, 0xDC00u, 0xDFFFu, 0x110000u, 0xFFFFFFFFu}) {
    for (const std::size_t before : {0u, 3u, 40u}) {
      std::vector<std::uint32_t> wide(before, 'a');
      wide.push_back(bad);
      wide.resize(before + 30, 'b');
      CHECK_FALSE(unicode::append_code_points(wide.data(), wide.size(), out));
      if (bad > 0xFFFF) continue;
      const std::vector<std::uint16_t> narrow(wide.begin(), wide.end());
      CHECK_FALSE(unicode::append_code_points(narrow.data(), narrow.size(), out));
    }
  }
}
