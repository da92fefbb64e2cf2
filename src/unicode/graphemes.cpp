#include "unicode/graphemes.hpp"

#include "unicode/utf8.hpp"

namespace btt::unicode {
namespace {

using Class = GraphemeClass;

bool is_control(Class c) {
  return c == Class::kCr || c == Class::kLf || c == Class::kControl;
}

bool is_extend(Class c) {
  return c == Class::kExtend || c == Class::kExtendConjunct || c == Class::kExtendLinker;
}

// What the rules must know of the cluster so far.
struct State {
  Class last;
  bool emoji;     // Extended_Pictographic Extend*, then perhaps one ZWJ
  bool conjunct;  // a consonant, then only extending characters and linkers
  bool linked;    // ... at least one linker among them
  bool odd_flag;  // an odd number of regional indicators in a row

  explicit State(Class first)
      : last(first),
        emoji(first == Class::kPictographic),
        conjunct(first == Class::kConjunctConsonant),
        linked(false),
        odd_flag(first == Class::kRegionalIndicator) {}

  void add(Class next) {
    emoji = next == Class::kPictographic ||
            (emoji && last != Class::kZwj && (is_extend(next) || next == Class::kZwj));
    const bool reaches =
        next == Class::kExtendConjunct || next == Class::kExtendLinker || next == Class::kZwj;
    linked = conjunct && reaches && (linked || next == Class::kExtendLinker);
    conjunct = next == Class::kConjunctConsonant || (conjunct && reaches);
    odd_flag = next == Class::kRegionalIndicator && !odd_flag;
    last = next;
  }

  // Whether a boundary stands between the cluster and `next`.
  bool breaks_before(Class next) const {
    if (last == Class::kCr && next == Class::kLf) return false;  // GB3
    if (is_control(last) || is_control(next)) return true;       // GB4, GB5
    switch (next) {                                              // GB6, GB7, GB8
      case Class::kHangulL:
      case Class::kHangulLv:
      case Class::kHangulLvt:
        if (last == Class::kHangulL) return false;
        break;
      case Class::kHangulV:
        if (last == Class::kHangulL || last == Class::kHangulLv || last == Class::kHangulV) return false;
        break;
      case Class::kHangulT:
        if (last == Class::kHangulLv || last == Class::kHangulV || last == Class::kHangulLvt ||
            last == Class::kHangulT) {
          return false;
        }
        break;
      default:
        break;
    }
    if (is_extend(next) || next == Class::kZwj || next == Class::kSpacingMark) return false;  // GB9, GB9a
    if (last == Class::kPrepend) return false;                                                // GB9b
    if (next == Class::kConjunctConsonant && linked) return false;                            // GB9c
    if (next == Class::kPictographic && last == Class::kZwj && emoji) return false;           // GB11
    return !(next == Class::kRegionalIndicator && odd_flag);  // GB12, GB13, GB999
  }
};

}  // namespace

std::size_t next_grapheme(std::string_view text, std::size_t from) {
  if (from >= text.size()) return from;
  const char* p = text.data() + from;
  const char* const end = text.data() + text.size();
  State state(grapheme_class(decode(p)));
  while (p < end) {
    const char* ahead = p;
    const Class next = grapheme_class(decode(ahead));
    if (state.breaks_before(next)) break;
    state.add(next);
    p = ahead;
  }
  return static_cast<std::size_t>(p - text.data());
}

}  // namespace btt::unicode
