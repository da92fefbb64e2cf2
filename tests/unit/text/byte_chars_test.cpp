// Expected values: GPT-2's bytes_to_unicode as the reference (tokenizers 0.22.2) has it.
#include "text/byte_chars.hpp"

#include <doctest/doctest.h>

using namespace btt;

TEST_CASE("bytes and their characters") {
  CHECK(text::kByteChars[0x20] == 0x120);
  CHECK(text::kByteChars[0x0A] == 0x10A);
  CHECK(text::kByteChars[0x7F] == 0x121);
  CHECK(text::kByteChars[0x80] == 0x122);
  CHECK(text::kByteChars[0xA0] == 0x142);
  CHECK(text::kByteChars[0xAD] == 0x143);
  CHECK(text::kByteChars['a'] == 'a');
  CHECK(text::kByteChars[0xFF] == 0xFF);
  for (int byte = 0; byte < 256; ++byte) {
    CHECK(text::byte_of_char(text::kByteChars[static_cast<std::size_t>(byte)]) == byte);
  }
  for (const char32_t c : {0x20, 0x00, 0xAD, 0x144, 0x2581, 0x10FFFF}) CHECK(text::byte_of_char(c) == -1);
}
