#include "normalize/bert.hpp"

#include <algorithm>

#include "normalize/lowercase.hpp"
#include "normalize/unicode_form.hpp"
#include "normalize/walk.hpp"
#include "simd/kernels.hpp"
#include "unicode/properties.hpp"

namespace btt::normalize {
namespace {

// Tab, line feed and carriage return are controls that count as white space here.
bool is_kept_control(char32_t c) noexcept {
  return c == '\t' || c == '\n' || c == '\r';
}

void clean_text(text::AlignedText& text) {
  rewrite_each(text, [](char32_t c, Rewriter& out) {
    if (c == ' ') return out.keep();
    if (is_kept_control(c)) return out.put(' ');
    if (c == 0 || c == unicode::kReplacementCharacter || unicode::is_other_8(c)) return;
    if (unicode::is_white_space(c)) return out.put(' ');
    out.keep();
  });
}

void space_chinese(text::AlignedText& text) {
  rewrite_each(text, [](char32_t c, Rewriter& out) {
    if (!unicode::is_bert_cjk(c)) return out.keep();
    out.put(' ');
    out.put(c);
    out.put(' ');
  });
}

void drop_nonspacing_marks(text::AlignedText& text) {
  rewrite_each(text, [](char32_t c, Rewriter& out) {
    if (!unicode::is_nonspacing_mark_8(c)) out.keep();
  });
}

}  // namespace

void Bert::apply(text::AlignedText& text) const {
  if (apply_ascii(text)) return;
  if (options_.clean_text) clean_text(text);
  if (options_.handle_chinese_chars) space_chinese(text);
  if (options_.strip_accents) {
    apply_unicode_form(text, UnicodeForm::kNfd);
    drop_nonspacing_marks(text);
  }
  if (options_.lowercase) lowercase(text);
}

// ASCII without controls that would be deleted keeps every position: lower case and spaces, in place.
bool Bert::apply_ascii(text::AlignedText& text) const {
  const std::string_view old = text.text();
  if (!simd::kernels().is_ascii(old.data(), old.size())) return false;
  bool has_white_controls = false;
  if (options_.clean_text) {
    for (const char byte : old) {
      const auto c = static_cast<unsigned char>(byte);
      if (c >= 0x20 && c != 0x7F) continue;
      if (!is_kept_control(c)) return false;
      has_white_controls = true;
    }
  }
  if (!options_.lowercase && !has_white_controls) return true;
  char* bytes = text.writable();
  if (has_white_controls) {
    std::replace_if(
        bytes, bytes + old.size(), [](char byte) { return static_cast<unsigned char>(byte) < 0x20; }, ' ');
  }
  if (options_.lowercase) simd::kernels().lower_ascii(bytes, old.size(), bytes);
  return true;
}

}  // namespace btt::normalize
