#include "pretokenize/byte_level.hpp"

#include <string>

#include "text/byte_chars.hpp"
#include "unicode/utf8.hpp"

namespace btt::pretokenize {
namespace {

using text::Span;

// GPT-2's pattern, which the reference compiles for this component whatever the model is.
constexpr const char* kPattern =
    "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

// Whether no character of bytes [begin, end) of the piece has a range (normalize::Normalizer). The reference
// replaces text by its range, so it puts the printable characters in front of such a word instead. (Where
// only some have none it panics.)
bool is_unanchored(const text::AlignedText& text, Span piece, std::size_t begin, std::size_t end) noexcept {
  if (!text.tracks_alignment()) return false;
  for (std::size_t at = begin; at < end; ++at) {
    if (!text.range_at(piece.begin + at).empty()) return false;
  }
  return begin < end;
}

}  // namespace

ByteLevel::ByteLevel(bool add_prefix_space, bool use_regex)
    : add_prefix_space_(add_prefix_space), pattern_(use_regex ? regex::compile(kPattern) : nullptr) {}

void ByteLevel::apply(text::Pieces& pieces) const {
  text::AlignedText& text = *pieces.text;
  const std::string_view old = text.text();
  std::string prefixed;
  std::size_t written = 0;
  pieces.next.clear();
  text.begin_rewrite();
  // Puts bytes [begin, end) of the piece (the prefix space counted) as one word.
  const auto put_word = [&](std::string_view piece, Span span, std::size_t prefix, std::size_t begin,
                            std::size_t end) {
    if (begin == end) return;
    const std::size_t word = written;
    for (std::size_t at = begin; at < end;) {
      const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(piece[at]));
      const Span range = text.range_at(span.begin + (at < prefix ? 0 : at - prefix));
      for (std::size_t i = 0; i < size; ++i) {
        const char32_t c = text::kByteChars[static_cast<unsigned char>(piece[at + i])];
        text.put(c, range);
        written += unicode::length_of(c);
      }
      at += size;
    }
    if (is_unanchored(text, span, begin < prefix ? 0 : begin - prefix, end - prefix)) {
      text.put(piece.substr(begin, end - begin), Span{0, 0});
      written += end - begin;
    }
    pieces.next.push_back(Span{static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(written)});
  };
  for (const Span span : pieces.spans) {
    if (span.empty()) continue;
    std::string_view piece = old.substr(span.begin, span.size());
    std::size_t prefix = 0;
    if (add_prefix_space_ && piece.front() != ' ') {
      prefixed.assign(1, ' ');
      prefixed.append(piece);
      piece = prefixed;
      prefix = 1;
    }
    if (pattern_ == nullptr) {
      put_word(piece, span, prefix, 0, piece.size());
      continue;
    }
    std::size_t done = 0;
    regex::for_each_match(*pattern_, piece, [&](regex::Match match) {
      put_word(piece, span, prefix, done, match.begin);
      put_word(piece, span, prefix, match.begin, match.end);
      done = match.end;
    });
    put_word(piece, span, prefix, done, piece.size());
  }
  text.end_rewrite();
  pieces.spans.swap(pieces.next);
}

}  // namespace btt::pretokenize
