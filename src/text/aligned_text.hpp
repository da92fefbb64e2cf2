// AlignedText: a text that is being normalized, and where each of its bytes came from.
//
// The reference's NormalizedString: the original, the normalized text and one range of original bytes per
// normalized byte (all bytes of a character carry the same range). "Hé" after NFD and removal of marks is
// "He", whose 'e' carries the range [1, 3) of the é.
//
// The range of each byte is stored only when it is not plain to see: as long as every character of the
// normalized text stands for the original character at the same byte position (no rewrite so far, or only
// rewrites that kept each character's size) the alignment is the identity and takes no memory. It is not kept
// at all where the caller asked for no offsets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "text/span.hpp"

namespace btt::text {

class AlignedText {
 public:
  // Starts over with `original`, which lies at byte `shift` of the whole input. The view must outlive the
  // use.
  void reset(std::string_view original, std::size_t shift, bool track_alignment);

  // Starts over as bytes [part.begin, part.end) of another aligned text, whole characters, with their ranges.
  void assign_part(const AlignedText& from, Span part);

  // The normalized text so far.
  std::string_view text() const noexcept { return rewritten_ ? std::string_view(text_) : original_; }
  bool tracks_alignment() const noexcept { return track_; }

  // Range of the whole input for a non-empty byte range of the normalized text (reference: convert_offsets
  // plus shift).
  Span to_original(Span normalized) const noexcept;

  // For rewrites that keep the byte size of every character: the text, writable in place.
  char* writable();

  // One pass over the old text that produces the new one. Everything that is neither copied nor put is
  // dropped. Usage: begin_rewrite(); copy/put ...; end_rewrite().
  void begin_rewrite();
  // Keeps old bytes [begin, end), whole characters, with their ranges.
  void copy(std::size_t begin, std::size_t end);
  // Adds a new character that carries the range `from`.
  void put(char32_t c, Span from);
  // Adds new characters that all carry the range `from`.
  void put(std::string_view utf8, Span from);
  void end_rewrite();
  // Gives the rewrite up: the old text stays.
  void cancel_rewrite() noexcept;

  // Range carried by the character whose first byte is at `position` of the text (the old one during a
  // rewrite).
  Span range_at(std::size_t position) const noexcept;

  // The character at the same place in the byte before `position`: its range, or (0, 0) at the start. What
  // the reference gives to inserted characters.
  Span range_before(std::size_t position) const noexcept;

  // Shortens the text to [begin, end) of itself, whole characters.
  void keep_only(std::size_t begin, std::size_t end);

  std::size_t capacity_bytes() const noexcept;

 private:
  Span identity_range(std::size_t position) const noexcept;

  std::string_view original_;
  std::size_t shift_ = 0;
  bool track_ = false;
  bool rewritten_ = false;  // text_ holds the text, otherwise original_ does
  bool identity_ = true;    // ranges are those of the characters at the same position; ranges_ is unused
  std::string text_;
  std::vector<Span> ranges_;
  std::string next_text_;
  std::vector<Span> next_ranges_;
};

}  // namespace btt::text
