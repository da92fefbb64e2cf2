// Whether NFC would change a text at all: true of nearly every text that is met.
//
//   is_nfc("caf\xC3\xA9")    // true
//   is_nfc("cafe\xCC\x81")   // false: e and U+0301 compose
//
// Exact: false only where apply_unicode_form(text, kNfc) gives other bytes. Unicode 9.0, as there.
#pragma once

#include <string_view>

namespace btt::normalize {

bool is_nfc(std::string_view text);

}  // namespace btt::normalize
