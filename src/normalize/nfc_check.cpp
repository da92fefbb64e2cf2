#include "normalize/nfc_check.hpp"

#include <bitset>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

#include "normalize/unicode_form.hpp"
#include "text/aligned_text.hpp"
#include "unicode/normal_forms.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {
namespace {

// Below it nothing decomposes into more than itself after composition, nothing is the second of a composite
// and nothing is a mark.
constexpr char32_t kFirstSpecial = 0x300;
// From here on nothing decomposes and nothing has a combining class in 9.0.
constexpr char32_t kEnd = 0x30000;
constexpr std::uint64_t kHighBits = 0x8080808080808080;

// Characters at which a text can be cut and its parts normalized one by one, and which stay what they are.
class PlainChars {
 public:
  PlainChars() {
    // All but the first of a decomposition may be the second of a composite.
    auto seconds = std::make_unique<std::bitset<kEnd>>();
    std::vector<char32_t> decomposing;
    for (char32_t c = 0; c < kEnd; ++c) {
      plain_[c] = unicode::combining_class(c) == 0;
      if (!unicode::decomposes(c, false)) continue;
      decomposing.push_back(c);
      char32_t parts[unicode::kMaxDecomposition];
      const unsigned count = unicode::decompose(c, false, parts);
      for (unsigned i = 1; i < count; ++i) (*seconds)[parts[i]] = true;
      // A syllable of Hangul composes again from all of its parts; the loop below asks about the others.
    }
    plain_ &= ~*seconds;
    for (const char32_t c : decomposing) {
      char32_t parts[unicode::kMaxDecomposition];
      const unsigned count = unicode::decompose(c, false, parts);
      char32_t composed = parts[0];
      for (unsigned i = 1; i < count && composed != 0; ++i) composed = unicode::compose(composed, parts[i]);
      if (composed != c || !plain_[parts[0]]) plain_[c] = false;
    }
  }

  bool has(char32_t c) const noexcept { return c < kFirstSpecial || c >= kEnd || plain_[c]; }

 private:
  std::bitset<kEnd> plain_;
};

const PlainChars& plain_chars() {
  static const PlainChars chars;
  return chars;
}

// A plain character, or the begin of the text, and what follows it that is not plain.
bool is_segment_unchanged(std::string_view segment) {
  text::AlignedText text;
  text.reset(segment, 0, false);
  apply_unicode_form(text, UnicodeForm::kNfc);
  return text.text() == segment;
}

}  // namespace

bool is_nfc(std::string_view text) {
  const char* const end = text.data() + text.size();
  const char* p = text.data();
  const char* plain = p;  // the last plain character
  const PlainChars& chars = plain_chars();
  while (p < end) {
    // Prose of Latin script is ASCII for the most part.
    std::uint64_t eight = kHighBits;
    if (end - p >= 8) std::memcpy(&eight, p, 8);
    if ((eight & kHighBits) == 0) {
      p += 8;
      plain = p - 1;
      continue;
    }
    // The lead bytes of what is at or above U+0300.
    if (static_cast<unsigned char>(*p) < 0xCC) {
      plain = p;
      p += unicode::length_of_lead(static_cast<unsigned char>(*p));
      continue;
    }
    const char* const at = p;
    if (chars.has(unicode::decode(p))) {
      plain = at;
      continue;
    }
    while (p < end) {
      const char* next = p;
      if (chars.has(unicode::decode(next))) break;
      p = next;
    }
    if (!is_segment_unchanged(std::string_view(plain, static_cast<std::size_t>(p - plain)))) return false;
  }
  return true;
}

}  // namespace btt::normalize
