// Expected values of the table: live runs of the reference (tokenizers 0.22.2).
#include "pretokenize/split_behavior.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "reference/split.hpp"

using namespace btt;
using pretokenize::Segment;
using pretokenize::SplitBehavior;

namespace {

constexpr SplitBehavior kBehaviors[] = {SplitBehavior::kRemoved, SplitBehavior::kIsolated,
                                        SplitBehavior::kMergedWithPrevious, SplitBehavior::kMergedWithNext,
                                        SplitBehavior::kContiguous};

// Parts by way of characters, which know no inversion, ...
std::vector<std::string> by_characters(std::string_view text, SplitBehavior behavior) {
  std::vector<std::string> parts;
  pretokenize::split_characters(
      text, behavior, [](char32_t c) { return c == '-'; },
      [&](std::size_t begin, std::size_t end) {
        if (begin != end) parts.emplace_back(text.substr(begin, end - begin));
      });
  return parts;
}

// ... and by way of segments.
std::vector<std::string> by_segments(std::string_view text, SplitBehavior behavior, bool invert) {
  std::vector<Segment> segments;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_match = (text[i] == '-') != invert;
    if (text[i] == '-' || segments.empty() || segments.back().is_match != is_match) {
      segments.push_back(Segment{i, i, is_match});
    }
    segments.back().end = i + 1;
  }
  std::vector<std::string> parts;
  pretokenize::emit_segments(segments, behavior, [&](std::size_t begin, std::size_t end) {
    parts.emplace_back(text.substr(begin, end - begin));
  });
  return parts;
}

struct Case {
  SplitBehavior behavior;
  bool invert;
  std::string_view text;
  std::vector<std::string> parts;
};

}  // namespace

TEST_CASE("the behaviours on a dash") {
  const std::vector<Case> cases = {
      {SplitBehavior::kRemoved, false, "the-final--countdown", {"the", "final", "countdown"}},
      {SplitBehavior::kRemoved, false, "-a-", {"a"}},
      {SplitBehavior::kRemoved, false, "---", {}},
      {SplitBehavior::kRemoved, false, "a", {"a"}},
      {SplitBehavior::kRemoved, true, "the-final--countdown", {"-", "-", "-"}},
      {SplitBehavior::kRemoved, true, "-a-", {"-", "-"}},
      {SplitBehavior::kRemoved, true, "---", {"-", "-", "-"}},
      {SplitBehavior::kRemoved, true, "a", {}},
      {SplitBehavior::kIsolated, false, "the-final--countdown", {"the", "-", "final", "-", "-", "countdown"}},
      {SplitBehavior::kIsolated, false, "-a-", {"-", "a", "-"}},
      {SplitBehavior::kIsolated, false, "---", {"-", "-", "-"}},
      {SplitBehavior::kIsolated, false, "a", {"a"}},
      {SplitBehavior::kIsolated, true, "the-final--countdown", {"the", "-", "final", "-", "-", "countdown"}},
      {SplitBehavior::kIsolated, true, "-a-", {"-", "a", "-"}},
      {SplitBehavior::kIsolated, true, "---", {"-", "-", "-"}},
      {SplitBehavior::kIsolated, true, "a", {"a"}},
      {SplitBehavior::kMergedWithPrevious,
       false,
       "the-final--countdown",
       {"the-", "final-", "-", "countdown"}},
      {SplitBehavior::kMergedWithPrevious, false, "-a-", {"-", "a-"}},
      {SplitBehavior::kMergedWithPrevious, false, "---", {"-", "-", "-"}},
      {SplitBehavior::kMergedWithPrevious, false, "a", {"a"}},
      {SplitBehavior::kMergedWithPrevious,
       true,
       "the-final--countdown",
       {"the", "-final", "-", "-countdown"}},
      {SplitBehavior::kMergedWithPrevious, true, "-a-", {"-a", "-"}},
      {SplitBehavior::kMergedWithPrevious, true, "---", {"-", "-", "-"}},
      {SplitBehavior::kMergedWithPrevious, true, "a", {"a"}},
      {SplitBehavior::kMergedWithNext, false, "the-final--countdown", {"the", "-final", "-", "-countdown"}},
      {SplitBehavior::kMergedWithNext, false, "-a-", {"-a", "-"}},
      {SplitBehavior::kMergedWithNext, false, "---", {"-", "-", "-"}},
      {SplitBehavior::kMergedWithNext, false, "a", {"a"}},
      {SplitBehavior::kMergedWithNext, true, "the-final--countdown", {"the-", "final-", "-", "countdown"}},
      {SplitBehavior::kMergedWithNext, true, "-a-", {"-", "a-"}},
      {SplitBehavior::kMergedWithNext, true, "---", {"-", "-", "-"}},
      {SplitBehavior::kMergedWithNext, true, "a", {"a"}},
      {SplitBehavior::kContiguous, false, "the-final--countdown", {"the", "-", "final", "--", "countdown"}},
      {SplitBehavior::kContiguous, false, "-a-", {"-", "a", "-"}},
      {SplitBehavior::kContiguous, false, "---", {"---"}},
      {SplitBehavior::kContiguous, false, "a", {"a"}},
      {SplitBehavior::kContiguous, true, "the-final--countdown", {"the", "-", "final", "--", "countdown"}},
      {SplitBehavior::kContiguous, true, "-a-", {"-", "a", "-"}},
      {SplitBehavior::kContiguous, true, "---", {"---"}},
      {SplitBehavior::kContiguous, true, "a", {"a"}},
  };
  for (const Case& expected : cases) {
    CAPTURE(expected.text);
    CAPTURE(static_cast<int>(expected.behavior));
    CAPTURE(expected.invert);
    CHECK(by_segments(expected.text, expected.behavior, expected.invert) == expected.parts);
    CHECK(reference::split(expected.text, '-', expected.invert, expected.behavior) == expected.parts);
    if (!expected.invert) CHECK(by_characters(expected.text, expected.behavior) == expected.parts);
  }
}

TEST_CASE("random texts against the plain form of the rules") {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::size_t size = random() % 12; text.size() < size;) text += "-ab"[random() % 3];
    for (const SplitBehavior behavior : kBehaviors) {
      CAPTURE(text);
      CAPTURE(static_cast<int>(behavior));
      for (const bool invert : {false, true}) {
        REQUIRE(by_segments(text, behavior, invert) == reference::split(text, '-', invert, behavior));
      }
      REQUIRE(by_characters(text, behavior) == reference::split(text, '-', false, behavior));
    }
  }
}

TEST_CASE("characters of several bytes are not cut") {
  std::string out;
  const std::string_view text = "\u4E2D\u3001\u6587";
  pretokenize::split_characters(
      text, SplitBehavior::kMergedWithPrevious, [](char32_t c) { return c == 0x3001; },
      [&](std::size_t begin, std::size_t end) {
        out += std::to_string(begin) + "-" + std::to_string(end) + " ";
      });
  CHECK(out == "0-6 6-9 ");
}
