#include "normalize/lowercase.hpp"

#include "normalize/walk.hpp"
#include "simd/kernels.hpp"
#include "unicode/properties.hpp"

namespace btt::normalize {

void lowercase(text::AlignedText& text) {
  const std::string_view old = text.text();
  if (simd::kernels().is_ascii(old.data(), old.size())) {
    char* bytes = text.writable();
    simd::kernels().lower_ascii(bytes, old.size(), bytes);
    return;
  }
  rewrite_each(text, [](char32_t c, Rewriter& out) {
    const unicode::CaseMapping lower = unicode::to_lower_17(c);
    if (lower.count == 1 && lower.code_points[0] == c) return out.keep();
    for (std::uint8_t i = 0; i < lower.count; ++i) out.put(lower.code_points[i]);
  });
}

}  // namespace btt::normalize
