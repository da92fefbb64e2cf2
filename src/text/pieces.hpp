// Pieces: what a pre-tokenizer works on, an aligned text and the byte ranges of it that are words so far.
//
// A pre-tokenizer replaces the list of ranges; one that also changes characters rewrites the text and gives
// ranges of the new one. No string is created per piece. Pieces are never empty: the reference drops empty
// ones after each split.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "text/aligned_text.hpp"

namespace btt::text {

struct Pieces {
  AlignedText* text = nullptr;
  std::vector<Span> spans;
  std::vector<Span> next;  // scratch of split_each

  // Replaces every piece by what `split` makes of it. `split(piece, emit)` calls emit(begin, end) with byte
  // ranges of the piece, in order; empty ranges are dropped.
  template <typename Split>
  void split_each(Split&& split) {
    next.clear();
    const std::string_view whole = text->text();
    for (const Span span : spans) {
      split(whole.substr(span.begin, span.size()), [&](std::size_t begin, std::size_t end) {
        if (begin == end) return;
        next.push_back(Span{static_cast<std::uint32_t>(span.begin + begin),
                            static_cast<std::uint32_t>(span.begin + end)});
      });
    }
    spans.swap(next);
  }
};

}  // namespace btt::text
