#include "pretokenize/split.hpp"

namespace btt::pretokenize {

void segments_of(const regex::Regex& pattern, std::string_view text, bool invert, std::vector<Segment>& out) {
  out.clear();
  std::size_t done = 0;
  regex::for_each_match(pattern, text, [&](regex::Match match) {
    if (done < match.begin) out.push_back(Segment{done, match.begin, invert});
    out.push_back(Segment{match.begin, match.end, !invert});
    done = match.end;
  });
  if (done < text.size()) out.push_back(Segment{done, text.size(), invert});
}

void Split::apply(text::Pieces& pieces) const {
  std::vector<Segment> segments;
  pieces.split_each([&](std::string_view piece, auto&& emit) {
    segments_of(*pattern_, piece, invert_, segments);
    emit_segments(segments, behavior_, emit);
  });
}

}  // namespace btt::pretokenize
