// Encoder: normalizer, pre-tokenizer and model of one family of tokenizers in a single walk over the text.
//
// An encoder gives exactly what the stages give one after the other (tests run both), or declines. It is
// immutable and shared; what a worker needs for itself is its Scratch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "added/matcher.hpp"
#include "fused/seed_words.hpp"
#include "model/token_buffer.hpp"

namespace btt::fused {

// Buffers and caches of one worker. Each encoder has its own kind.
class Scratch {
 public:
  explicit Scratch(const added::Matcher* matcher) : added_tokens(matcher) {}
  virtual ~Scratch() = default;
  virtual std::size_t capacity_bytes() const noexcept = 0;

  // Added tokens that are looked for in the normalized text, all of which keep inside of words: encode()
  // leaves a text with one of them to the stages, and a cache has no word with one. Null: none.
  const added::Matcher* const added_tokens;
};

// The words that a cache begins with where `added_tokens` are looked for in words.
inline const SeedWords* seeds_for(const added::Matcher* added_tokens, const SeedWords& seeds) noexcept {
  return added_tokens == nullptr ? &seeds : nullptr;
}

// "Stop once `limit` tokens are there": no limit.
constexpr std::size_t kNoLimit = ~std::size_t{0};

class Encoder {
 public:
  virtual ~Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  // As btt_build_info and the statistics call it.
  virtual const char* name() const noexcept = 0;

  // What one worker needs, with caches of at most so many bytes (fused/cache_size.hpp), 0 = the encoder's own
  // size, and with Scratch::added_tokens.
  virtual std::unique_ptr<Scratch> make_scratch(std::size_t cache_bytes,
                                                const added::Matcher* added_tokens) const = 0;
  std::unique_ptr<Scratch> make_scratch() const { return make_scratch(0, nullptr); }

  // Appends the tokens of `text`: valid UTF-8 without added tokens, normalized where takes_normalized().
  // Spans are bytes of `text` plus `shift`, words count on from `word`. May stop once out.size() has reached
  // `limit`, behind the last token of a word. False, with nothing appended: the text needs the stages.
  virtual bool encode(std::string_view text, std::uint32_t shift, std::size_t limit, std::int32_t& word,
                      Scratch& scratch, model::TokenBuffer& out) const = 0;

  // True where encode_many() does what encode() does with most texts.
  virtual bool joins_texts() const noexcept { return false; }
  // The ids, nothing else, of several texts as encode() takes them, as many as it finds without a limit:
  // behind text i out.size() is ends[i]. Words of all of them are looked up together, and what is new is
  // found out together: short texts have too few words for that. False, with nothing appended: encode() must
  // be asked.
  virtual bool encode_many(const std::string_view* /*texts*/, std::size_t /*count*/, Scratch&,
                           model::TokenBuffer& /*out*/, std::size_t* /*ends*/) const {
    return false;
  }

  // True where a space, U+0020, always ends a word: a text may be cut in front of any, and its parts encoded
  // one by one give the tokens of the whole.
  virtual bool splits_at_spaces() const noexcept = 0;

  // True where a text may be cut in front of a space between two printed ASCII characters.
  virtual bool splits_between_words() const noexcept { return splits_at_spaces(); }

  // False where words go on over such cuts.
  virtual bool words_end_at_spaces() const noexcept { return true; }

  // True where the encoder does not normalize: encode() wants what the normalizer makes of a text, or a text
  // that it leaves as it is.
  virtual bool takes_normalized() const noexcept { return false; }

  // True where the normalizer changes nothing of `text`: added tokens of the normalized text can be looked
  // for in the text itself, and what lies between them encoded part by part.
  virtual bool leaves_text(std::string_view) const { return false; }

  // True where `pattern`, wherever it stands in a normalized text, stands inside of one word, so that words
  // by themselves tell whether a text has it: see Scratch::added_tokens.
  virtual bool keeps_inside_words(std::string_view) const { return false; }

  // Replaces `out` by what the normalizer makes of `text`, sooner than the normalizer does, or answers false.
  virtual bool normalize(std::string_view, std::string&) const { return false; }

  // What a new cache of words knows; null: nothing.
  virtual const SeedWords* seeds() const noexcept { return nullptr; }
  virtual std::size_t memory_bytes() const noexcept = 0;

 protected:
  Encoder() = default;
};

}  // namespace btt::fused
