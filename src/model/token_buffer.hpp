// TokenBuffer: the tokens of one sequence as a structure of arrays, growing while the pipeline walks the
// text.
//
// What nobody asked for is not kept: spans and words stay empty unless wanted. A token's text is its
// vocabulary entry except where `surfaces` says otherwise (added tokens that took white space with them,
// unknown tokens of models that keep the text).
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/grown_array.hpp"
#include "model/scratch.hpp"
#include "text/span.hpp"

namespace btt::model {

struct TokenBuffer {
  struct Surface {
    std::uint32_t token;  // index into ids
    std::string text;
  };

  bool wants_spans = false;
  bool wants_words = false;
  bool wants_surfaces = false;

  GrownArray<std::int32_t> ids;
  GrownArray<text::Span> spans;
  GrownArray<std::int32_t> words;
  std::vector<Surface> surfaces;  // ascending by token
  // Tokens that stand for more bytes than their piece has (bytes of a suffix); the reference leaves the
  // ranges of these as they are in the piece. Ascending.
  std::vector<std::uint32_t> outside;

  Scratch scratch;

  std::size_t size() const noexcept { return ids.size(); }

  void start(bool spans_wanted, bool words_wanted, bool surfaces_wanted) {
    wants_spans = spans_wanted;
    wants_words = words_wanted;
    wants_surfaces = surfaces_wanted;
    ids.cut(0);
    spans.cut(0);
    words.cut(0);
    surfaces.clear();
    outside.clear();
  }

  void add(std::int32_t id, text::Span span, std::int32_t word) {
    ids.push_back(id);
    if (wants_spans) spans.push_back(span);
    if (wants_words) words.push_back(word);
  }

  void add_with_text(std::int32_t id, text::Span span, std::int32_t word, std::string_view token_text) {
    if (wants_surfaces) {
      surfaces.push_back(Surface{static_cast<std::uint32_t>(ids.size()), std::string(token_text)});
    }
    add(id, span, word);
  }

  // A token whose range in its piece ends behind the piece.
  void add_outside(std::int32_t id, text::Span in_piece, std::int32_t word) {
    if (wants_spans) outside.push_back(static_cast<std::uint32_t>(ids.size()));
    add(id, in_piece, word);
  }

  // `count` tokens are of one word.
  void add_words(std::size_t count, std::int32_t word) {
    if (!wants_words) return;
    std::fill_n(words.room(count), count, word);
    words.add(count);
  }

  // Room for the details of `most` more tokens, which are written in place; finish_details() when all ids are
  // there.
  text::Span* room_for_spans(std::size_t most) { return wants_spans ? spans.room(most) : nullptr; }
  std::int32_t* room_for_words(std::size_t most) { return wants_words ? words.room(most) : nullptr; }
  void finish_details() noexcept {
    if (wants_spans) spans.add(ids.size() - spans.size());
    if (wants_words) words.add(ids.size() - words.size());
  }

  // Forgets the tokens from `count` on.
  void shrink(std::size_t count) {
    ids.cut(count);
    if (wants_spans) spans.cut(count);
    if (wants_words) words.cut(count);
    while (!surfaces.empty() && surfaces.back().token >= count) surfaces.pop_back();
  }

  std::size_t capacity_bytes() const noexcept {
    return ids.capacity() * sizeof(std::int32_t) + spans.capacity() * sizeof(text::Span) +
           words.capacity() * sizeof(std::int32_t) + surfaces.capacity() * sizeof(Surface) +
           scratch.capacity_bytes();
  }
};

}  // namespace btt::model
