#include "fused/bert_normalize.hpp"

#include <cstdint>
#include <vector>

#include "base/bits.hpp"
#include "simd/kernels.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {

bool normalize_bert(std::string_view text, const normalize::BertOptions& options, const BertChars& chars,
                    std::string& out) {
  const simd::KernelTable& kernels = simd::kernels();
  std::vector<std::uint64_t> unusual(text.size() / 64 + 1);
  kernels.unusual_ascii(text.data(), text.size(), unusual.data());
  out.clear();
  const auto append_plain = [&](std::string_view plain) {
    const std::size_t before = out.size();
    out.append(plain);
    char* const begin = &out[before];
    if (options.lowercase) kernels.lower_ascii(begin, plain.size(), begin);
    if (!options.clean_text) return;
    for (std::size_t i = 0; i < plain.size(); ++i)
      begin[i] = begin[i] == '\t' || begin[i] == '\n' || begin[i] == '\r' ? ' ' : begin[i];
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t plain = next_bit(unusual.data(), at, text.size());
    if (plain != at) append_plain(text.substr(at, plain - at));
    if (plain == text.size()) return true;
    const char* p = text.data() + plain;
    const auto byte = static_cast<unsigned char>(*p);
    if (byte < 0x80) {
      if (!options.clean_text) out.push_back(*p);
      at = plain + 1;
      continue;
    }
    const char32_t c = unicode::decode(p);
    const std::string_view same = text.substr(plain, static_cast<std::size_t>(p - text.data()) - plain);
    at = plain + same.size();
    const bool is_spaced = options.handle_chinese_chars && unicode::is_bert_cjk(c);
    switch (chars.action(c)) {
      case CharAction::kSame:
        out.append(same);
        break;
      case CharAction::kDrop:
        break;
      case CharAction::kSpace:
        out.append(options.clean_text ? std::string_view(" ") : same);
        break;
      case CharAction::kIsolated:
        if (is_spaced) out.push_back(' ');
        out.append(same);
        if (is_spaced) out.push_back(' ');
        break;
      case CharAction::kMapped: {
        const BertChars::Expansion made = chars.expand(c);
        if (is_spaced || made.kind == BertChars::Kind::kMark || made.kind == BertChars::Kind::kStages)
          return false;
        out.append(made.bytes, made.size);
        break;
      }
    }
  }
  return true;
}

}  // namespace btt::fused
