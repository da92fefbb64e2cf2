#include "pretokenize/metaspace.hpp"

namespace btt::pretokenize {

using text::Span;

void Metaspace::apply(text::Pieces& pieces) const {
  text::AlignedText& text = *pieces.text;
  const std::string_view old = text.text();
  std::size_t written = 0;
  const auto put_mark = [&](Span range) {
    text.put(replacement_, range);
    written += replacement_.size();
  };
  pieces.next.clear();
  text.begin_rewrite();
  for (const Span span : pieces.spans) {
    if (span.empty()) continue;
    const std::string_view piece = old.substr(span.begin, span.size());
    const bool starts_marked =
        piece.front() == ' ' || piece.compare(0, replacement_.size(), replacement_) == 0;
    const bool wants_mark = scheme_ == PrependScheme::kAlways ||
                            (scheme_ == PrependScheme::kFirst && text.to_original(span).begin == 0);
    std::size_t word = written;
    const auto close = [&] {
      if (written > word) {
        pieces.next.push_back(Span{static_cast<std::uint32_t>(word), static_cast<std::uint32_t>(written)});
      }
      word = written;
    };
    if (wants_mark && !starts_marked) put_mark(text.range_at(span.begin));
    for (std::size_t at = 0; at < piece.size();) {
      const bool is_space = piece[at] == ' ';
      const bool is_mark = is_space || piece.compare(at, replacement_.size(), replacement_) == 0;
      if (!is_mark) {
        // Everything up to the next mark as it is.
        std::size_t end = at + 1;
        while (end < piece.size() && piece[end] != ' ' && piece[end] != replacement_.front()) ++end;
        text.copy(span.begin + at, span.begin + end);
        written += end - at;
        at = end;
        continue;
      }
      // Marks start words (MergedWithNext); a mark right behind a mark ends the one before.
      if (split_) close();
      const std::size_t size = is_space ? 1 : replacement_.size();
      put_mark(text.range_at(span.begin + at));
      at += size;
    }
    close();
  }
  text.end_rewrite();
  pieces.spans.swap(pieces.next);
}

}  // namespace btt::pretokenize
