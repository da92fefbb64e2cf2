// Extended grapheme clusters of Unicode 16.0 (UAX #29).
//
//   unicode::next_grapheme("e\u0301x", 0)   // 3: e and its accent
//
// Matches the unicode-segmentation crate that the reference's Precompiled normalizer uses, rules GB9c (Indic
// conjuncts), GB11 (emoji sequences) and GB12/13 (flags) included. Texts are valid UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

#include "unicode/two_stage.hpp"

namespace btt::unicode {

// Grapheme_Cluster_Break, with the parts of other properties that the rules ask for. Extending characters
// come in three kinds: those that no conjunct reaches over, those that it does, and its linkers.
enum class GraphemeClass : std::uint8_t {
  kOther,
  kCr,
  kLf,
  kControl,
  kExtend,
  kExtendConjunct,
  kExtendLinker,
  kZwj,
  kRegionalIndicator,
  kPrepend,
  kSpacingMark,
  kHangulL,
  kHangulV,
  kHangulT,
  kHangulLv,
  kHangulLvt,
  kPictographic,
  kConjunctConsonant,
};

namespace detail {
extern const std::uint8_t kGraphemeBlock[];
extern const std::uint8_t kGraphemeOf[];
}  // namespace detail

inline GraphemeClass grapheme_class(char32_t c) {
  return static_cast<GraphemeClass>(detail::kGraphemeOf[detail::two_stage_index(detail::kGraphemeBlock, c)]);
}

// The end of the cluster that starts at `from` (which is a cluster boundary), or `from` at the end of the
// text.
std::size_t next_grapheme(std::string_view text, std::size_t from);

}  // namespace btt::unicode
