#include "decode/byte_level.hpp"

#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

namespace btt::decode {

void append_bytes_of(std::string_view token, std::string& out) {
  const std::size_t before = out.size();
  const char* p = token.data();
  const char* const end = p + token.size();
  while (p < end) {
    const int byte = text::byte_of_char(unicode::decode(p));
    if (byte < 0) {
      out.resize(before);
      out += token;
      return;
    }
    out.push_back(static_cast<char>(byte));
  }
}

void ByteLevel::apply(std::vector<std::string>& tokens, bool) const {
  std::string bytes;
  for (const std::string& token : tokens) append_bytes_of(token, bytes);
  std::string text;
  unicode::append_lossy(bytes, text);
  tokens.assign(1, std::move(text));
}

bool ByteLevel::add_to(TokenRules& rules) const {
  if (!rules.takes_steps()) return false;
  rules.byte_chars = rules.is_fused = true;
  return true;
}

}  // namespace btt::decode
