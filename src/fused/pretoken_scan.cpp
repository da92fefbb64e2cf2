#include "fused/pretoken_scan.hpp"

#include <array>

#include "regex/word_patterns.hpp"
#include "simd/kernels.hpp"

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

// \s+(?!\S)|\s+ at white space.
const char* white_space(const char* p, const char* end) noexcept {
  const char* const stop = run<kSpaces>(p, end);
  return stop == nullptr || stop == end || stop == p + 1 ? stop : stop - 1;
}

// \s*[\r\n]+|\s+(?!\S)|\s+ at white space.
const char* white_space_by_lines(const char* p, const char* end) noexcept {
  const char* behind_newline = nullptr;
  const char* q = p;
  for (; q < end && (kind_of(q) & kSpaces) != 0; ++q) {
    if (kind_of(q) == kNewline) behind_newline = q + 1;
  }
  if (q < end && kind_of(q) == kBeyond) return nullptr;
  if (behind_newline != nullptr) return behind_newline;
  return q == end || q == p + 1 ? q : q - 1;
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
struct Gpt2 {
  using Pattern = regex::Gpt2;

  static const char* end_of(const PretokenScan& scan, const char* p) noexcept {
    const char* const end = scan.end();
    unsigned kind = kind_of(p);
    if (kind == kQuote) return nullptr;
    const char* q = p;
    if (kind == kBlank) {
      if (++q == end) return q;
      kind = kind_of(q);
    }
    if (kind == kLetter) return scan.letters_end(q);
    if (kind & (kSign | kQuote)) return run<kSign | kQuote>(q, end);
    if (kind == kDigit) return run<kDigit>(q, end);
    return kind & kSpaces ? white_space(p, end) : nullptr;
  }
};

template <class Known, int Numbers>
struct Cl100k {
  using Pattern = Known;

  static const char* end_of(const PretokenScan& scan, const char* p) noexcept {
    const char* const end = scan.end();
    const unsigned kind = kind_of(p);
    if (kind == kLetter) return scan.letters_end(p);
    if (kind & (kQuote | kBeyond)) return nullptr;
    if (kind == kDigit) return digits<Numbers>(p, end);
    const char* const next = p + 1;
    const unsigned next_kind = next < end ? kind_of(next) : 0;
    if (kind != kNewline && next_kind == kLetter) return scan.letters_end(next);
    if (next_kind == kBeyond) return nullptr;
    if (kind == kSign || (kind == kBlank && (next_kind & (kSign | kQuote)) != 0)) {
      const char* stop = run<kSign | kQuote>(next, end);
      while (stop != nullptr && stop < end && kind_of(stop) == kNewline) ++stop;
      return stop;
    }
    return white_space_by_lines(p, end);
  }
};

struct O200k {
  using Pattern = regex::O200k;

  static const char* word(const PretokenScan& scan, const char* p) noexcept {
    const char* const run_end = scan.letters_end(p);
    if (run_end == nullptr) return nullptr;
    const char* const stop = scan.cased_end(p, run_end);
    return stop < scan.end() && *stop == '\'' ? Pattern::with_contraction(stop, scan.end()) : stop;
  }

  static const char* end_of(const PretokenScan& scan, const char* p) noexcept {
    const char* const end = scan.end();
    const unsigned kind = kind_of(p);
    if (kind == kLetter) return word(scan, p);
    if (kind == kBeyond) return nullptr;
    if (kind == kDigit) return digits<3>(p, end);
    const char* const next = p + 1;
    const unsigned next_kind = next < end ? kind_of(next) : 0;
    if (kind != kNewline && next_kind == kLetter) return word(scan, next);
    if (next_kind == kBeyond) return nullptr;
    if ((kind & (kSign | kQuote)) != 0 || (kind == kBlank && (next_kind & (kSign | kQuote)) != 0)) {
      const char* stop = run<kSign | kQuote>(next, end);
      while (stop != nullptr && stop < end && (kind_of(stop) == kNewline || *stop == '/')) ++stop;
      return stop;
    }
    return white_space_by_lines(p, end);
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
    if (stop == nullptr) stop = Rules::Pattern::match(regex::Cursor{p, end});
    ends[count++] = static_cast<std::uint32_t>(stop - scan.begin());
    p = stop;
  }
  scan.at = p;
  return count;
}

}  // namespace

void PretokenScan::start(std::string_view text) noexcept {
  begin_ = at = text.data();
  end_ = begin_ + text.size();
  // Nothing is reached yet.
  refill_at_ = begin_;
}

void PretokenScan::load(const char* p) noexcept {
  const auto left = static_cast<std::size_t>(end_ - p);
  const std::size_t size = left < kWindow ? left : kWindow;
  window_ = p;
  window_end_ = p + size;
  // A word and what may stand before it.
  refill_at_ = size == left ? end_ : window_end_ - 64;
  simd::kernels().letters_ascii(p, size, letters_, uppers_);
  const std::size_t words = (size + 63) / 64;
  letters_[words] = letters_[words + 1] = 0;
  uppers_[words] = uppers_[words + 1] = 0;
}

ScanFunction scan_function(std::string_view pattern) noexcept {
  if (pattern == regex::Gpt2::kText) return scan_words<Gpt2>;
  if (pattern == regex::Cl100k::kText) return scan_words<Cl100k<regex::Cl100k, 3>>;
  if (pattern == regex::Qwen::kText) return scan_words<Cl100k<regex::Qwen, 1>>;
  if (pattern == regex::O200k::kText) return scan_words<O200k>;
  return nullptr;
}

}  // namespace btt::fused
