#include "decode/byte_fallback.hpp"

#include "unicode/utf8.hpp"

namespace btt::decode {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

// The number is read as Rust reads one, so "+1" is a number too.
int byte_of_token(std::string_view token) noexcept {
  if (token.size() != 6 || token.compare(0, 3, "<0x") != 0 || token[5] != '>') return -1;
  const int low = hex_digit(token[4]);
  if (token[3] == '+') return low;
  const int high = hex_digit(token[3]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

void ByteFallback::apply(std::vector<std::string>& tokens, bool) const {
  std::vector<std::string> out;
  std::string run;
  const auto close_run = [&] {
    if (run.empty()) return;
    if (unicode::find_invalid(run) == unicode::kNpos) {
      out.push_back(run);
    } else {
      for (std::size_t i = 0; i < run.size(); ++i) out.emplace_back("\xEF\xBF\xBD");
    }
    run.clear();
  };
  for (std::string& token : tokens) {
    const int byte = byte_of_token(token);
    if (byte >= 0) {
      run.push_back(static_cast<char>(byte));
    } else {
      close_run();
      out.push_back(std::move(token));
    }
  }
  close_run();
  tokens = std::move(out);
}

// Whether a token is one of a byte must not depend on where it stands.
bool ByteFallback::add_to(TokenRules& rules) const {
  if (!rules.takes_steps() || rules.first_differs) return false;
  rules.byte_tokens = true;
  return true;
}

}  // namespace btt::decode
