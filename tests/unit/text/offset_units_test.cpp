// Expected values: counted by hand; Python's len(text) and len(text.encode("utf-16-le")) // 2 give the same.
#include "text/offset_units.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "unicode/utf8.hpp"

using namespace btt;
using text::OffsetConverter;
using text::OffsetUnit;
using text::Span;

namespace {

constexpr std::string_view kText = "a\u00E9\u4E2D\U0001F600z";  // bytes 0, 1, 3, 6, 10, end 11

std::vector<Span> converted(OffsetUnit unit, std::string_view text, const std::vector<Span>& spans) {
  OffsetConverter converter;
  converter.reset(text, unit);
  std::vector<Span> out;
  for (const Span span : spans) out.push_back(converter.convert(span));
  return out;
}

}  // namespace

TEST_CASE("bytes stay") {
  CHECK(converted(OffsetUnit::kBytes, kText, {{0, 11}, {3, 6}}) == std::vector<Span>{{0, 11}, {3, 6}});
}

TEST_CASE("code points") {
  CHECK(converted(OffsetUnit::kCodePoints, kText,
                  {{0, 1}, {1, 3}, {3, 6}, {6, 10}, {10, 11}, {0, 11}, {3, 3}}) ==
        std::vector<Span>{{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {0, 5}, {2, 2}});
}

TEST_CASE("UTF-16 units: what is above U+FFFF counts twice") {
  CHECK(converted(OffsetUnit::kUtf16, kText, {{0, 1}, {1, 3}, {3, 6}, {6, 10}, {10, 11}, {0, 11}}) ==
        std::vector<Span>{{0, 1}, {1, 2}, {2, 3}, {3, 5}, {5, 6}, {0, 6}});
  CHECK(converted(OffsetUnit::kUtf16, "\uFFFF\U00010000", {{0, 3}, {3, 7}}) ==
        std::vector<Span>{{0, 1}, {1, 3}});
}

TEST_CASE("ASCII costs nothing and stays") {
  for (const OffsetUnit unit : {OffsetUnit::kBytes, OffsetUnit::kCodePoints, OffsetUnit::kUtf16}) {
    CHECK(converted(unit, "plain", {{0, 5}, {2, 3}}) == std::vector<Span>{{0, 5}, {2, 3}});
  }
  OffsetConverter converter;
  converter.reset("plain", OffsetUnit::kCodePoints);
  CHECK(converter.capacity_bytes() == 0);
}

TEST_CASE("every byte of a character stands for it") {
  CHECK(converted(OffsetUnit::kCodePoints, kText, {{2, 3}, {1, 2}, {4, 9}}) ==
        std::vector<Span>{{1, 2}, {1, 1}, {2, 3}});
}

TEST_CASE("places behind the end") {
  // The reference's map answers nothing for a start there, and the start's index + 2 for an end that is not
  // even the first byte behind it.
  CHECK(converted(OffsetUnit::kCodePoints, kText, {{11, 11}, {11, 14}, {50, 60}, {10, 12}, {0, 40}}) ==
        std::vector<Span>{{11, 11}, {11, 14}, {50, 60}, {4, 6}, {0, 2}});
}

TEST_CASE("a converter can be used again for a shorter text and another unit") {
  OffsetConverter converter;
  converter.reset(kText, OffsetUnit::kUtf16);
  converter.reset("\u00E9b", OffsetUnit::kCodePoints);
  CHECK(converter.convert(Span{2, 3}) == Span{1, 2});
  converter.reset("\u00E9b", OffsetUnit::kBytes);
  CHECK(converter.convert(Span{2, 3}) == Span{2, 3});
}

TEST_CASE("bytes of a repaired text refer to the ill-formed bytes that were given") {
  struct Case {
    std::string given;
    std::vector<Span> characters;  // of the repaired text, in bytes of the given one
  };
  const std::vector<Case> cases = {
      {"a\xFFz", {{0, 1}, {1, 2}, {2, 3}}},
      {"\xE2\x82", {{0, 2}}},                              // one truncated sequence
      {"\xE2\x82z", {{0, 2}, {2, 3}}},                     //
      {"\xF0\x9F\x98\xF0\x9F\x98\x80", {{0, 3}, {3, 7}}},  // truncated, then whole
      {"\xC0\xAF", {{0, 1}, {1, 2}}},                      // overlong: each byte by itself
      {"\xED\xA0\x80", {{0, 1}, {1, 2}, {2, 3}}},          // a surrogate
      {"\uFFFD\xFF\uFFFD", {{0, 3}, {3, 4}, {4, 7}}},      // real ones beside a made one
      {"\u00E9\x80\u4E2D", {{0, 2}, {2, 3}, {3, 6}}},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.given);
    std::string repaired;
    unicode::append_lossy(expected.given, repaired);
    OffsetConverter converter;
    converter.reset_repaired(expected.given, repaired);
    std::vector<Span> characters;
    for (std::size_t at = 0; at < repaired.size();) {
      const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(repaired[at]));
      characters.push_back(
          converter.convert(Span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + size)}));
      at += size;
    }
    CHECK(characters == expected.characters);
  }
}
