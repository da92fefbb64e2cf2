// Checks of a normalizer against a table of texts, results and where each character of the result came from.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "normalize/normalizer.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {

struct Case {
  std::string_view text;
  std::string_view normalized;
  std::string_view ranges;  // "begin-end" in bytes of the text, for each character of the result
};

inline std::string ranges_of(const text::AlignedText& text, std::uint32_t shift) {
  std::string out;
  const std::string_view normalized = text.text();
  for (std::size_t at = 0; at < normalized.size();) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(normalized[at]));
    const text::Span range =
        text.to_original(text::Span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)});
    if (!out.empty()) out += ' ';
    out += std::to_string(range.begin - shift) + "-" + std::to_string(range.end - shift);
    at += size;
  }
  return out;
}

inline void check_cases(const Normalizer& normalizer, std::initializer_list<Case> cases) {
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    text::AlignedText text;
    for (const std::uint32_t shift : {0U, 1000U}) {
      text.reset(expected.text, shift, true);
      normalizer.apply(text);
      CHECK(text.text() == expected.normalized);
      CHECK(ranges_of(text, shift) == expected.ranges);
    }
    // The text is the same where nobody wants to know where it came from.
    CHECK(normalize_string(normalizer, expected.text) == expected.normalized);
    CHECK(normalizer.max_chars(expected.text.size()) >= unicode::count_code_points(expected.normalized));
  }
}

}  // namespace btt::normalize
