#include "normalize/unicode_form.hpp"

#include <algorithm>
#include <vector>

#include "normalize/transform.hpp"
#include "unicode/normal_forms.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {
namespace {

// A Change with its combining class.
struct Tagged {
  char32_t c;
  int change;
  std::uint8_t ccc;
};

bool is_composing(UnicodeForm form) noexcept {
  return form == UnicodeForm::kNfc || form == UnicodeForm::kNfkc;
}
bool is_compatibility(UnicodeForm form) noexcept {
  return form == UnicodeForm::kNfkc || form == UnicodeForm::kNfkd;
}

// True where nothing before `c` can interact with it: a starter that stays as it is and never is the second
// of a composite (only marks and the vowel and trailing Jamo are).
bool starts_segment(char32_t c, bool compatibility) noexcept {
  if (c < 0xA0) return true;
  return !unicode::is_mark_9(c) && !(c >= 0x1161 && c <= 0x11C2) && !unicode::decomposes(c, compatibility);
}

void decompose_segment(std::string_view segment, bool compatibility, std::vector<Tagged>& out) {
  out.clear();
  const char* p = segment.data();
  const char* const end = p + segment.size();
  while (p < end) {
    char32_t parts[unicode::kMaxDecomposition];
    const unsigned count = unicode::decompose(unicode::decode(p), compatibility, parts);
    for (unsigned i = 0; i < count; ++i) {
      out.push_back(Tagged{parts[i], i == 0 ? 0 : 1, unicode::combining_class(parts[i])});
    }
  }
  // Canonical ordering: runs of marks by class, stable; the tags travel with the code points.
  for (auto run = out.begin(); run != out.end();) {
    const auto is_starter = [](const Tagged& t) { return t.ccc == 0; };
    run = std::find_if_not(run, out.end(), is_starter);
    const auto run_end = std::find_if(run, out.end(), is_starter);
    std::stable_sort(run, run_end, [](const Tagged& a, const Tagged& b) { return a.ccc < b.ccc; });
    run = run_end;
  }
}

// Canonical composition in place. A composite of tags a and b carries a + b - 1, so that the number of old
// characters that a segment stands for stays the same.
void compose_segment(std::vector<Tagged>& segment) {
  std::size_t out = 0;
  std::size_t starter = segment.size();  // position of the last starter in the output; size() = none
  std::uint8_t last_ccc = 0;             // class of the last mark behind the starter, 0 = none
  for (std::size_t i = 0; i < segment.size(); ++i) {
    const Tagged t = segment[i];
    if (starter != segment.size() && (last_ccc == 0 ? out == starter + 1 : last_ccc < t.ccc)) {
      const char32_t composite = unicode::compose(segment[starter].c, t.c);
      if (composite != 0) {
        segment[starter] = Tagged{composite, segment[starter].change + t.change - 1, 0};
        continue;
      }
    }
    if (t.ccc == 0) {
      starter = out;
      last_ccc = 0;
    } else {
      last_ccc = t.ccc;
    }
    segment[out++] = t;
  }
  segment.resize(out);
}

bool is_unchanged(std::string_view old, const std::vector<Tagged>& segment) noexcept {
  const char* p = old.data();
  const char* const end = p + old.size();
  for (const Tagged& t : segment) {
    if (p == end || t.change != 0 || unicode::decode(p) != t.c) return false;
  }
  return p == end;
}

}  // namespace

void apply_unicode_form(text::AlignedText& text, UnicodeForm form) {
  const std::string_view old = text.text();
  if (unicode::is_ascii(old)) return;
  const bool compatibility = is_compatibility(form);
  const char* const begin = old.data();
  const char* const end = begin + old.size();
  std::vector<Tagged> segment;
  bool begun = false;
  const char* copied = begin;
  for (const char* p = begin; p < end;) {
    const char* next = p;
    bool is_plain = starts_segment(unicode::decode(next), compatibility);
    const char* segment_end = next;
    while (segment_end < end) {
      const char* behind = segment_end;
      if (starts_segment(unicode::decode(behind), compatibility)) break;
      segment_end = behind;
      is_plain = false;
    }
    if (!is_plain) {
      const std::string_view old_segment(p, static_cast<std::size_t>(segment_end - p));
      decompose_segment(old_segment, compatibility, segment);
      if (is_composing(form)) compose_segment(segment);
      if (!is_unchanged(old_segment, segment)) {
        if (!begun) text.begin_rewrite();
        begun = true;
        text.copy(static_cast<std::size_t>(copied - begin), static_cast<std::size_t>(p - begin));
        put_changes(text, static_cast<std::size_t>(p - begin), segment);
        copied = segment_end;
      }
    }
    p = segment_end;
  }
  if (!begun) return;
  text.copy(static_cast<std::size_t>(copied - begin), old.size());
  text.end_rewrite();
}

std::size_t UnicodeNormalizer::max_chars(std::size_t bytes) const noexcept {
  // Largest growth: canonical 2 bytes to 3 characters (U+0390), compatibility 3 bytes to 18 (U+FDFA).
  return is_compatibility(form_) ? 6 * bytes : bytes + bytes / 2;
}

}  // namespace btt::normalize
