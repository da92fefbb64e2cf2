// The names of byte tokens, <0x00> .. <0xFF>, that models fall back to.
#pragma once

#include <cstdint>
#include <string>

#include "vocab/vocab.hpp"

namespace btt::model {

inline void find_byte_tokens(const vocab::Vocab& vocab, std::int32_t (&ids)[256]) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  for (unsigned byte = 0; byte < 256; ++byte) {
    const char name[] = {'<', '0', 'x', kHex[byte >> 4], kHex[byte & 15], '>'};
    ids[byte] = vocab.find(std::string_view(name, sizeof name));
  }
}

}  // namespace btt::model
