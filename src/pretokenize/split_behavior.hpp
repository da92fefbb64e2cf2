// What becomes of the matches when a piece is split: the reference's SplitDelimiterBehavior.
//
// '-' on "the-final--countdown": removed the|final|countdown; isolated the|-|final|-|-|countdown; merged with
// previous the-|final-|-|countdown; merged with next the|-final|-|-countdown; contiguous
// the|-|final|--|countdown.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "unicode/utf8.hpp"

namespace btt::pretokenize {

enum class SplitBehavior { kRemoved, kIsolated, kMergedWithPrevious, kMergedWithNext, kContiguous };

// One stretch of a piece: a match of the pattern, or what lies between matches.
struct Segment {
  std::size_t begin;
  std::size_t end;
  bool is_match;
};

// Calls emit(begin, end) for the parts that `behavior` makes of consecutive segments.
template <typename Emit>
void emit_segments(const std::vector<Segment>& segments, SplitBehavior behavior, Emit&& emit) {
  switch (behavior) {
    case SplitBehavior::kRemoved:
      for (const Segment& s : segments) {
        if (!s.is_match) emit(s.begin, s.end);
      }
      return;
    case SplitBehavior::kIsolated:
      for (const Segment& s : segments) emit(s.begin, s.end);
      return;
    case SplitBehavior::kContiguous:
      for (std::size_t i = 0; i < segments.size();) {
        std::size_t last = i;
        while (last + 1 < segments.size() && segments[last + 1].is_match == segments[i].is_match) ++last;
        emit(segments[i].begin, segments[last].end);
        i = last + 1;
      }
      return;
    case SplitBehavior::kMergedWithPrevious:
      // A match joins what is before it, unless that is a match too.
      for (std::size_t i = 0; i < segments.size();) {
        const bool joins = !segments[i].is_match && i + 1 < segments.size() && segments[i + 1].is_match;
        const std::size_t last = joins ? i + 1 : i;
        emit(segments[i].begin, segments[last].end);
        i = last + 1;
      }
      return;
    case SplitBehavior::kMergedWithNext:
      // A match joins what is behind it, unless that is a match too.
      for (std::size_t i = 0; i < segments.size();) {
        const bool joins = segments[i].is_match && i + 1 < segments.size() && !segments[i + 1].is_match;
        const std::size_t last = joins ? i + 1 : i;
        emit(segments[i].begin, segments[last].end);
        i = last + 1;
      }
      return;
  }
}

// Splits on characters: each one that `is_match` says true for is a match of its own.
template <typename IsMatch, typename Emit>
void split_characters(std::string_view piece, SplitBehavior behavior, IsMatch&& is_match, Emit&& emit) {
  const char* const begin = piece.data();
  const char* const end = begin + piece.size();
  const auto at = [begin](const char* p) { return static_cast<std::size_t>(p - begin); };
  if (behavior == SplitBehavior::kRemoved || behavior == SplitBehavior::kIsolated) {
    // The common ones need no list of segments.
    const char* rest = begin;
    for (const char* p = begin; p < end;) {
      const char* const character = p;
      if (!is_match(unicode::decode(p))) continue;
      emit(at(rest), at(character));
      if (behavior == SplitBehavior::kIsolated) emit(at(character), at(p));
      rest = p;
    }
    emit(at(rest), piece.size());
    return;
  }
  std::vector<Segment> segments;
  const char* rest = begin;
  for (const char* p = begin; p < end;) {
    const char* const character = p;
    if (!is_match(unicode::decode(p))) continue;
    if (rest != character) segments.push_back(Segment{at(rest), at(character), false});
    segments.push_back(Segment{at(character), at(p), true});
    rest = p;
  }
  if (rest != end) segments.push_back(Segment{at(rest), piece.size(), false});
  emit_segments(segments, behavior, emit);
}

}  // namespace btt::pretokenize
