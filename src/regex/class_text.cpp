#include "regex/class_text.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

#include "unicode/graphemes.hpp"

namespace btt::regex {
namespace {

using unicode::GraphemeClass;
using unicode::Range;

constexpr char32_t kCodePoints = 0x110000;
constexpr char32_t kFirstSurrogate = 0xD800;
constexpr char32_t kLastSurrogate = 0xDFFF;

void append_code_point(std::string& out, char32_t c) {
  char text[16];
  std::snprintf(text, sizeof text, "\\x{%lX}", static_cast<unsigned long>(c));
  out += text;
}

Ranges ranges_of(std::string_view name) {
  return unicode::find_ranges(name).value_or(Ranges{});
}

std::string grapheme_members(std::initializer_list<GraphemeClass> classes) {
  Ranges ranges;
  for (char32_t c = 0; c < kCodePoints; ++c) {
    if (c >= kFirstSurrogate && c <= kLastSurrogate) continue;
    if (std::find(classes.begin(), classes.end(), unicode::grapheme_class(c)) == classes.end()) continue;
    if (!ranges.empty() && ranges.back().last + 1 == c) {
      ranges.back().last = c;
    } else {
      ranges.push_back({c, c});
    }
  }
  std::string out;
  append_members(out, ranges);
  return out;
}

std::string ahead(const std::string& members) {
  return "(?=[" + members + "])";
}

std::string behind(const std::string& members) {
  return "(?<=[" + members + "])";
}

// The rules of the reference's engine: UAX #29 without GB9c. Rules that look far back come behind a cheap
// test.
std::string make_no_grapheme_break() {
  const std::string control =
      grapheme_members({GraphemeClass::kCr, GraphemeClass::kLf, GraphemeClass::kControl});
  const std::string extend = grapheme_members(
      {GraphemeClass::kExtend, GraphemeClass::kExtendConjunct, GraphemeClass::kExtendLinker});
  const std::string zwj = grapheme_members({GraphemeClass::kZwj});
  const std::string spacing = grapheme_members({GraphemeClass::kSpacingMark});
  const std::string prepend = grapheme_members({GraphemeClass::kPrepend});
  const std::string flag = grapheme_members({GraphemeClass::kRegionalIndicator});
  const std::string emoji = grapheme_members({GraphemeClass::kPictographic});
  const std::string l = grapheme_members({GraphemeClass::kHangulL});
  const std::string v = grapheme_members({GraphemeClass::kHangulV});
  const std::string t = grapheme_members({GraphemeClass::kHangulT});
  const std::string lv = grapheme_members({GraphemeClass::kHangulLv});
  const std::string lvt = grapheme_members({GraphemeClass::kHangulLvt});
  std::string out = "(?:(?<=\\r)(?=\\n)|(?<![" + control + "])(?![" + control + "])(?:";
  out += ahead(extend + zwj + spacing);
  out += "|" + behind(prepend);
  out += "|" + behind(l) + ahead(l + v + lv + lvt);
  out += "|" + behind(lv + v) + ahead(v + t);
  out += "|" + behind(lvt + t) + ahead(t);
  out += "|" + behind(zwj) + ahead(emoji) + "(?<=[" + emoji + "][" + extend + "]*[" + zwj + "])";
  // No negative look-behind inside of a look-behind: the engine takes none there.
  out += "|" + behind(flag) + ahead(flag);
  out += "(?<=(?:\\A|[^" + flag + "])(?:[" + flag + "][" + flag + "])*[" + flag + "])";
  return out + "))";
}

// Whether all scalar values are in `ranges`.
bool is_everything(const Ranges& ranges) {
  return ranges.front().first == 0 && ranges.back().last == kCodePoints - 1 &&
         (ranges.size() == 1 || (ranges.size() == 2 && ranges[0].last + 1 >= kFirstSurrogate &&
                                 ranges[1].first <= kLastSurrogate + 1));
}

}  // namespace

void append_members(std::string& out, const Ranges& ranges) {
  for (const Range& range : ranges) {
    append_code_point(out, range.first);
    if (range.last == range.first) continue;
    out += '-';
    append_code_point(out, range.last);
  }
}

void append_class(std::string& out, const Ranges& ranges, bool negated) {
  if (ranges.empty()) {
    // Not "[^\x{0}-\x{10FFFF}]": nested in another class, the engine takes it for everything.
    out += negated ? "[\\x{0}-\\x{10FFFF}]" : "[\\x{0}&&\\x{1}]";
    return;
  }
  if (negated && is_everything(ranges)) {
    append_class(out, {}, false);
    return;
  }
  out += negated ? "[^" : "[";
  append_members(out, ranges);
  out += ']';
}

Ranges only_ascii(const Ranges& ranges) {
  Ranges out;
  for (const Range& range : ranges) {
    if (range.first < 0x80) out.push_back({range.first, std::min<char32_t>(range.last, 0x7F)});
  }
  return out;
}

const Ranges& word_in_brackets() {
  static const Ranges word = ranges_of("word");
  return word;
}

const Ranges& word_outside_brackets() {
  static const Ranges word = [] {
    Ranges out = word_in_brackets();
    for (const char32_t c : {U'\u00B2', U'\u00B3', U'\u00B9', U'\u00BC', U'\u00BD', U'\u00BE'})
      out.push_back({c, c});
    std::sort(out.begin(), out.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    return out;
  }();
  return word;
}

const Ranges* posix_bracket(std::string_view name) {
  static const std::map<std::string, Ranges, std::less<>> brackets = [] {
    std::map<std::string, Ranges, std::less<>> out;
    for (const char* const each : {"alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower",
                                   "print", "space", "upper", "word", "xdigit"}) {
      out.emplace(each, ranges_of(each));
    }
    out.emplace("punct", ranges_of("posixpunct"));
    return out;
  }();
  const auto found = brackets.find(name);
  return found == brackets.end() ? nullptr : &found->second;
}

const std::string& no_grapheme_break() {
  static const std::string text = make_no_grapheme_break();
  return text;
}

}  // namespace btt::regex
