// Tokenizer: the compiled pipeline. Immutable and shared by handles, batches and threads.
//
// A text walks: added tokens in the raw text -> normalizer -> added tokens in the normalized text ->
// pre-tokenizer -> model (encode_sequence), then truncation -> post-processor -> padding (encode, or the
// direct road in batch/).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "added/added_vocabulary.hpp"
#include "decode/decoder.hpp"
#include "encoding/encoding.hpp"
#include "fused/encoder.hpp"
#include "model/model.hpp"
#include "normalize/normalizer.hpp"
#include "pipeline/decode_table.hpp"
#include "pipeline/options.hpp"
#include "pipeline/workspace.hpp"
#include "postprocess/post_processor.hpp"
#include "pretokenize/pre_tokenizer.hpp"

namespace btt::pipeline {

// The stages, shared between a tokenizer and those made from it by adding tokens. All of them are there: a
// stage that the file lacks is its Passthrough.
struct Stages {
  std::unique_ptr<const normalize::Normalizer> normalizer;
  std::unique_ptr<const pretokenize::PreTokenizer> pre_tokenizer;
  std::unique_ptr<const model::Model> model;
  std::unique_ptr<const postprocess::PostProcessor> post_processor;
  std::unique_ptr<const decode::Decoder> decoder;
  // Normalizer, pre-tokenizer and model in one; null where no encoder does what they do.
  std::unique_ptr<const fused::Encoder> encoder;

  // Each stage as the reference would save it ("null" where the file has none); the model without its
  // vocabulary, as the text before and behind it, the normalizer without its blobs. Written by the loader,
  // which alone knows the format.
  std::string normalizer_json = "null";
  std::string pre_tokenizer_json = "null";
  std::string post_processor_json = "null";
  std::string decoder_json = "null";
  std::string model_json_before_vocab;
  std::string model_json_after_vocab;
};

enum class SpecialKind : std::int32_t { kPad = 1, kCls, kSep, kBos, kEos, kUnk, kMask };
constexpr std::size_t kSpecialKinds = 7;

// What the files beside the pipeline ask for. The encode calls never apply it by themselves.
struct Defaults {
  struct Truncation {
    TruncationStrategy strategy = TruncationStrategy::kLongestFirst;
    Direction direction = Direction::kRight;
    std::size_t max_length = 0;
    std::size_t stride = 0;
  };
  struct Padding {
    PaddingStrategy strategy = PaddingStrategy::kLongest;
    std::size_t length = 0;  // of kFixed
    std::optional<std::size_t> multiple_of;
    encoding::Padding pad;
  };
  std::optional<Truncation> truncation;
  std::optional<Padding> padding;
  std::optional<Direction> padding_side;     // from tokenizer_config.json
  std::optional<Direction> truncation_side;  // from tokenizer_config.json
  std::size_t model_max_length = 0;          // from tokenizer_config.json, 0 = none
  // Texts of named special tokens, by SpecialKind - 1; empty = not named.
  std::string special_tokens[kSpecialKinds];
};

// What encode_sequence is to keep.
struct SequenceOptions {
  bool special_as_text = false;
  bool spans = false;
  OffsetUnit unit = OffsetUnit::kBytes;  // of spans
  bool words = false;
  bool texts = false;
  // Tokens behind this many are not needed; there may be more.
  std::size_t limit = fused::kNoLimit;
  // Leave the fused encoder aside. For tests.
  bool stages_only = false;
  // Tokens may come from the text cache. Not for tests of what fills it.
  bool remembers = true;
};

class Tokenizer {
 public:
  Tokenizer(std::shared_ptr<const Stages> stages, Defaults defaults);

  // A tokenizer with more added tokens; `added` answers how many were not ignored.
  std::shared_ptr<const Tokenizer> with_added_tokens(const std::vector<added::AddedToken>& tokens,
                                                     std::size_t& added) const;

  const Stages& stages() const noexcept { return *stages_; }
  const model::Model& model() const noexcept { return *stages_->model; }
  const postprocess::PostProcessor& post_processor() const noexcept { return *stages_->post_processor; }
  const added::AddedVocabulary& added() const noexcept { return added_; }
  const Defaults& defaults() const noexcept { return defaults_; }
  WorkspacePool& workspaces() const noexcept { return workspaces_; }

  // -------- encoding
  // Tokens of one text (valid UTF-8), spans in units of it. Appends to `out`, words counted from 0; answers
  // how many there are.
  std::int32_t encode_sequence(std::string_view text, const SequenceOptions& options, Workspace& workspace,
                               model::TokenBuffer& out) const;

  // -------- several texts at once, ids alone
  // True where encode_joined() is worth asking.
  bool joins_texts() const noexcept { return stages_->encoder != nullptr && stages_->encoder->joins_texts(); }
  // What look_at() says of a text: its tokens are known and in `out`; encode_joined() takes it, with others;
  // or encode_sequence() must do it by itself.
  enum class Joining { kKnown, kJoins, kAlone };
  Joining look_at(std::string_view text, const SequenceOptions& options, Workspace& workspace,
                  model::TokenBuffer& out, TextCache::Place& place) const;
  // Appends the tokens of texts that join; out.size() is ends[i] behind those of text i. False, with nothing
  // appended: encode_new() must do each.
  bool encode_joined(const std::string_view* texts, std::size_t count, Workspace& workspace,
                     model::TokenBuffer& out, std::size_t* ends) const;
  // encode_sequence() of a text that look_at() did not know.
  std::int32_t encode_new(std::string_view text, const SequenceOptions& options, TextCache::Place& place,
                          Workspace& workspace, model::TokenBuffer& out) const;

  // True where a text may be cut in front of any space, U+0020, and its parts encoded one by one.
  bool splits_at_spaces() const noexcept {
    return stages_->encoder != nullptr && stages_->encoder->splits_at_spaces() &&
           added_.nothing_to_match(true) && !added_.matches_over_spaces();
  }

  // True where a text may be cut in front of a space between two printed ASCII characters, if the encoder
  // then declines no part. Where tokens are looked for in the normalized text and the encoder does not take
  // that, it must leave the text as it is, or see them in its words.
  bool splits_between_words() const noexcept {
    return stages_->encoder != nullptr && stages_->encoder->splits_between_words() &&
           (added_.nothing_to_match(true) || words_tell_ || stages_->encoder->takes_normalized() ||
            stages_->encoder->leaves_text(std::string_view())) &&
           !added_.matches_over_spaces() && !added_.strips_right();
  }

  // False where a word of the encoder goes on over such a cut.
  bool words_end_at_spaces() const noexcept {
    return stages_->encoder != nullptr && stages_->encoder->words_end_at_spaces();
  }

  // The general road: a row as the reference builds it. `first` and `second` are texts as the caller gave
  // them (repaired or refused here where ill-formed); more than one part per side means words that were split
  // before. Padding is done up to a fixed target only: the longest row is known to the batch.
  struct Side {
    const std::string_view* parts;
    std::size_t count;
    bool is_pretokenized;
  };
  encoding::Encoding encode(const Side& first, const Side* second, const EncodeOptions& options,
                            Workspace& workspace) const;

  // Truncation, post-processor and padding to a fixed target.
  encoding::Encoding post_process(encoding::Encoding first, std::optional<encoding::Encoding> second,
                                  const EncodeOptions& options) const;

  // -------- single stages
  std::string normalize(std::string_view text) const;
  // Pieces with spans in bytes of `text`.
  struct Piece {
    std::string text;
    text::Span span;
  };
  std::vector<Piece> pre_tokenize(std::string_view text) const;

  // -------- decoding
  // Text of ids, appended to `out`. Unknown ids are skipped, or with strict_ids fail with their position as
  // the error's byte.
  void decode(const std::int64_t* ids, std::size_t count, bool skip_special_tokens, bool keep_spaces,
              bool strict_ids, std::string& out) const;
  // The same by the decoder itself, from a list of token texts.
  void decode_by_stages(const std::int64_t* ids, std::size_t count, bool skip_special_tokens,
                        bool keep_spaces, bool strict_ids, std::string& out) const;
  // What decode uses instead; null where nothing does with these options.
  const DecodeTable* decode_table(bool keep_spaces) const noexcept {
    return decode_table_ != nullptr && decode_table_->serves(keep_spaces) ? decode_table_.get() : nullptr;
  }

  // -------- vocabulary
  std::size_t vocab_size(bool with_added) const noexcept;
  std::int32_t token_to_id(std::string_view token) const noexcept;  // vocab::kNoId where there is none
  // False where there is none. The text lives as long as this object.
  bool id_to_token(std::int64_t id, std::string_view& token) const noexcept;
  std::int64_t max_id() const noexcept;
  std::int32_t special_token(SpecialKind kind) const noexcept;

  std::size_t memory_bytes() const noexcept;

 private:
  std::int32_t encode_all(std::string_view text, const SequenceOptions& options, Workspace& workspace,
                          model::TokenBuffer& out) const;
  std::int32_t encode_stretches(std::string_view text, const SequenceOptions& options, Workspace& workspace,
                                model::TokenBuffer& out) const;
  void make_scratch(Workspace& workspace) const;
  bool may_be_remembered(std::string_view text, const SequenceOptions& options,
                         const model::TokenBuffer& out) const noexcept;
  bool find_text(std::string_view text, const SequenceOptions& options, Workspace& workspace,
                 model::TokenBuffer& out, TextCache::Place& place, std::int32_t& words) const;
  bool is_plain(std::string_view text, bool normalized, const SequenceOptions& options,
                Workspace& workspace) const;
  void encode_stretch(std::string_view text, std::size_t shift, const SequenceOptions& options,
                      std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const;
  bool encode_fused(std::string_view text, std::size_t shift, const SequenceOptions& options,
                    std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const;
  bool has_normalized_tokens(std::string_view text, const SequenceOptions& options,
                             Workspace& workspace) const;
  bool encode_normalized(std::string_view text, std::size_t shift, const SequenceOptions& options,
                         std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const;
  void encode_by_stages(std::string_view text, std::size_t shift, const SequenceOptions& options,
                        std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const;
  void encode_pieces(text::AlignedText& text, text::Span part, const SequenceOptions& options,
                     std::int32_t& word, Workspace& workspace, model::TokenBuffer& out) const;
  encoding::Encoding encode_side(const Side& side, std::int32_t type_id, const EncodeOptions& options,
                                 Workspace& workspace) const;
  added::AddedVocabulary::NormalizePattern pattern_normalizer() const;

  std::shared_ptr<const Stages> stages_;
  Defaults defaults_;
  added::AddedVocabulary added_;
  bool words_tell_ = false;  // of added tokens in the normalized text, see fused::Scratch::added_tokens
  std::unique_ptr<const DecodeTable> decode_table_;
  mutable WorkspacePool workspaces_;
};

// The number of tokens that truncation leaves of each sequence.
struct Kept {
  std::size_t first;
  std::size_t second;
  bool truncated;  // false: both stay as they are (max_length 0 tokens counts as truncated)
};

// The reference's truncate_encodings: how `options` share out what the specials leave, for sequences of these
// lengths. Throws where the strategy cannot reach the length.
Kept plan_truncation(std::size_t first, std::size_t second, bool is_pair, std::size_t specials,
                     const EncodeOptions& options);

// The text as valid UTF-8: itself, or a repaired copy in workspace.repaired. Throws with strict_utf8, and for
// 2 GiB or more.
std::string_view checked_text(std::string_view given, bool strict_utf8, Workspace& workspace);

// Prepares `units` for spans of `text`, which is `given` or its repaired form: byte offsets refer to what was
// given.
void prepare_units(std::string_view given, std::string_view text, OffsetUnit unit,
                   text::OffsetConverter& units);
// How many units such a text has.
std::int32_t count_units(std::string_view given, std::string_view text, OffsetUnit unit);

inline encoding::Offset to_offset(text::Span span) noexcept {
  return encoding::Offset{static_cast<std::int32_t>(span.begin), static_cast<std::int32_t>(span.end)};
}

}  // namespace btt::pipeline
