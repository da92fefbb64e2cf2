// BertChars: what BertNormalizer and BertPreTokenizer together do to one non-ASCII character, in one look.
//
// With accents stripped and lower case: "É" is the word bytes "e", U+00A0 ends a word, "中" stands alone,
// U+200B goes, "、" stands alone. Each action follows from the character's class in the Unicode tables, so
// the table of a set of options has an entry per class, made at load.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "normalize/bert.hpp"
#include "unicode/properties.hpp"

namespace btt::fused {

enum class CharAction : std::uint8_t {
  kSame,      // a word character, its bytes as they are
  kDrop,      // goes without a trace
  kSpace,     // ends a word
  kIsolated,  // a word of its own, its bytes as they are
  kMapped,    // see expand()
};

class BertChars {
 public:
  explicit BertChars(const normalize::BertOptions& options);

  // Of a character at or above U+0080.
  CharAction action(char32_t c) const noexcept {
    // The only character that the normalizer names.
    if (c == kReplacement) return replacement_;
    const std::size_t index = unicode::detail::two_stage_index(unicode::detail::kPropertyBlock, c);
    return actions_[unicode::detail::kPropertyClassOf[index]];
  }

  // What becomes of a character of kMapped.
  enum class Kind : std::uint8_t {
    kWord,      // the bytes are word characters (none of them: it goes)
    kIsolated,  // the bytes are a word of their own
    kSpace,     // ends a word
    kMark,      // a mark that stays and that the normal form may sort among its neighbours
    kStages,    // depends on its neighbours in another way
  };
  struct Expansion {
    Kind kind;
    std::uint8_t size;
    // Combining classes of the first and the last character of the decomposition, with those that go.
    std::uint8_t first_class;
    std::uint8_t last_class;
    char bytes[12];
  };
  Expansion expand(char32_t c) const noexcept {
    for (const Range range : kPrepared) {
      if (c - range.first < range.count) return prepared_[range.place + (c - range.first)];
    }
    return expand_slow(c);
  }

  std::size_t memory_bytes() const noexcept {
    return sizeof(BertChars) + prepared_.capacity() * sizeof(Expansion);
  }

 private:
  struct Range {
    char32_t first;
    char32_t count;
    char32_t place;  // in prepared_
  };
  // The scripts of two bytes a character, those of India and its neighbours, and more Latin and Greek.
  static constexpr Range kPrepared[] = {{0x80, 0x1080, 0}, {0x1E00, 0x200, 0x1080}};
  static constexpr char32_t kReplacement = 0xFFFD;

  CharAction choose(std::uint32_t bits) const noexcept;
  Expansion expand_slow(char32_t c) const noexcept;

  normalize::BertOptions options_;
  CharAction actions_[256] = {};
  CharAction replacement_ = CharAction::kSame;
  std::vector<Expansion> prepared_;
};

}  // namespace btt::fused
