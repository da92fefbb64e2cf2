#include "fused/word_maker.hpp"

#include "unicode/utf8.hpp"

namespace btt::fused {

using text::Span;

namespace {

// Where the words end that must be made together with the one at [begin, end): up to one without a prepended
// mark, which joins the white space behind it, or all that is left of the text.
std::size_t joined_end(const WordNormalizer& normalizer, std::string_view text, std::size_t begin,
                       std::size_t end) {
  const auto is_separator = [&](std::size_t at) {
    return normalizer.is_separator(static_cast<unsigned char>(text[at]));
  };
  while (StageWord::has_prepended(text.substr(begin, end - begin))) {
    begin = end;
    while (begin < text.size() && is_separator(begin)) ++begin;
    if (begin == text.size()) return begin;
    end = begin;
    while (end < text.size() && !is_separator(end)) ++end;
  }
  return end;
}

}  // namespace

bool WordMaker::make(const UnigramParts& parts, std::string_view text, const added::Matcher* added_tokens,
                     std::size_t begin, std::size_t& end, Made& made) {
  surfaces_.clear();
  if (parts.normalizer.normalize(text.substr(begin, end - begin), word_)) {
    if (added_tokens != nullptr && added_tokens->is_in(word_.text)) return false;
    made = make_from_pieces(parts);
    return true;
  }
  const bool is_one = !StageWord::has_prepended(text.substr(begin, end - begin));
  if (!is_one) end = joined_end(parts.normalizer, text, begin, end);
  switch (stage_word_.tokenize(parts.stages, text, added_tokens, begin, end, is_one)) {
    case StageWord::Answer::kStages:
      return false;
    case StageWord::Answer::kHere:
      made = make_from_stages();
      made.everywhere = false;
      return true;
    case StageWord::Answer::kEverywhere:
      made = make_from_stages();
      return true;
  }
  return false;
}

WordMaker::Made WordMaker::make_from_pieces(const UnigramParts& parts) {
  found_.clear();
  extra_.clear();
  extra_.push_back(static_cast<std::int32_t>(word_.pieces.size()));
  bool is_plain = word_.is_aligned && word_.pieces.size() == 1;
  for (std::size_t number = 0; number < word_.pieces.size(); ++number) {
    const Span span = word_.pieces[number];
    const std::string_view piece = std::string_view(word_.text).substr(span.begin, span.size());
    lattice_.cut(parts.lattice, piece);
    const std::vector<Lattice::Token>& tokens = lattice_.tokens();
    is_plain = is_plain && !lattice_.has_unknown();
    if (is_plain) {
      for (const Lattice::Token& token : tokens) found_.push_back(token.id);
      break;
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      Span run{tokens[i].begin, tokens[i].end};
      if (tokens[i].id == parts.lattice.unk_id) {
        // Neighbouring unknowns are one string.
        while (i + 1 < tokens.size() && tokens[i + 1].id == parts.lattice.unk_id) run.end = tokens[++i].end;
        add_unknown(parts, run, piece, span.begin, static_cast<std::int32_t>(number));
      } else {
        found_.push_back(tokens[i].id);
        add_extra(origin(parts, run, piece, span.begin), static_cast<std::int32_t>(number));
      }
    }
  }
  const std::size_t count = found_.size();
  if (is_plain) return Made{count, 0, true};
  found_.insert(found_.end(), extra_.begin(), extra_.end());
  return Made{count, extra_.size(), true};
}

void WordMaker::add_extra(Span span, std::int32_t number) {
  for (const std::int32_t value :
       {static_cast<std::int32_t>(span.begin), static_cast<std::int32_t>(span.end), number})
    extra_.push_back(value);
}

// The token or tokens of a run of characters that no piece stands for.
void WordMaker::add_unknown(const UnigramParts& parts, Span run, std::string_view piece, std::size_t from,
                            std::int32_t number) {
  const Span span = origin(parts, run, piece, from);
  const std::string& mark = parts.lattice.mark;
  std::string_view text;
  if (run.begin < mark.size()) {
    surface_ = mark;
    surface_.append(piece.substr(0, run.end - mark.size()));
    text = surface_;
  } else {
    text = piece.substr(run.begin - mark.size(), run.size());
  }
  unknown_.start(false, false, true);
  parts.unigram.add_token(text, run, number, unknown_);
  for (model::TokenBuffer::Surface& surface : unknown_.surfaces) {
    surface.token += static_cast<std::uint32_t>(found_.size());
    surfaces_.push_back(std::move(surface));
  }
  for (const std::int32_t id : unknown_.ids) {
    found_.push_back(id);
    add_extra(span, number);
  }
}

// The bytes of the word that a token, in bytes of the mark and the piece, stands for. `from` is where the
// piece begins in the normalized word_.
Span WordMaker::origin(const UnigramParts& parts, Span token, std::string_view piece,
                       std::size_t from) const noexcept {
  const std::size_t mark = parts.lattice.mark.size();
  // The mark stands for the first character.
  const std::size_t begin = token.begin < mark ? 0 : token.begin - mark;
  const std::size_t end =
      token.end <= mark ? unicode::length_of_lead(static_cast<unsigned char>(piece[0])) : token.end - mark;
  return word_.origin(from + begin, from + end);
}

WordMaker::Made WordMaker::make_from_stages() {
  const model::TokenBuffer& tokens = stage_word_.tokens();
  surfaces_ = tokens.surfaces;
  extra_.clear();
  extra_.push_back(static_cast<std::int32_t>(stage_word_.piece_count()));
  for (std::size_t i = 0; i < tokens.size(); ++i) add_extra(tokens.spans[i], tokens.words[i]);
  found_.assign(tokens.ids.begin(), tokens.ids.end());
  found_.insert(found_.end(), extra_.begin(), extra_.end());
  return Made{tokens.size(), extra_.size(), true};
}

std::size_t WordMaker::capacity_bytes() const noexcept {
  return word_.capacity_bytes() + lattice_.capacity_bytes() + stage_word_.capacity_bytes() +
         unknown_.capacity_bytes() + surface_.capacity() +
         surfaces_.capacity() * sizeof(model::TokenBuffer::Surface) +
         (found_.capacity() + extra_.capacity()) * sizeof(std::int32_t);
}

}  // namespace btt::fused
