// Unicode 16.0 properties by the names that Oniguruma knows, as ranges of code points.
//
//   unicode::find_ranges("Script_Extensions")   // nullopt: no such name
//   *unicode::find_ranges("Greek")              // {0x370, 0x373}, {0x375, 0x377}, ...
//
// General categories, scripts, blocks ("In_Arrows"), binary properties and POSIX names, long and short. The
// names and what they stand for are those of Oniguruma 6.9.10; "punct" is \p{Punct} and lacks the symbols of
// [[:punct:]], which are in "posixpunct". Sets hold scalar values only. For compiling patterns, not for
// matching.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace btt::unicode {

struct Range {
  char32_t first;
  char32_t last;
};

// Ascending, disjoint, not adjacent but around the surrogates.
using Ranges = std::vector<Range>;

// The set that `name` stands for; case, '_', '-' and spaces in names do not count.
std::optional<Ranges> find_ranges(std::string_view name);

// A code point and another one that folds to the same by 16.0, but did not by 9.0.
struct FoldPair {
  char32_t code_point;
  char32_t partner;
};

namespace detail {
struct RangeProperty {
  const char* name;  // lower case, without '_', '-' and spaces; the table is sorted by it
  std::uint32_t offset;
  std::uint32_t size;
};

extern const RangeProperty kRangeProperties[];
extern const std::size_t kRangePropertyCount;
extern const std::uint8_t
    kRangeBytes[];                  // per range the gap to the one before and the length less one, base 128
extern const FoldPair kNewFolds[];  // sorted by code point
extern const std::size_t kNewFoldCount;
}  // namespace detail

// The pairs of case foldings that came after 9.0, both directions, sorted by code point.
inline const FoldPair* new_folds_begin() {
  return detail::kNewFolds;
}
inline const FoldPair* new_folds_end() {
  return detail::kNewFolds + detail::kNewFoldCount;
}

}  // namespace btt::unicode
