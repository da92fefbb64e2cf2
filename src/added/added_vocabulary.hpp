// AddedVocabulary: tokens that are cut out of the text before the model sees it, as the reference's
// AddedVocabulary 0.22.
//
// "a [MASK] b" with [MASK] added gives the pieces "a ", [MASK], " b". Tokens with normalized = false are
// looked for in the raw text, the others in the normalized text of each piece that is left.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "added/matcher.hpp"
#include "text/span.hpp"
#include "vocab/vocab.hpp"

namespace btt::added {

struct AddedToken {
  std::string content;
  bool single_word = false;
  bool lstrip = false;
  bool rstrip = false;
  bool normalized = true;
  bool special = false;

  friend bool operator==(const AddedToken& a, const AddedToken& b) noexcept {
    return a.content == b.content && a.single_word == b.single_word && a.lstrip == b.lstrip &&
           a.rstrip == b.rstrip && a.normalized == b.normalized && a.special == b.special;
  }
};

// A stretch of text: an added token, or text for the rest of the pipeline (id == vocab::kNoId).
struct Stretch {
  text::Span span;
  std::int32_t id;
};

class AddedVocabulary {
 public:
  // What the normalizer makes of a pattern. Handed in, so that this folder needs no normalizer.
  using NormalizePattern = std::function<std::string(std::string_view)>;

  // Registers tokens in order and makes the matchers anew; answers how many were not ignored. Throws (and
  // leaves the object in an unspecified but destructible state) where a pattern normalizes to nothing, which
  // the reference takes and then panics on, and where ids run out.
  // `model_size` counts the entries of the model's vocabulary, which repeats texts where a Unigram file does.
  std::size_t add(const std::vector<AddedToken>& tokens, const vocab::Vocab& model,
                  const NormalizePattern& normalize, std::size_t model_size);
  std::size_t add(const std::vector<AddedToken>& tokens, const vocab::Vocab& model,
                  const NormalizePattern& normalize) {
    return add(tokens, model, normalize, model.size());
  }

  // Cuts a raw text (normalized = false) or a normalized one (true) into stretches that cover it, except
  // where a match took white space that an earlier one already had. `special_as_text` leaves special tokens
  // alone.
  void split(std::string_view text, bool normalized, bool special_as_text, std::vector<Stretch>& out) const;

  // True where no text can hold a token of that set.
  bool nothing_to_match(bool normalized) const noexcept { return set(normalized).matcher.empty(); }

  // What is looked for in a raw text or in a normalized one.
  const Matcher& matcher(bool normalized) const noexcept { return set(normalized).matcher; }

  // True where a match may hold white space in its middle, so that a text cannot be cut there.
  bool matches_over_spaces() const noexcept { return matches_over_spaces_; }
  // Whether a token takes white space behind it.
  bool strips_right() const noexcept { return strips_right_; }

  std::int32_t find(std::string_view content) const noexcept;
  // The token that owns an id; nullptr where it is not an added one.
  const AddedToken* token(std::int64_t id) const noexcept;
  bool is_special(std::string_view content) const noexcept;

  bool empty() const noexcept { return by_id_.empty(); }
  // Distinct contents.
  std::size_t size() const noexcept { return by_content_.size(); }
  // Distinct ids; two contents may share one.
  std::size_t id_count() const noexcept { return by_id_.size(); }
  // -1 where there are none.
  std::int32_t max_id() const noexcept { return by_id_.empty() ? vocab::kNoId : by_id_.back().id; }

  // Calls f(id, token) for the owner of each id, ascending.
  template <typename F>
  void for_each_id(F&& f) const {
    for (const Owner& owner : by_id_) f(owner.id, registered_[owner.token]);
  }
  // Calls f(content, id) for each content, in order of the contents.
  template <typename F>
  void for_each_content(F&& f) const {
    for (const Content& content : by_content_) f(std::string_view(text_of(content)), content.id);
  }

  std::size_t memory_bytes() const noexcept;

 private:
  struct MatchingSet {
    Matcher matcher;
    std::vector<std::int32_t> ids;  // per pattern
  };

  // Indexes are those of registered_.
  struct Owner {
    std::int32_t id;
    std::uint32_t token;
  };
  struct Content {
    std::uint32_t token;  // one that has the content
    std::int32_t id;
    bool special;  // some token with the content is
  };

  const MatchingSet& set(bool normalized) const noexcept { return normalized ? normalized_ : raw_; }
  const std::string& text_of(const Content& content) const noexcept {
    return registered_[content.token].content;
  }
  const Content* content_of(std::string_view content) const noexcept;
  // Makes the matchers; `ids` are those of registered_.
  void rebuild(const std::vector<std::int32_t>& ids, const NormalizePattern& normalize);

  // Each token is kept once, everything else names it by its index: vocabularies with ten thousand added
  // tokens are not rare.
  std::vector<AddedToken> registered_;
  std::vector<Owner> by_id_;         // ascending
  std::vector<Content> by_content_;  // ascending by text
  // Registrations in order. The patterns come from these, not from by_id_: 0.22 leaves old ones behind, so a
  // special token keeps the `normalized` of its first registration and any other stays in its old set as well
  // as in the new one.
  std::vector<std::uint32_t> special_;
  std::vector<std::uint32_t> ordinary_;
  MatchingSet raw_;
  MatchingSet normalized_;
  bool matches_over_spaces_ = false;
  bool strips_right_ = false;
};

}  // namespace btt::added
