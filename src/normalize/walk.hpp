// The walk that the character-wise normalizers share: each old character is kept, replaced by new ones, or
// dropped.
//
// New characters carry the range of the character they come from: the first replaces it (change 0 in the
// reference's transform), the others are inserted behind it (change +1) and take the same range.
#pragma once

#include <cstddef>

#include "text/aligned_text.hpp"
#include "unicode/utf8.hpp"

namespace btt::normalize {

class Rewriter {
 public:
  explicit Rewriter(text::AlignedText& text) : text_(text) {}

  // The current character stays.
  void keep() { kept_ = true; }

  // A new character in place of (the first) or behind the current one.
  void put(char32_t c) {
    flush(begin_);
    text_.put(c, text_.range_at(begin_));
  }

  // Used by the walk only.
  void start(std::size_t begin) {
    begin_ = begin;
    kept_ = false;
  }
  void finish(std::size_t end) {
    if (kept_) return;
    flush(begin_);
    copied_ = end;
  }
  void flush(std::size_t end) {
    if (!begun_) {
      text_.begin_rewrite();
      begun_ = true;
    }
    text_.copy(copied_, end);
    copied_ = end;
  }
  bool begun() const noexcept { return begun_; }

 private:
  text::AlignedText& text_;
  std::size_t begin_ = 0;
  std::size_t copied_ = 0;  // old bytes before this are dealt with
  bool kept_ = false;
  bool begun_ = false;
};

// Calls change(c, rewriter) for each character; one that neither keep()s nor put()s drops it. A text that
// nothing changes is not copied.
template <typename Change>
void rewrite_each(text::AlignedText& text, Change&& change) {
  Rewriter rewriter(text);
  const std::string_view old = text.text();
  const char* const begin = old.data();
  const char* const end = begin + old.size();
  for (const char* p = begin; p < end;) {
    rewriter.start(static_cast<std::size_t>(p - begin));
    const char32_t c = unicode::decode(p);
    change(c, rewriter);
    rewriter.finish(static_cast<std::size_t>(p - begin));
  }
  if (!rewriter.begun()) return;
  rewriter.flush(old.size());
  text.end_rewrite();
}

}  // namespace btt::normalize
