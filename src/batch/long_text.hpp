// LongText: one long text encoded by all threads, in parts that are cut between words.
//
// "... of the | whale | ..." -> parts of 64 KiB or more, each in front of a space between two printed ASCII
// characters, encoded apart, then joined: offsets move on by the units before a part, words by the words.
// Only for tokenizers whose encoder says that such a cut changes nothing; where it declines a part, the whole
// text is one again, since what the stages do may depend on the beginning of the text.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "batch/row_writer.hpp"
#include "pipeline/tokenizer.hpp"

namespace btt::batch {

// Below this a text is no long one.
constexpr std::size_t kLongText = std::size_t{128} << 10;

// Parts of at least `least` bytes, in order; the text itself where there is no place to cut.
std::vector<std::string_view> cut_between_words(std::string_view text, std::size_t least);

// Whether encode_long has something to do for the text.
bool is_long_text(const pipeline::Tokenizer& tokenizer, std::string_view text,
                  const pipeline::EncodeOptions& options) noexcept;

// Appends the tokens of the text to `out`. False, with `out` as it was: it must be encoded as a whole.
bool encode_long(const pipeline::Tokenizer& tokenizer, std::string_view text,
                 const pipeline::EncodeOptions& options, TokenStore& out);

}  // namespace btt::batch
