// Expected values: the rules of the reference's NormalizedString, worked out by hand on short texts.
#include "text/aligned_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace btt;
using text::AlignedText;
using text::Span;

namespace {

// Range of each byte, which every byte of a character shares.
std::vector<Span> byte_ranges(const AlignedText& text) {
  std::vector<Span> ranges;
  for (std::size_t i = 0; i < text.text().size(); ++i) ranges.push_back(text.range_at(i));
  return ranges;
}

constexpr std::string_view kText = "a\u00E9\u4E2D\U0001F600z";  // 1, 2, 3, 4, 1 bytes
const std::vector<Span> kIdentity = {{0, 1},  {1, 3},  {1, 3},  {3, 6},  {3, 6},  {3, 6},
                                     {6, 10}, {6, 10}, {6, 10}, {6, 10}, {10, 11}};

AlignedText fresh(std::string_view original, std::size_t shift = 0) {
  AlignedText text;
  text.reset(original, shift, true);
  return text;
}

}  // namespace

TEST_CASE("a fresh text is its original, each byte carries its character") {
  const AlignedText text = fresh(kText);
  CHECK(text.text() == kText);
  CHECK(text.text().data() == kText.data());
  CHECK(text.tracks_alignment());
  CHECK(byte_ranges(text) == kIdentity);
  CHECK(text.to_original(Span{0, 11}) == Span{0, 11});
  CHECK(text.to_original(Span{1, 6}) == Span{1, 6});
  CHECK(text.range_before(0) == Span{0, 0});
  CHECK(text.range_before(1) == Span{0, 1});
  CHECK(text.range_before(6) == Span{3, 6});
  CHECK(text.range_before(11) == Span{10, 11});
}

TEST_CASE("the shift moves answers in the whole input only") {
  const AlignedText text = fresh(kText, 40);
  CHECK(text.to_original(Span{1, 10}) == Span{41, 50});
  CHECK(text.range_at(1) == Span{1, 3});
}

TEST_CASE("copy keeps ranges, put takes the given one, the rest is dropped") {
  AlignedText text = fresh(kText);
  text.begin_rewrite();
  text.copy(1, 6);
  text.put(U'\u00DF', text.range_at(6));
  text.put("xy", text.range_before(1));
  text.copy(10, 11);
  CHECK(text.text() == kText);  // the old text until the end of the rewrite
  text.end_rewrite();
  CHECK(text.text() == "\u00E9\u4E2D\u00DFxyz");
  CHECK(
      byte_ranges(text) ==
      std::vector<Span>{{1, 3}, {1, 3}, {3, 6}, {3, 6}, {3, 6}, {6, 10}, {6, 10}, {0, 1}, {0, 1}, {10, 11}});
  // From the first byte's begin to the last byte's end, whatever lies between.
  CHECK(text.to_original(Span{0, 10}) == Span{1, 11});
  CHECK(text.to_original(Span{5, 8}) == Span{6, 1});
}

TEST_CASE("a second rewrite starts from the ranges of the first") {
  AlignedText text = fresh("abc");
  text.begin_rewrite();
  text.put("\u4E2D", text.range_at(1));
  text.copy(2, 3);
  text.end_rewrite();
  text.begin_rewrite();
  text.put("q", text.range_before(3));
  text.copy(0, 3);
  text.copy(3, 3);
  text.end_rewrite();
  CHECK(text.text() == "q\u4E2D");
  CHECK(byte_ranges(text) == std::vector<Span>(4, Span{1, 2}));
}

TEST_CASE("a cancelled rewrite leaves the text as it was") {
  AlignedText text = fresh(kText);
  text.begin_rewrite();
  text.put("zzz", Span{0, 1});
  text.cancel_rewrite();
  CHECK(text.text() == kText);
  CHECK(byte_ranges(text) == kIdentity);
  text.begin_rewrite();
  text.copy(0, 1);
  text.end_rewrite();
  CHECK(text.text() == "a");
}

TEST_CASE("writing in place keeps the identity") {
  AlignedText text = fresh("A\u00C9Z", 3);
  text.writable()[0] = 'a';
  CHECK(text.text() == "a\u00C9Z");
  CHECK(text.to_original(Span{1, 4}) == Span{4, 7});
  text.writable()[3] = 'z';
  CHECK(text.text() == "a\u00C9z");
  // Also behind a rewrite, whose ranges stay.
  text.begin_rewrite();
  text.copy(1, 4);
  text.end_rewrite();
  text.writable()[2] = 'y';
  CHECK(text.text() == "\u00C9y");
  CHECK(byte_ranges(text) == std::vector<Span>{{1, 3}, {1, 3}, {3, 4}});
}

TEST_CASE("keep_only cuts both ends") {
  AlignedText text = fresh(kText);
  text.keep_only(0, 11);
  CHECK(text.text().data() == kText.data());
  text.keep_only(1, 10);
  CHECK(text.text() == "\u00E9\u4E2D\U0001F600");
  CHECK(text.to_original(Span{0, 9}) == Span{1, 10});
  text.keep_only(2, 5);
  CHECK(text.text() == "\u4E2D");
  CHECK(byte_ranges(text) == std::vector<Span>(3, Span{3, 6}));
  text.keep_only(0, 0);
  CHECK(text.text().empty());
}

TEST_CASE("without alignment texts are the same and ranges are not kept") {
  AlignedText text;
  text.reset(kText, 5, false);
  CHECK_FALSE(text.tracks_alignment());
  text.begin_rewrite();
  text.copy(0, 3);
  text.put(U'x', text.range_at(6));
  text.end_rewrite();
  CHECK(text.text() == "a\u00E9x");
  CHECK(text.range_at(1) == Span{0, 0});
}

TEST_CASE("reset forgets what was before") {
  AlignedText text = fresh("abc");
  text.begin_rewrite();
  text.put("xyz", Span{0, 3});
  text.end_rewrite();
  text.reset("\u00E9", 7, true);
  CHECK(text.text() == "\u00E9");
  CHECK(text.to_original(Span{0, 2}) == Span{7, 9});
}
