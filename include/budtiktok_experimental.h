/*
 * budtiktok_experimental.h - functions without a promise: they may change or go in any version.
 *
 * They carry what the Python package needs beyond the stable interface: encodings as objects with the reference's
 * queries, single stages of the pipeline, and bulk vocabulary access. The conventions of budtiktok.h hold. The names
 * are exported under a symbol version of their own (BTT_X).
 */
#ifndef BUDTIKTOK_EXPERIMENTAL_H
#define BUDTIKTOK_EXPERIMENTAL_H

#include "budtiktok.h"

#ifdef __cplusplus
extern "C" {
#endif

/* BTT-DECLARATIONS-BEGIN (plain declarations only: the Python binding is generated from this block) */

/* ------------------------------------------------------------------------------------------------------ encodings */

/* One encoding with its overflow parts: the reference's Encoding. One thread at a time while it is being changed. */
typedef struct btt_x_encoding btt_x_encoding;

/*
 * Borrowed arrays of an encoding, valid until it is changed or freed.
 * tokens are read one by one with btt_x_encoding_token.
 */
typedef struct btt_x_encoding_view {
  size_t struct_size;
  size_t size;        /* tokens */
  size_t n_sequences; /* recorded sequences, 1 if none is recorded */
  size_t n_overflowing;
  const int32_t *ids;                 /* [size] */
  const int32_t *type_ids;            /* [size] */
  const int32_t *words;               /* [size], -1 = none */
  const int32_t *offsets;             /* [size, 2] */
  const int32_t *special_tokens_mask; /* [size] */
  const int32_t *attention_mask;      /* [size] */
} btt_x_encoding_view;

/*
 * Encodes rows into one encoding each: truncation, post-processor and padding as the options ask for.
 * Overflow parts are always kept (BTT_ENCODE_RETURN_OVERFLOW is not needed). Without BTT_ENCODE_TRACK_OFFSETS offsets
 * are (0, 0); without BTT_ENCODE_TRACK_WORDS words are none and token texts other than those of specials are empty:
 * that is the reference's encode_batch_fast. pad_token is the text of padding tokens ("[PAD]" where data is NULL).
 *
 * Shapes:    out_encodings [input->count]; all NULL after a failure.
 * Ownership: each encoding belongs to the caller (btt_x_encoding_free).
 */
BTT_API btt_status btt_x_encode(const btt_tokenizer *tokenizer, const btt_input *input,
                                const btt_encode_options *options, btt_str pad_token, btt_x_encoding **out_encodings);

/* An encoding without tokens. */
BTT_API btt_status btt_x_encoding_create(btt_x_encoding **out_encoding);

/* A deep copy. */
BTT_API btt_status btt_x_encoding_copy(const btt_x_encoding *encoding, btt_x_encoding **out_encoding);

/* Releases an encoding; NULL is fine. Copies made from it live on. */
BTT_API void btt_x_encoding_free(btt_x_encoding *encoding);

BTT_API btt_status btt_x_encoding_get(const btt_x_encoding *encoding, btt_x_encoding_view *out_view);

/* Text of token `index`; borrowed until the encoding is changed or freed. */
BTT_API btt_status btt_x_encoding_token(const btt_x_encoding *encoding, size_t index, btt_str *out_token);

/*
 * Texts of all tokens, packed: token i is buffer[out_offsets[i] .. out_offsets[i + 1]). out_offsets is complete on
 * BTT_ERR_BUFFER_TOO_SMALL too, its last entry is the size that is needed.
 *
 * Shapes: out_offsets [size + 1].
 */
BTT_API btt_status btt_x_encoding_tokens(const btt_x_encoding *encoding, char *buffer, size_t buffer_bytes,
                                         int64_t *out_offsets);

/* Sequence of each token, -1 = none. out_sequence_ids [size]. */
BTT_API btt_status btt_x_encoding_sequence_ids(const btt_x_encoding *encoding, int32_t *out_sequence_ids);

/* A copy of overflow part `index`. */
BTT_API btt_status btt_x_encoding_overflowing(const btt_x_encoding *encoding, size_t index,
                                              btt_x_encoding **out_encoding);

/* The reference's char_to_token, char_to_word: `position` in the offsets' unit. *out_index = -1: none. */
BTT_API btt_status btt_x_encoding_char_to_token(const btt_x_encoding *encoding, size_t position, size_t sequence,
                                                int64_t *out_index);
BTT_API btt_status btt_x_encoding_char_to_word(const btt_x_encoding *encoding, size_t position, size_t sequence,
                                               int64_t *out_index);

/* token_to_sequence, token_to_word, token_to_chars: -1 where there is none. */
BTT_API btt_status btt_x_encoding_token_to_sequence(const btt_x_encoding *encoding, size_t token,
                                                    int64_t *out_sequence);
BTT_API btt_status btt_x_encoding_token_to_word(const btt_x_encoding *encoding, size_t token, int64_t *out_word);
BTT_API btt_status btt_x_encoding_token_to_chars(const btt_x_encoding *encoding, size_t token, int64_t *out_begin,
                                                 int64_t *out_end);

/* word_to_tokens and word_to_chars: *out_begin = -1 where there is none. */
BTT_API btt_status btt_x_encoding_word_to_tokens(const btt_x_encoding *encoding, size_t word, size_t sequence,
                                                 int64_t *out_begin, int64_t *out_end);
BTT_API btt_status btt_x_encoding_word_to_chars(const btt_x_encoding *encoding, size_t word, size_t sequence,
                                                int64_t *out_begin, int64_t *out_end);

/* The whole encoding becomes sequence `sequence`. */
BTT_API btt_status btt_x_encoding_set_sequence_id(btt_x_encoding *encoding, size_t sequence);

/* Cuts to max_length tokens; the rest becomes overflow parts. direction: 0 = right, 1 = left. */
BTT_API btt_status btt_x_encoding_truncate(btt_x_encoding *encoding, size_t max_length, size_t stride,
                                           int32_t direction);

/* Pads the encoding and its overflow parts to target_length tokens. direction: 0 = right, 1 = left. */
BTT_API btt_status btt_x_encoding_pad(btt_x_encoding *encoding, size_t target_length, int32_t pad_id,
                                      int32_t pad_type_id, btt_str pad_token, int32_t direction);

/* The reference's Encoding.merge of `count` encodings, left to right. */
BTT_API btt_status btt_x_encoding_merge(const btt_x_encoding *const *encodings, size_t count, int32_t growing_offsets,
                                        btt_x_encoding **out_encoding);

/* The encoding with its overflow parts as bytes that btt_x_encoding_deserialize of the same library version reads. */
BTT_API btt_status btt_x_encoding_serialize(const btt_x_encoding *encoding, char *buffer, size_t buffer_bytes,
                                            size_t *out_bytes);
BTT_API btt_status btt_x_encoding_deserialize(const void *data, size_t data_bytes, btt_x_encoding **out_encoding);

/* --------------------------------------------------------------------------------------------------- single stages */

/* Runs the normalizer alone. */
BTT_API btt_status btt_x_normalize(const btt_tokenizer *tokenizer, const char *text, size_t text_bytes, char *buffer,
                                   size_t buffer_bytes, size_t *out_bytes);

/* Where the pieces of btt_x_pre_tokenize go. Capacities in, needed sizes out. */
typedef struct btt_x_pieces {
  size_t struct_size;
  size_t pieces;         /* capacity of the arrays, in pieces */
  size_t bytes;          /* capacity of text */
  char *text;            /* the pieces' texts, packed */
  int64_t *text_offsets; /* [pieces + 1] */
  int64_t *offsets;      /* [pieces, 2], in the given unit, referring to the text */
  size_t out_pieces;
  size_t out_bytes;
} btt_x_pieces;

/* Runs the pre-tokenizer alone on a text, without normalizer and added tokens. offset_unit: BTT_OFFSETS_*. */
BTT_API btt_status btt_x_pre_tokenize(const btt_tokenizer *tokenizer, const char *text, size_t text_bytes,
                                      int32_t offset_unit, btt_x_pieces *output);

/* Runs the model alone on one piece; offsets in bytes of the piece. */
BTT_API btt_status btt_x_model_tokenize(const btt_tokenizer *tokenizer, const char *piece, size_t piece_bytes,
                                        btt_x_encoding **out_encoding);

/* Truncation, post-processor and padding on encodings that exist. `pair` may be NULL. */
BTT_API btt_status btt_x_post_process(const btt_tokenizer *tokenizer, const btt_x_encoding *encoding,
                                      const btt_x_encoding *pair, const btt_encode_options *options, btt_str pad_token,
                                      btt_x_encoding **out_encoding);

/* Runs the decoder alone on token texts; joined with single spaces where there is no decoder. */
BTT_API btt_status btt_x_decode_tokens(const btt_tokenizer *tokenizer, const btt_str *tokens, size_t count,
                                       char *buffer, size_t buffer_bytes, size_t *out_bytes);

/* ------------------------------------------------------------------------------------------------ streaming decode */

/* Text of ids that arrive one by one: the reference's DecodeStream. One thread at a time. */
typedef struct btt_x_decode_stream btt_x_decode_stream;

/*
 * A stream. `ids` [count] are tokens that came before; their text is not given again. flags: 0 or
 * BTT_DECODE_SKIP_SPECIAL_TOKENS.
 */
BTT_API btt_status btt_x_decode_stream_create(const int64_t *ids, size_t count, uint32_t flags,
                                              btt_x_decode_stream **out_stream);

/*
 * Adds ids [count] and answers the new text, borrowed until the next step; data is NULL where nothing is known yet:
 * a text that ends in U+FFFD waits for the next step, it may be the beginning of a character.
 *
 * Errors: BTT_ERR_INVALID_ARGUMENT where the decoder changed text that was given before; the ids are kept.
 */
BTT_API btt_status btt_x_decode_stream_step(btt_x_decode_stream *stream, const btt_tokenizer *tokenizer,
                                            const int64_t *ids, size_t count, btt_str *out_text);

/* Releases a stream; NULL is fine. */
BTT_API void btt_x_decode_stream_free(btt_x_decode_stream *stream);

/* --------------------------------------------------------------------------------------- vocabulary and settings */

/* btt_with_added_tokens that also answers how many of the tokens were not ignored. */
BTT_API btt_status btt_x_with_added_tokens(const btt_tokenizer *base, const btt_added_token *tokens, size_t count,
                                           size_t *out_added, btt_tokenizer **out_tokenizer);

/*
 * The whole vocabulary: tokens (borrowed, living as long as the handle) and ids, in no order. With include_added, added
 * tokens override the model's.
 *
 * Shapes: out_tokens [capacity], out_ids [capacity].
 * Errors: BTT_ERR_BUFFER_TOO_SMALL with *out_count set.
 */
BTT_API btt_status btt_x_get_vocab(const btt_tokenizer *tokenizer, int32_t include_added, btt_str *out_tokens,
                                   int32_t *out_ids, size_t capacity, size_t *out_count);

/* Ids that have an added token, ascending. Their text and flags: btt_id_to_token, btt_token_flags. */
BTT_API btt_status btt_x_added_token_ids(const btt_tokenizer *tokenizer, int32_t *out_ids, size_t capacity,
                                         size_t *out_count);

/* token_to_id and id_to_token of the model, added tokens left aside. */
BTT_API btt_status btt_x_model_token_to_id(const btt_tokenizer *tokenizer, const char *token, size_t token_bytes,
                                           int32_t *out_id);
BTT_API btt_status btt_x_model_id_to_token(const btt_tokenizer *tokenizer, int64_t id, btt_str *out_token);

/* The truncation and padding sections of the file, and which optional stages there are. Texts live as long as the
 * handle. */
typedef struct btt_x_settings {
  size_t struct_size;
  int32_t has_truncation;
  int32_t truncation;           /* BTT_TRUNCATION_* */
  int32_t truncation_direction; /* 0 = right, 1 = left */
  int32_t has_padding;
  size_t truncation_max_length;
  size_t truncation_stride;
  int32_t padding;           /* BTT_PADDING_LONGEST or BTT_PADDING_MAX_LENGTH */
  int32_t padding_direction; /* 0 = right, 1 = left */
  size_t padding_length;     /* of BTT_PADDING_MAX_LENGTH */
  size_t pad_to_multiple_of; /* 0 = none */
  int32_t has_pad_to_multiple_of;
  int32_t pad_id;
  int32_t pad_type_id;
  int32_t has_normalizer;
  int32_t has_pre_tokenizer;
  int32_t has_post_processor;
  int32_t has_decoder;
  int32_t reserved;
  btt_str pad_token;
} btt_x_settings;

BTT_API btt_status btt_x_get_settings(const btt_tokenizer *tokenizer, btt_x_settings *out_settings);

/* 1 if rows of this tokenizer take the direct path from tokens to matrix, 0 if they are built as encodings first. */
BTT_API int32_t btt_x_has_direct_rows(const btt_tokenizer *tokenizer);

/*
 * The encoder that does the work of normalizer, pre-tokenizer and model in one walk ("bert-wordpiece"), "" where the
 * stages do it one after the other. A text that an encoder cannot do goes through the stages too.
 */
BTT_API const char *btt_x_encoder_name(const btt_tokenizer *tokenizer);

/*
 * "table" where decoding looks each id up and is done, "" where the decoder works on lists of token texts. The table is
 * made with the first ids.
 */
BTT_API const char *btt_x_decoder_name(const btt_tokenizer *tokenizer);

/* What a tokenizer has done since it was made, in bytes of text. Calls that run are not in it yet. */
typedef struct btt_x_statistics {
  size_t struct_size;
  uint64_t fused_bytes;      /* by the encoder */
  uint64_t staged_bytes;     /* by the stages */
  uint64_t remembered_bytes; /* of both: texts that came before, whose tokens were still there */
} btt_x_statistics;

BTT_API btt_status btt_x_stats(const btt_tokenizer *tokenizer, btt_x_statistics *out_statistics);

/* --------------------------------------------------------------------------------------------------------- CPython */

/*
 * Adds builtin functions of the running CPython to a dict: the short road of the Python package. `dict` is the address
 * of a dict object of the main interpreter. The functions that this needs are looked up in the process; there is
 * nothing to link. The library must never be unloaded afterwards.
 *
 * Threads: any thread that has a Python thread state; with or without the GIL.
 * Errors:  BTT_ERR_UNSUPPORTED where the process is no CPython, or does not show its functions.
 */
BTT_API btt_status btt_x_python_install(void *dict);

/*
 * btt_load_memory for a text of code points, each in `width` bytes, 1, 2 or 4, as CPython keeps a str: making UTF-8 of
 * it here takes a third of the time that it takes there.
 *
 * Errors: those of btt_load_memory; BTT_ERR_INVALID_ARGUMENT for any other width;
 *         BTT_ERR_INVALID_UTF8 for surrogates and what is above U+10FFFF.
 */
BTT_API btt_status btt_x_load_code_points(const void *code_points, size_t count, uint32_t width,
                                          btt_tokenizer **out_tokenizer);

/* BTT-DECLARATIONS-END */

#ifdef __cplusplus
}
#endif

#endif /* BUDTIKTOK_EXPERIMENTAL_H */
