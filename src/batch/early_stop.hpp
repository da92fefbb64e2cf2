// EarlyStop: only as much of a text as makes the tokens that truncation leaves.
//
// 127 tokens of 20 kB are wanted -> the first 500 bytes, up to a space; they have 116 tokens -> 60 bytes
// more. The parts are those of a long text (batch/long_text.hpp): each in front of a space where the encoder
// says that a cut changes nothing. What lies behind the last one is never looked at, which is the point: to
// check and search 20 kB takes longer than to encode 500 bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "batch/row_writer.hpp"
#include "pipeline/tokenizer.hpp"

namespace btt::batch {

// Appends the tokens in workspace.tokens to `out`. They are those of `valid`, which is `given` or its
// repaired form; `units` (of offsets) and `words` stand before it in its text.
void append_tokens(const pipeline::SequenceOptions& wanted, std::string_view given, std::string_view valid,
                   std::int32_t units, std::int32_t words, pipeline::Workspace& workspace, TokenStore& out);

// Whether a text has so many more bytes than `limit` tokens that its beginning is worth trying.
bool is_far_longer(std::string_view text, std::size_t limit) noexcept;

// Appends the first wanted.limit tokens of a text, or all that it has; behind them anything may follow.
// False, with `out` as it was: the text must be encoded as a whole, or may as well be.
bool encode_beginning(const pipeline::Tokenizer& tokenizer, std::string_view text,
                      const pipeline::SequenceOptions& wanted, pipeline::Workspace& workspace,
                      TokenStore& out);

// The end of the part that begins at `begin` and has about `size` bytes (at least 2): in front of the nearest
// space between two printed ASCII characters, with `any_space` of one behind any character that is not white
// space. The text's end where there is none nearby.
std::size_t end_of_part(std::string_view text, std::size_t begin, std::size_t size, bool any_space) noexcept;

}  // namespace btt::batch
