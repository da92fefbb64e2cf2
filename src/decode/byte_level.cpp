#include "decode/byte_level.hpp"

#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

namespace btt::decode {

void append_bytes_of(std::string_view token, std::string& out) {
  if (!text::append_bytes(token, out)) out += token;
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
