#include "fused/word_normalizer.hpp"

#include <algorithm>

#include "unicode/graphemes.hpp"
#include "unicode/properties.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {
namespace {

using text::Span;
using unicode::GraphemeClass;

std::uint32_t narrow(std::size_t value) noexcept {
  return static_cast<std::uint32_t>(value);
}

// May belong to the cluster of what stands before it, whatever that is but a prepended mark.
bool joins(GraphemeClass c) noexcept {
  switch (c) {
    case GraphemeClass::kExtend:
    case GraphemeClass::kExtendConjunct:
    case GraphemeClass::kExtendLinker:
    case GraphemeClass::kZwj:
    case GraphemeClass::kSpacingMark:
    case GraphemeClass::kHangulV:
    case GraphemeClass::kHangulT:
      return true;
    default:
      return false;
  }
}

// Ends its cluster where what comes next does not join.
bool ends_alone(GraphemeClass c) noexcept {
  switch (c) {
    case GraphemeClass::kOther:
    case GraphemeClass::kControl:
    case GraphemeClass::kHangulLv:
    case GraphemeClass::kHangulLvt:
    case GraphemeClass::kPictographic:
    case GraphemeClass::kConjunctConsonant:
      return true;
    default:
      return false;
  }
}

}  // namespace

WordNormalizer::WordNormalizer(const WordSteps& steps, std::string_view mark, Separators separators)
    : separators_go_(separators == Separators::kGo),
      mark_(mark),
      block_of_(0x110000 >> kBlockBits),
      kinds_(std::size_t{1} << kBlockBits) {
  for (const normalize::Normalizer* step : steps.inside) {
    const std::string literal = WordSteps::literal_of(*step);
    if (!literal.empty()) patterns_.push_back(literal);
    if (const auto* precompiled = dynamic_cast<const normalize::Precompiled*>(step))
      precompiled_ = precompiled;
  }
  ascii_only_ = std::any_of(steps.inside.begin(), steps.inside.end(),
                            [](const auto* step) { return WordSteps::is_unicode_step(*step); });
  for (unsigned char c = 0; c < 128; ++c) {
    const std::string made = steps.made_of(std::string(1, static_cast<char>(c)));
    if (made.size() != 1 || static_cast<unsigned char>(made[0]) >= 0x80) continue;
    if (unicode::is_white_space(static_cast<unsigned char>(made[0]))) {
      separator_[c] = unicode::is_white_space(c) && (separators_go_ || made[0] == ' ');
    } else if (made != mark_ && c > ' ' && c < 0x7F) {
      ascii_[c] = made[0];
    }
  }
  if (precompiled_ != nullptr) {
    using Reach = normalize::Precompiled::Reach;
    for (const char* separator : {" ", "\t", "\n", "\r"})
      cuts_at_separators_ = cuts_at_separators_ && precompiled_->reach(separator) != Reach::kLonger;
  }
  // Rules, then characters that mean something to the pre-tokenizer.
  if (precompiled_ != nullptr) {
    classify(0x80, 0x7FF, "");
    classify(0x800, 0xFFFF, "");
    classify(0x10000, 0x10FFFF, "");
  }
  if (ascii_only_) return;
  for (char32_t c = 0x80; c < 0x3100; ++c) {
    if (unicode::is_white_space(c) && kind(c) != Kind::kMapped) set_kind(c, Kind::kStages);
  }
  const char* p = mark_.data();
  const char32_t mark_character = unicode::decode(p);
  if (mark_character >= 0x80 && kind(mark_character) != Kind::kMapped)
    set_kind(mark_character, Kind::kStages);
}

void WordNormalizer::set_kind(char32_t c, Kind kind) {
  std::uint16_t& block = block_of_[c >> kBlockBits];
  if (block == 0) {
    block = static_cast<std::uint16_t>(kinds_.size() >> kBlockBits);
    kinds_.resize(kinds_.size() + (std::size_t{1} << kBlockBits));
  }
  kinds_[static_cast<std::size_t>(block) << kBlockBits | (c & 127)] = static_cast<std::uint8_t>(kind);
}

// The characters first .. last, all of one size in UTF-8 and all that begin with `prefix`.
void WordNormalizer::classify(char32_t first, char32_t last, std::string_view prefix) {
  char utf8[unicode::kMaxEncoded];
  const std::size_t size = unicode::encode(first, utf8);
  if (prefix.size() == size) {
    const Kind kind = choose(first);
    if (kind != Kind::kInert) set_kind(first, kind);
    return;
  }
  if (!prefix.empty() && precompiled_->reach(prefix) == normalize::Precompiled::Reach::kNone) return;
  // One byte more: all characters below it lie side by side.
  const unsigned bits = 6 * static_cast<unsigned>(size - prefix.size() - 1);
  for (char32_t begin = first; begin <= last;) {
    const char32_t end = std::min<char32_t>(last, begin | ((char32_t{1} << bits) - 1));
    const std::size_t encoded = unicode::encode(begin, utf8);
    if (begin < 0xD800 || begin > 0xDFFF)
      classify(begin, end, std::string_view(utf8, std::min(encoded, prefix.size() + 1)));
    begin = end + 1;
  }
}

WordNormalizer::Kind WordNormalizer::choose(char32_t c) {
  using Reach = normalize::Precompiled::Reach;
  char utf8[unicode::kMaxEncoded];
  const std::string_view bytes(utf8, unicode::encode(c, utf8));
  std::string next;
  const Reach reach = precompiled_->reach(bytes, &next);
  const GraphemeClass grapheme = unicode::grapheme_class(c);
  // It takes the separator behind it into its cluster.
  if (reach != Reach::kNone && grapheme == GraphemeClass::kPrepend) cuts_at_separators_ = false;
  if (reach == Reach::kRule) return joins(grapheme) || ends_alone(grapheme) ? Kind::kMapped : Kind::kStages;
  if (reach == Reach::kNone || joins(grapheme)) return Kind::kInert;
  // A cluster of less than 6 bytes has room for a mark of two bytes behind three, for none behind four.
  const bool fits = std::any_of(next.begin(), next.end(), [&](char lead) {
    const std::size_t size = unicode::length_of_lead(static_cast<unsigned char>(lead));
    return bytes.size() + size < 6;
  });
  if (!fits) return Kind::kInert;
  return ends_alone(grapheme) ? Kind::kPlain : Kind::kStages;
}

// What a rule makes of a character: one white space ends a piece, other bytes belong to it.
bool WordNormalizer::put_replacement(std::string_view replacement, Span from, std::size_t& piece,
                                     Word& out) const {
  std::size_t characters = 0;
  bool has_space = false;
  const char* p = replacement.data();
  for (const char* const end = p + replacement.size(); p < end; ++characters)
    has_space = unicode::is_white_space(unicode::decode(p)) || has_space;
  // Deleted characters shift the ranges of what is around them.
  if (characters == 0 || (has_space && (characters != 1 || !separators_go_))) return false;
  if (!has_space && replacement.find(mark_) != std::string_view::npos) return false;
  if (out.is_aligned && (has_space || characters != 1 || replacement.size() != from.size())) {
    out.is_aligned = false;
    for (std::size_t at = 0; at < out.text.size(); ++at)
      out.origins.push_back(Span{narrow(at), narrow(at + 1)});
  }
  if (has_space) {
    if (piece != out.text.size()) out.pieces.push_back(Span{narrow(piece), narrow(out.text.size())});
    piece = out.text.size();
    return true;
  }
  out.text.append(replacement);
  if (!out.is_aligned) out.origins.resize(out.text.size(), from);
  return true;
}

bool WordNormalizer::normalize(std::string_view word, Word& out) const {
  if (!rewrite(word, out)) return false;
  for (const std::string& pattern : patterns_) {
    if (word.find(pattern) != std::string_view::npos) return false;
  }
  return true;
}

bool WordNormalizer::rewrite(std::string_view word, Word& out) const {
  out.text.clear();
  out.pieces.clear();
  out.origins.clear();
  out.is_aligned = true;
  std::size_t piece = 0;
  bool head_is_inert = false;  // the first character of the cluster
  const char* const begin = word.data();
  const char* const end = begin + word.size();
  const auto keep = [&](std::string_view bytes, std::size_t from) {
    out.text.append(bytes);
    if (out.is_aligned) return;
    for (std::size_t i = 0; i < bytes.size(); ++i)
      out.origins.push_back(Span{narrow(from + i), narrow(from + i + 1)});
  };
  for (const char* p = begin; p < end;) {
    const auto from = static_cast<std::size_t>(p - begin);
    const auto byte = static_cast<unsigned char>(*p);
    if (byte < 0x80) {
      if (ascii_[byte] == 0) return false;
      keep(std::string_view(&ascii_[byte], 1), from);
      head_is_inert = false;
      ++p;
      continue;
    }
    if (ascii_only_) return false;
    const char32_t c = unicode::decode(p);
    const std::string_view bytes = word.substr(from, static_cast<std::size_t>(p - begin) - from);
    const GraphemeClass grapheme = unicode::grapheme_class(c);
    const Kind kind = this->kind(c);
    // A prepended mark joins what is behind it.
    if (kind == Kind::kStages || grapheme == GraphemeClass::kPrepend) return false;
    if (joins(grapheme)) {
      if (!head_is_inert) return false;
    } else {
      // Nothing joins a control character: what would is the head of its own cluster.
      head_is_inert = kind == Kind::kInert && grapheme != GraphemeClass::kControl;
    }
    if (kind != Kind::kMapped) {
      keep(bytes, from);
      continue;
    }
    std::string_view replacement;
    precompiled_->transform(bytes, replacement);
    const Span range{narrow(from), narrow(from + bytes.size())};
    if (!put_replacement(replacement, range, piece, out)) return false;
  }
  if (piece != out.text.size()) out.pieces.push_back(Span{narrow(piece), narrow(out.text.size())});
  return true;
}

}  // namespace btt::fused
