// utf8proc 2.8 knows Unicode 15; what it says about code points assigned in 9.0 equals the 9.0 data
// (decompositions, classes and composites of assigned code points never change), so the rest is masked out
// here.
#include "unicode/normal_forms.hpp"

#include <utf8proc.h>

#include <cstdint>

#include "unicode/versions.hpp"

namespace btt::unicode {

namespace {

// Hangul by arithmetic, The Unicode Standard 3.12.
constexpr char32_t kSyllableFirst = 0xAC00;
constexpr char32_t kLeadFirst = 0x1100;
constexpr char32_t kVowelFirst = 0x1161;
constexpr char32_t kTrailBefore = 0x11A7;  // trail 0 is "none"
constexpr char32_t kLeads = 19;
constexpr char32_t kVowels = 21;
constexpr char32_t kTrails = 28;
constexpr char32_t kSyllables = kLeads * kVowels * kTrails;

const utf8proc_property_t& record(char32_t c) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

const char* utf8proc_unicode_version() {
  return ::utf8proc_unicode_version();
}
const char* utf8proc_version() {
  return ::utf8proc_version();
}

namespace detail {

unsigned decompose_slow(char32_t c, bool compatibility, char32_t* out) {
  const char32_t syllable = c - kSyllableFirst;
  if (syllable < kSyllables) {
    out[0] = kLeadFirst + syllable / (kVowels * kTrails);
    out[1] = kVowelFirst + syllable / kTrails % kVowels;
    const char32_t trail = syllable % kTrails;
    if (trail == 0) return 2;
    out[2] = kTrailBefore + trail;
    return 3;
  }
  utf8proc_int32_t buffer[kMaxDecomposition];
  int boundary = 0;
  const auto options = static_cast<utf8proc_option_t>(compatibility ? UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT
                                                                    : UTF8PROC_DECOMPOSE);
  const utf8proc_ssize_t count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), buffer,
                                                         kMaxDecomposition, options, &boundary);
  if (count < 1 || count > static_cast<utf8proc_ssize_t>(kMaxDecomposition)) {
    out[0] = c;
    return 1;
  }
  for (utf8proc_ssize_t i = 0; i < count; ++i) out[i] = static_cast<char32_t>(buffer[i]);
  return static_cast<unsigned>(count);
}

std::uint8_t combining_class_slow(char32_t c) {
  return static_cast<std::uint8_t>(record(c).combining_class);
}

char32_t compose_slow(char32_t a, char32_t b) {
  const char32_t lead = a - kLeadFirst;
  const char32_t vowel = b - kVowelFirst;
  if (lead < kLeads && vowel < kVowels) return kSyllableFirst + (lead * kVowels + vowel) * kTrails;
  const char32_t syllable = a - kSyllableFirst;
  const char32_t trail = b - kTrailBefore;
  if (syllable < kSyllables && syllable % kTrails == 0 && trail > 0 && trail < kTrails) return a + trail;

  // Most pairs end here: utf8proc marks whatever is in no composition at all.
  if (record(a).comb_index == UINT16_MAX || record(b).comb_index == UINT16_MAX) return 0;
  // The pair table itself is private to utf8proc; STABLE makes it honour the composition exclusions.
  utf8proc_int32_t pair[2] = {static_cast<utf8proc_int32_t>(a), static_cast<utf8proc_int32_t>(b)};
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  if (utf8proc_normalize_utf32(pair, 2, options) != 1) return 0;
  const auto composite = static_cast<char32_t>(pair[0]);
  return is_assigned_9(composite) ? composite : 0;
}

}  // namespace detail
}  // namespace btt::unicode
