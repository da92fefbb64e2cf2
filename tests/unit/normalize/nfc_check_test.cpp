#include "normalize/nfc_check.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "normalize/unicode_form.hpp"
#include "unicode/utf8.hpp"

namespace {

bool stays(const std::string& text) {
  const btt::normalize::UnicodeNormalizer nfc(btt::normalize::UnicodeForm::kNfc);
  return btt::normalize::normalize_string(nfc, text) == text;
}

}  // namespace

TEST_CASE("examples") {
  CHECK(btt::normalize::is_nfc(""));
  CHECK(btt::normalize::is_nfc("caf\u00E9"));
  CHECK_FALSE(btt::normalize::is_nfc("cafe\u0301"));
  CHECK_FALSE(btt::normalize::is_nfc("\u212B"));
  CHECK_FALSE(btt::normalize::is_nfc("\u1100\u1161"));
  CHECK(btt::normalize::is_nfc("\uAC00"));
  CHECK_FALSE(btt::normalize::is_nfc("\uAC00\u11A8"));
}

TEST_CASE("every character, alone and among others, as the normalizer says") {
  std::size_t wrong = 0;
  for (char32_t c = 0x80; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    if (c > 0x30100 && c % 257 != 0) continue;
    std::string one;
    btt::unicode::append(one, c);
    for (const std::string& text :
         {one, "e" + one + "\u0327", "\u00E9" + one, "abcdefgh" + one, one + "\u0301", one + "\u0323"}) {
      if (btt::normalize::is_nfc(text) != stays(text)) ++wrong;
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("random texts of characters that interact") {
  const std::vector<char32_t> chars = {'e',    'A',    0xE9,    0x1EB9,  0x300,  0x301,  0x323,  0x327,
                                       0x94D,  0x93C,  0x928,   0x929,   0xBC6,  0xBBE,  0xBCA,  0x1100,
                                       0x1161, 0x11A8, 0xAC00,  0xAC01,  0x4E2D, 0xF900, 0x3099, 0x304B,
                                       0x304C, 0x345,  0x1D15E, 0x20000, 0x340,  ' '};
  std::mt19937 random(9);
  std::size_t wrong = 0;
  std::size_t yes = 0;
  for (int i = 0; i < 60000; ++i) {
    std::string text;
    for (std::size_t n = 1 + random() % 6; n > 0; --n)
      btt::unicode::append(text, chars[random() % chars.size()]);
    const bool is = btt::normalize::is_nfc(text);
    yes += is ? 1 : 0;
    if (is != stays(text)) ++wrong;
  }
  CHECK(wrong == 0);
  CHECK(yes > 1000);
}
