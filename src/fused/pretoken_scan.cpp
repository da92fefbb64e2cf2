#include "fused/pretoken_scan.hpp"

#include <array>

#include "regex/word_patterns.hpp"
#include "text/byte_chars.hpp"
#include "unicode/properties.hpp"

namespace btt::fused {
namespace {

enum Kind : std::uint8_t {
  kLetter = 1u << 0,
  kDigit = 1u << 1,
  kBlank = 1u << 2,    // U+0020
  kNewline = 1u << 3,  // CR, LF
  kWhite = 1u << 4,    // other white space
  kSign = 1u << 5,     // all other ASCII but
  kQuote = 1u << 6,    // the apostrophe
  kBeyond = 1u << 7,   // no ASCII
};
constexpr unsigned kSpaces = kBlank | kNewline | kWhite;

constexpr std::array<std::uint8_t, 256> make_kinds() {
  std::array<std::uint8_t, 256> kinds{};
  for (unsigned c = 0; c < 256; ++c) {
    const unsigned folded = c | 0x20;
    kinds[c] = c >= 0x80                        ? kBeyond
               : folded >= 'a' && folded <= 'z' ? kLetter
               : c >= '0' && c <= '9'           ? kDigit
               : c == ' '                       ? kBlank
               : c == '\n' || c == '\r'         ? kNewline
               : c >= 0x09 && c <= 0x0D         ? kWhite
               : c == '\''                      ? kQuote
                                                : kSign;
  }
  return kinds;
}
constexpr std::array<std::uint8_t, 256> kKinds = make_kinds();

unsigned kind_of(const char* p) noexcept {
  return kKinds[static_cast<unsigned char>(*p)];
}

// The end of the run of `Kinds` from `p` on, null where it may go on beyond ASCII.
template <unsigned Kinds>
const char* run(const char* p, const char* end) noexcept {
  while (p < end && (kind_of(p) & Kinds) != 0) ++p;
  return p < end && kind_of(p) == kBeyond ? nullptr : p;
}

// \p{N}{1,Limit} at a digit.
template <int Limit>
const char* digits(const char* p, const char* end) noexcept {
  for (int i = 0; i < Limit; ++i, ++p) {
    if (p == end || (kind_of(p) & (kDigit | kBeyond)) == 0) return p;
    if (kind_of(p) == kBeyond) return nullptr;
  }
  return p;
}

// The rules answer the end of the word at `p`, or null where the pattern must be asked.

// All printed ASCII that is neither letter nor digit.
bool is_punctuation(const char* p) noexcept {
  return (kind_of(p) & (kSign | kQuote)) != 0 && regex::is_ascii_punctuation(*p);
}

// The end of the ASCII punctuation from `p` on, null where it may go on beyond ASCII.
const char* punctuation(const char* p, const char* end) noexcept {
  while (p < end && is_punctuation(p)) ++p;
  return p < end && kind_of(p) == kBeyond ? nullptr : p;
}

struct DeepSeek {
  static bool is_apart(char32_t c) {
    return (unicode::regex_classes(c) & regex::kClassNumber) != 0 || regex::DeepSeekCjk::is_member(c);
  }

  static const char* ask(PretokenScan& scan, const char* p) {
    const regex::Cursor here{p, scan.end()};
    if (here.classes() & regex::kClassNumber) return regex::numbers(here, 3);
    // Some of these are no letters: U+30FB is punctuation.
    if (const char* const end = regex::DeepSeekCjk::match(here)) {
      scan.part_end = end;
    } else if (p >= scan.part_end) {
      const char* q = p;
      for (scan.part_end = p; q < scan.end(); scan.part_end = q) {
        if (is_apart(unicode::decode(q))) break;
      }
    }
    regex::Cursor c{p, scan.part_end};
    if (const char* const end = regex::DeepSeekWords::match(c)) return end;
    // What no match covers is a word too.
    do {
      c.advance();
    } while (!c.done() && regex::DeepSeekWords::match(c) == nullptr);
    return c.p;
  }

  static const char* end_of(const PretokenScan& scan, const char* p) noexcept {
    const char* const end = scan.end();
    const unsigned kind = kind_of(p);
    if (kind == kLetter) return scan.letters_end(p);
    if (kind == kDigit) return digits<3>(p, end);
    if (kind == kBeyond) return nullptr;
    const char* const next = p + 1;
    const unsigned next_kind = next < end ? kind_of(next) : 0;
    if (next_kind == kBeyond) return nullptr;
    if (kind & (kSign | kQuote)) {
      if (!is_punctuation(p)) return nullptr;
      return next_kind == kLetter ? scan.letters_end(next) : signs(next, end);
    }
    if (kind != kNewline && next_kind == kLetter) return scan.letters_end(next);
    if (kind == kBlank && next < end && is_punctuation(next)) return signs(next, end);
    // \s*[\r\n]+|\s+(?!\S)|\s+, to which a digit is the end of the text.
    const char* behind_newline = nullptr;
    const char* q = p;
    for (; q < end && (kind_of(q) & kSpaces) != 0; ++q) {
      if (kind_of(q) == kNewline) behind_newline = q + 1;
    }
    if (q < end && kind_of(q) == kBeyond) return nullptr;
    if (behind_newline != nullptr) return behind_newline;
    return q == end || q == p + 1 || kind_of(q) == kDigit ? q : q - 1;
  }

 private:
  static const char* signs(const char* p, const char* end) noexcept {
    const char* stop = punctuation(p, end);
    while (stop != nullptr && stop < end && kind_of(stop) == kNewline) ++stop;
    return stop;
  }
};

struct Falcon {
  // Bytes that are printed as numbers, digits and some of those inside of characters.
  static const std::array<bool, 256>& numeric() {
    static const std::array<bool, 256> table = [] {
      std::array<bool, 256> made{};
      for (unsigned byte = 0; byte < 256; ++byte) made[byte] = unicode::is_numeric_17(text::kByteChars[byte]);
      return made;
    }();
    return table;
  }
  static bool are_digits(const char* p, const char* end) noexcept {
    return end - p >= 3 && kind_of(p) == kDigit && kind_of(p + 1) == kDigit && kind_of(p + 2) == kDigit;
  }

  static const char* ask(PretokenScan& scan, const char* p) {
    if (p >= scan.word_end) {
      if (p >= scan.part_end) {
        const char* q = p;
        const bool is_punctuation = unicode::is_bert_punctuation(unicode::decode(q));
        for (scan.part_end = q; q < scan.end(); scan.part_end = q) {
          if (unicode::is_bert_punctuation(unicode::decode(q)) != is_punctuation) break;
        }
      }
      scan.word_end = regex::Gpt2::match(regex::Cursor{p, scan.part_end});
    }
    const std::array<bool, 256>& is_numeric = numeric();
    const auto at = [&](const char* q) { return is_numeric[static_cast<unsigned char>(*q)]; };
    if (are_digits(p, scan.word_end)) return p + 3;
    const bool is_number = at(p);
    const char* q = p + 1;
    while (q < scan.word_end && at(q) == is_number && !(is_number && are_digits(q, scan.word_end))) ++q;
    return q;
  }

  static const char* end_of(const PretokenScan& scan, const char* p) noexcept {
    if (p < scan.word_end) return nullptr;
    const char* const end = scan.end();
    const unsigned kind = kind_of(p);
    if (kind == kLetter) return scan.letters_end(p);
    if (kind == kDigit) return digits<3>(p, end);
    if (kind == kBeyond) return nullptr;
    if (kind & (kSign | kQuote)) return is_punctuation(p) ? punctuation(p, end) : nullptr;
    const char* q = p + 1;
    if (kind == kBlank && q < end) {
      if (kind_of(q) == kLetter) return scan.letters_end(q);
      if (kind_of(q) == kSign && !is_punctuation(q)) return nullptr;
    }
    // \s+(?!\S)|\s+, to which punctuation is the end of the text.
    while (q < end && (kind_of(q) & kSpaces) != 0) ++q;
    if (q < end && kind_of(q) == kBeyond) return nullptr;
    return q == end || q == p + 1 || is_punctuation(q) ? q : q - 1;
  }
};

template <class Rules>
std::size_t scan_words(PretokenScan& scan, std::uint32_t* ends, std::size_t most) {
  const char* p = scan.at;
  const char* const end = scan.end();
  std::size_t count = 0;
  while (count < most && p != end) {
    scan.reach(p);
    const char* stop = Rules::end_of(scan, p);
    if (stop == nullptr) stop = Rules::ask(scan, p);
    ends[count++] = static_cast<std::uint32_t>(stop - scan.begin());
    p = stop;
  }
  scan.at = p;
  return count;
}

// White space is what CLIP's patterns leave out. `Again`: GPT-2's pattern in each match, which cuts the names
// of the two tokens only.
template <class Pattern, bool Again>
struct Clip {
  static const char* begin_of(const PretokenScan& scan, const char* p) noexcept {
    while (p < scan.end()) {
      const char* q = p;
      const unsigned kind = kind_of(p);
      const bool is_space = kind == kBeyond
                                ? (unicode::regex_classes(unicode::decode(q)) & regex::kClassSpace) != 0
                                : (kind & kSpaces) != 0;
      if (!is_space) break;
      p = kind == kBeyond ? q : p + 1;
    }
    return p;
  }

  static const char* ask(PretokenScan& scan, const char* p) {
    if (p >= scan.word_end) scan.word_end = Pattern::match(regex::Cursor{p, scan.end()});
    return Again ? regex::Gpt2::match(regex::Cursor{p, scan.word_end}) : scan.word_end;
  }

  static const char* end_of(const PretokenScan& scan, const char* p) noexcept {
    if (p < scan.word_end) return nullptr;
    const unsigned kind = kind_of(p);
    if (kind == kLetter) return scan.letters_end(p);
    if (kind == kDigit) return p + 1;
    return kind == kSign && *p != '<' ? run<kSign | kQuote>(p, scan.end()) : nullptr;
  }
};

template <class Rules>
std::size_t scan_spans(PretokenScan& scan, text::Span* words, std::size_t most) {
  const char* p = scan.at;
  std::size_t count = 0;
  for (; count < most; ++count) {
    p = Rules::begin_of(scan, p);
    if (p == scan.end()) break;
    scan.reach(p);
    const char* stop = Rules::end_of(scan, p);
    if (stop == nullptr) stop = Rules::ask(scan, p);
    words[count] = text::Span{static_cast<std::uint32_t>(p - scan.begin()),
                              static_cast<std::uint32_t>(stop - scan.begin())};
    p = stop;
  }
  scan.at = p;
  return count;
}

}  // namespace

void PretokenScan::start(std::string_view text) noexcept {
  begin_ = at = part_end = word_end = text.data();
  end_ = begin_ + text.size();
  // Nothing is reached yet.
  refill_at_ = begin_;
  window.words = window.taken = 0;
}

void PretokenScan::load(const char* p) noexcept {
  window.load(p, end_);
  // A word and what may stand before it.
  refill_at_ = window.reaches_end ? end_ : p + window.size - 64;
}

ScanFunction deepseek_scan() noexcept {
  return scan_words<DeepSeek>;
}

ScanFunction falcon_scan() noexcept {
  return scan_words<Falcon>;
}

SpanScanFunction clip_scan(std::string_view pattern, bool again) noexcept {
  if (pattern == regex::Clip::kText)
    return again ? scan_spans<Clip<regex::Clip, true>> : scan_spans<Clip<regex::Clip, false>>;
  if (pattern == regex::ClipPlain::kText)
    return again ? scan_spans<Clip<regex::ClipPlain, true>> : scan_spans<Clip<regex::ClipPlain, false>>;
  return nullptr;
}

}  // namespace btt::fused
