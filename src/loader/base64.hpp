// Base64 as the reference's decoder takes it: the standard alphabet, padded, nothing else.
#pragma once

#include <string>
#include <string_view>

namespace btt::loader {

// False where `text` is no base64.
bool decode_base64(std::string_view text, std::string& out);
std::string encode_base64(std::string_view bytes);

}  // namespace btt::loader
