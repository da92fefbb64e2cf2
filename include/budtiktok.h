/*
 * budtiktok.h - text to token ids, exactly as Hugging Face `tokenizers` 0.22 computes them.
 *
 * Life of a handle:  btt_load -> btt_encode_batch (any thread, any time) -> btt_free.
 *
 * Conventions of every function below
 *   - Fallible functions return a btt_status: BTT_OK (0) or a positive code. After a failure btt_last_error() describes
 *     it on the same thread; success does not clear that record. Callers must accept codes that they do not know.
 *   - Text is UTF-8, given as pointer and byte size; it may hold zero bytes and needs no terminator.
 *   - Structs that start with `struct_size` are zeroed by the caller, who then sets struct_size = sizeof(the struct)
 *     and what differs from the default: zero always means default. They may grow at the end in later versions; a
 *     library that is older than its caller refuses fields that it does not know unless they are zero.
 *   - Unknown flag bits, unknown constants and non-zero reserved fields are refused with BTT_ERR_INVALID_ARGUMENT.
 *   - Outputs are written to memory of the caller only. Borrowed pointers say whose lifetime they follow.
 *   - No function prints, aborts, throws, installs a signal handler or touches global state of the host program.
 */
#ifndef BUDTIKTOK_H
#define BUDTIKTOK_H

#include <stddef.h>
#include <stdint.h>

/* The version of the interface. The build reads it from here: one source of truth. */
#define BTT_VERSION_MAJOR 0
#define BTT_VERSION_MINOR 1
#define BTT_VERSION_PATCH 0

/* The number of the binary interface, which is the digit of the SONAME. It follows the ABI, not the version above:
 * it changes only when a program that was built before would break. */
#define BTT_ABI_VERSION 0

#ifndef BTT_API
#if defined(__GNUC__) || defined(__clang__)
#define BTT_API __attribute__((visibility("default")))
#else
#define BTT_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* BTT-DECLARATIONS-BEGIN (plain declarations only: the Python binding is generated from this block) */

/* ---------------------------------------------------------------------------------------------------- basic types */

/* 0 = BTT_OK, positive = error; values are never reused. */
typedef int32_t btt_status;

enum {
  BTT_OK = 0,
  BTT_ERR_INVALID_ARGUMENT = 1, /* an argument breaks a rule stated here; nothing was done */
  BTT_ERR_BUFFER_TOO_SMALL = 2, /* the needed size was reported; the same call with that size succeeds */
  BTT_ERR_NOT_FOUND = 3,        /* a file, token or id that does not exist */
  BTT_ERR_IO = 4,               /* a file exists but cannot be read */
  BTT_ERR_PARSE = 5,            /* malformed JSON, or JSON that is not a tokenizer; the message names the place */
  BTT_ERR_UNSUPPORTED = 6,      /* a component or level that this library does not have; the message names it */
  BTT_ERR_INVALID_UTF8 = 7,     /* ill-formed text, only with BTT_ENCODE_STRICT_UTF8 */
  BTT_ERR_LIMIT = 8,            /* a text of 2 GiB or more, an id above 2^31-1, sizes that overflow */
  BTT_ERR_OUT_OF_MEMORY = 9,
  BTT_ERR_INTERNAL = 10 /* a bug of ours */
};

/* A loaded tokenizer. Immutable: share it freely between threads. */
typedef struct btt_tokenizer btt_tokenizer;

/* A reusable holder of encoded rows. One thread at a time. */
typedef struct btt_batch btt_batch;

/* A borrowed piece of UTF-8 text. data may be NULL only if size is 0. Frozen for ever. */
typedef struct btt_str {
  const char *data;
  size_t size; /* bytes */
} btt_str;

/* Integer type of a tensor. */
typedef int32_t btt_dtype;

enum { BTT_INT32 = 1, BTT_INT64 = 2 };

/* Integers owned by the caller, row major, aligned for their dtype. Frozen for ever. */
typedef struct btt_tensor {
  void *data;        /* NULL: not wanted */
  btt_dtype dtype;   /* ignored where data is NULL */
  int32_t reserved;  /* 0 */
  size_t row_stride; /* elements between the starts of two rows; 0 = tightly packed. Ignored for vectors */
} btt_tensor;

/* What the last failing call on this thread had to say. */
typedef struct btt_error_detail {
  size_t struct_size;
  btt_status status;
  int32_t reserved;    /* 0 */
  int64_t row;         /* row of the input, -1 = does not apply. The smallest one where several rows failed */
  int64_t byte_offset; /* byte of that row's text, or of the JSON file; -1 = does not apply */
  const char *message; /* one line, terminated; lives until the next failure on this thread */
} btt_error_detail;

/* -------------------------------------------------------------------------------------------------------- loading */

typedef struct btt_load_options {
  size_t struct_size;
  uint32_t flags;       /* none defined yet */
  uint32_t reserved;    /* 0 */
  uint64_t cache_bytes; /* most bytes of cache for each thread that encodes, 65536 to 2^30, see btt_load; 0 = default */
} btt_load_options;

/* One token for btt_with_added_tokens. Array element, frozen for ever. */
typedef struct btt_added_token {
  btt_str content;
  uint32_t flags;    /* BTT_TOKEN_* */
  uint32_t reserved; /* 0 */
} btt_added_token;

enum {
  BTT_TOKEN_SPECIAL = 1,     /* skipped by decode with BTT_DECODE_SKIP_SPECIAL_TOKENS */
  BTT_TOKEN_ADDED = 2,       /* answered by btt_token_flags; ignored in btt_added_token */
  BTT_TOKEN_SINGLE_WORD = 4, /* no match inside a word */
  BTT_TOKEN_LSTRIP = 8,      /* takes white space on its left with it */
  BTT_TOKEN_RSTRIP = 16,     /* takes white space on its right with it */
  BTT_TOKEN_NORMALIZED = 32  /* matched in the normalized text */
};

/*
 * Loads a tokenizer from a file or a directory.
 * `path` (UTF-8, terminated) is a tokenizer.json or a directory that holds one; from a directory, the files
 * tokenizer_config.json and special_tokens_map.json beside it give defaults too: padding and truncation side, maximum
 * length, special tokens. Nothing is ever fetched from a network. `options` may be NULL.
 * A directory without tokenizer.json is loaded from its vocabulary: vocab.txt, vocab.json with merges.txt, or a
 * SentencePiece model (spiece.model, sentencepiece.bpe.model, sentencepiece.model, tokenizer.model). The result is the
 * fast tokenizer that transformers 4.57 makes of it. Its class is the tokenizer_class of tokenizer_config.json or
 * config.json, else follows from the model_type of config.json; without any of them vocab.txt is BERT's, vocab.json
 * with merges.txt is GPT-2's, and a SentencePiece model is refused. docs/directories.md lists classes and fields. A
 * vocabulary file alone is refused: give its directory.
 * A file that asks for a component which this library does not implement is refused by name: never loaded "almost".
 * options->cache_bytes bounds what is remembered with its tokens, words and texts that came twice, for each thread that
 * encodes at the same time, in bytes: 65536 (64 KiB) to 1073741824 (1 GiB). Words take a power of two of sets, hence
 * between half of it and all, texts what is left, if that is 256 KiB, and 3 MiB at most. 0 is what the variable
 * BTT_CACHE_BYTES in the environment says, which is read once, else 8 MiB; with BTT_REMEMBER_TEXTS=0 there no text is
 * remembered as a whole. Results depend on neither. btt_with_added_tokens keeps the bound.
 *
 * Ownership: *out_tokenizer belongs to the caller (btt_free); NULL after a failure.
 * Threads:   any thread, any time.
 * Errors:    BTT_ERR_NOT_FOUND, BTT_ERR_IO, BTT_ERR_PARSE (JSON path or byte), BTT_ERR_UNSUPPORTED (JSON path and
 *            name; also a BTT_SIMD in the environment that this machine cannot run), BTT_ERR_LIMIT,
 *            BTT_ERR_INVALID_ARGUMENT (cache_bytes, BTT_CACHE_BYTES or BTT_REMEMBER_TEXTS outside its range).
 * Since:     0.1.
 */
BTT_API btt_status btt_load(const char *path, const btt_load_options *options, btt_tokenizer **out_tokenizer);

/*
 * Loads a tokenizer from the bytes of a tokenizer.json.
 * Like btt_load but for the source. The library copies what it keeps: `data` may be released when the call returns, and
 * needs no padding after it.
 *
 * Since: 0.1.
 */
BTT_API btt_status btt_load_memory(const void *data, size_t data_bytes, const btt_load_options *options,
                                   btt_tokenizer **out_tokenizer);

/*
 * Makes a new handle that knows more added tokens than `base`.
 * Registration follows the reference's add_tokens: empty contents and exact repetitions are ignored, a known content
 * gets the new flags and keeps its id, others get the next free id. `base` is not changed and shares storage with the
 * result.
 *
 * Ownership: *out_tokenizer belongs to the caller; NULL after a failure. The handles may be freed in any order.
 * Threads:   any thread, any time.
 * Errors:    BTT_ERR_INVALID_ARGUMENT, BTT_ERR_LIMIT (no id below 2^31 left).
 * Since:     0.1.
 */
BTT_API btt_status btt_with_added_tokens(const btt_tokenizer *base, const btt_added_token *tokens, size_t count,
                                         btt_tokenizer **out_tokenizer);

/*
 * Releases a tokenizer. NULL is fine. Batches made from it stay usable.
 *
 * Threads: no other call with this handle may be in flight.
 * Since:   0.1.
 */
BTT_API void btt_free(btt_tokenizer *tokenizer);

/* ------------------------------------------------------------------------------------------------------- encoding */

/*
 * The texts of a call: `count` rows in one of two forms. Exactly one of texts / packed_offsets is given.
 *   views:  texts[count], and pairs[count] or NULL. In `pairs` an entry with data == NULL says that this row has no
 *           second text; data != NULL with size 0 is an empty second text.
 *   packed: row i is packed[packed_offsets[i] .. packed_offsets[i + 1]), the layout of a columnar large string array;
 *           pair_packed and pair_packed_offsets likewise, or NULL.
 * With BTT_ENCODE_PRETOKENIZED the entries are words, and row i is made of the words
 * word_splits[i] .. word_splits[i + 1]; pair_word_splits says the same of the second texts.
 * has_pair[count], where given, says row by row (0 or 1) whether there is a second text; NULL: every row has one if
 * pairs are given (in the view form without pre-tokenized words data == NULL says so too).
 */
typedef struct btt_input {
  size_t struct_size;
  size_t count; /* rows */
  const btt_str *texts;
  const btt_str *pairs;
  const char *packed;
  const int64_t *packed_offsets; /* [count + 1], or [words + 1] */
  const char *pair_packed;
  const int64_t *pair_packed_offsets;
  const int64_t *word_splits;      /* [count + 1], starts with 0, ascending */
  const int64_t *pair_word_splits; /* the same for pairs */
  const uint8_t *has_pair;         /* [count] or NULL */
} btt_input;

enum {
  BTT_TRUNCATION_NONE = 0,
  BTT_TRUNCATION_LONGEST_FIRST = 1,
  BTT_TRUNCATION_ONLY_FIRST = 2,
  BTT_TRUNCATION_ONLY_SECOND = 3
};

enum { BTT_PADDING_NONE = 0, BTT_PADDING_LONGEST = 1, BTT_PADDING_MAX_LENGTH = 2 };

enum { BTT_OFFSETS_BYTES = 0, BTT_OFFSETS_CODE_POINTS = 1, BTT_OFFSETS_UTF16 = 2 };

enum {
  BTT_ENCODE_NO_SPECIAL_TOKENS = 1, /* the reference's add_special_tokens=False */
  BTT_ENCODE_PAD_LEFT = 2,
  BTT_ENCODE_TRUNCATE_LEFT = 4,
  BTT_ENCODE_RETURN_OVERFLOW = 8,  /* the cut-off parts become rows of their own */
  BTT_ENCODE_PRETOKENIZED = 16,    /* the input is words, see btt_input */
  BTT_ENCODE_SPECIAL_AS_TEXT = 32, /* special added tokens are not matched (encode_special_tokens=True) */
  BTT_ENCODE_STRICT_UTF8 = 64,     /* ill-formed UTF-8 is an error, not U+FFFD */
  BTT_ENCODE_OVERRIDE_PAD = 128,   /* pad_id and pad_type_id hold; otherwise the tokenizer's own are used */
  BTT_ENCODE_TRACK_OFFSETS = 256,  /* batch objects: offsets may be asked for later */
  BTT_ENCODE_TRACK_WORDS = 512     /* batch objects: word ids may be asked for later */
};

/* How to encode. NULL in its place means: all defaults. */
typedef struct btt_encode_options {
  size_t struct_size;
  uint32_t flags;       /* BTT_ENCODE_* */
  int32_t truncation;   /* BTT_TRUNCATION_* */
  int32_t padding;      /* BTT_PADDING_* */
  int32_t offset_unit;  /* BTT_OFFSETS_* */
  size_t max_length;    /* tokens a row, specials included; 0 with a strategy means zero tokens, as in the reference */
  size_t stride;        /* tokens that two neighbouring overflow rows share; less than what a row can hold */
  size_t pad_to_length; /* tokens, target of BTT_PADDING_MAX_LENGTH; 0 = max_length */
  size_t pad_to_multiple_of; /* tokens; 0 = no rounding */
  int32_t pad_id;            /* with BTT_ENCODE_OVERRIDE_PAD */
  int32_t pad_type_id;       /* with BTT_ENCODE_OVERRIDE_PAD */
  uint32_t num_threads;      /* 0 = btt_set_num_threads, else BTT_NUM_THREADS, else OpenMP's own default */
  uint32_t reserved;         /* 0 */
} btt_encode_options;

/*
 * Where a padded matrix goes. rows and width are capacities. Any tensor may be absent (data NULL); each has its own
 * dtype and stride. `offsets` counts integers in its row_stride.
 * out_rows, out_width and out_tokens are written on BTT_OK and on BTT_ERR_BUFFER_TOO_SMALL only.
 */
typedef struct btt_output {
  size_t struct_size;
  size_t rows;
  size_t width;
  btt_tensor ids;                 /* [rows, width] */
  btt_tensor attention_mask;      /* [rows, width], 1 = token, 0 = padding */
  btt_tensor token_type_ids;      /* [rows, width] */
  btt_tensor special_tokens_mask; /* [rows, width], 1 = special or padding */
  btt_tensor word_ids;            /* [rows, width], -1 = none */
  btt_tensor sequence_ids;        /* [rows, width], -1 = none */
  btt_tensor offsets;             /* [rows, width, 2], (0, 0) for specials and padding */
  btt_tensor lengths;             /* [rows], tokens without padding */
  btt_tensor sample_index;        /* [rows], the input row that this row came from */
  size_t out_rows;
  size_t out_width;
  size_t out_tokens; /* sum of lengths */
} btt_output;

/*
 * Where flat rows go: row r is [row_offsets[r], row_offsets[r + 1]) of each tensor. Capacities: tokens, rows.
 * Padding does not apply to this shape. row_offsets is int64 and holds rows + 1 entries.
 */
typedef struct btt_ragged {
  size_t struct_size;
  size_t rows;
  size_t tokens;
  btt_tensor ids;                 /* [tokens] */
  btt_tensor token_type_ids;      /* [tokens] */
  btt_tensor special_tokens_mask; /* [tokens] */
  btt_tensor word_ids;            /* [tokens] */
  btt_tensor sequence_ids;        /* [tokens] */
  btt_tensor offsets;             /* [tokens, 2] */
  btt_tensor sample_index;        /* [rows] */
  int64_t *row_offsets;           /* [rows + 1]; may be NULL only for a size question */
  size_t out_rows;
  size_t out_tokens;
} btt_ragged;

/*
 * Fills `options` with what the tokenizer's own files ask for: truncation, padding, sides, pad token, maximum length.
 * The encode calls never apply any of it by themselves. struct_size must be set; everything else is overwritten.
 *
 * Threads: any thread, any time.
 * Since:   0.1.
 */
BTT_API btt_status btt_get_default_options(const btt_tokenizer *tokenizer, btt_encode_options *options);

/*
 * Encodes rows of text into padded matrices of the caller.
 * Ids, masks and type ids equal the reference tokenizer's, position by position; the result does not depend on thread
 * count, SIMD level, order of rows or earlier calls.
 * Padding none: cells behind a row's length are not written. Longest: out_width is the longest row, rounded up to the
 * multiple. Max length: out_width is the target, rounded up. With padding longest and row_stride 0 the rows are packed
 * at out_width (capacity = rows x width elements). A row can be longer than max_length: where max_length is below the
 * number of specials (the reference then leaves the row whole) and with fixed padding without truncation; out_width is
 * then the longest row. Cells in [out_width, width) and rows from out_rows on are never touched.
 * Without BTT_ENCODE_RETURN_OVERFLOW, out_rows == input->count and row i is input i; with it, the rows of one input are
 * consecutive, the main row first.
 * Ill-formed UTF-8 becomes U+FFFD per maximal subpart; byte offsets still refer to the bytes that were given.
 * Time grows with the texts, but for rows of one text that is truncated on its right: what lies behind the tokens that
 * are kept is then not looked at, unless BTT_ENCODE_RETURN_OVERFLOW, BTT_ENCODE_STRICT_UTF8 or the tokenizer's own
 * components need it (docs/performance.md names them).
 *
 * Shapes:    see btt_output.
 * Units:     max_length, stride, widths in tokens; offsets in options->offset_unit; strides in elements.
 * Ownership: borrows the input until return; writes to the output's buffers only.
 * Threads:   any thread, any time; rows are shared out to num_threads when the work is worth it.
 * Errors:    BTT_ERR_BUFFER_TOO_SMALL with the needed sizes (the buffers' content is then unspecified, nothing outside
 *            the stated capacity is written); BTT_ERR_INVALID_UTF8 with row and byte; BTT_ERR_LIMIT;
 *            BTT_ERR_INVALID_ARGUMENT (misaligned or overlapping tensors, stride not below the maximum, padding without
 *            a pad token, a truncation that the strategy cannot reach), before anything is written where possible.
 * Since:     0.1.
 */
BTT_API btt_status btt_encode_batch(const btt_tokenizer *tokenizer, const btt_input *input,
                                    const btt_encode_options *options, btt_output *output);

/*
 * Encodes rows of text into flat arrays with row offsets. Like btt_encode_batch but for the shape; padding is refused.
 *
 * Shapes: ids and friends [tokens], offsets [tokens, 2], row_offsets [rows + 1], sample_index [rows].
 * Since:  0.1.
 */
BTT_API btt_status btt_encode_ragged(const btt_tokenizer *tokenizer, const btt_input *input,
                                     const btt_encode_options *options, btt_ragged *output);

/*
 * Counts the tokens of each row and produces nothing else.
 * Honours the options: with truncation none the answer is the untruncated length, specials included. Padding and
 * overflow rows do not count.
 *
 * Shapes:  out_lengths [input->count].
 * Threads: any thread, any time.
 * Since:   0.1.
 */
BTT_API btt_status btt_count_tokens(const btt_tokenizer *tokenizer, const btt_input *input,
                                    const btt_encode_options *options, int64_t *out_lengths);

/*
 * An upper bound of the number of tokens of one text of `text_bytes` bytes, specials included.
 *
 * Threads: any thread, any time.
 * Errors:  BTT_ERR_UNSUPPORTED where the tokenizer's normalizer knows no bound; BTT_ERR_LIMIT for 2 GiB or more.
 * Since:   0.1.
 */
BTT_API btt_status btt_max_tokens(const btt_tokenizer *tokenizer, size_t text_bytes, size_t *out_tokens);

/* --------------------------------------------------------------------------------------------------- batch object */

typedef struct btt_batch_info {
  size_t struct_size;
  size_t rows;   /* overflow rows included */
  size_t width;  /* what btt_batch_write needs under the options of the encode call */
  size_t tokens; /* without padding */
} btt_batch_info;

/*
 * Makes an empty batch: encode once, ask the shape, then write into memory of exactly that size.
 * The batch keeps the tokenizer's storage alive.
 *
 * Ownership: *out_batch belongs to the caller (btt_batch_free); NULL after a failure.
 * Since:     0.1.
 */
BTT_API btt_status btt_batch_create(const btt_tokenizer *tokenizer, btt_batch **out_batch);

/*
 * Tokenizes rows into the batch and replaces what it held; memory is kept for reuse.
 * BTT_ENCODE_TRACK_OFFSETS and BTT_ENCODE_TRACK_WORDS say what a later write may ask for. After a failure the batch is
 * empty.
 *
 * Ownership: the texts must stay valid until this call returns, not longer.
 * Threads:   one thread at a time per batch.
 * Errors:    as btt_encode_batch, but for buffers.
 * Since:     0.1.
 */
BTT_API btt_status btt_batch_encode(btt_batch *batch, const btt_input *input, const btt_encode_options *options);

/* Answers the shape of what the batch holds. Since: 0.1. */
BTT_API btt_status btt_batch_get_info(const btt_batch *batch, btt_batch_info *out_info);

/*
 * Copies, widens and pads the rows into matrices of the caller, under the options of the encode call. May be repeated.
 *
 * Errors: BTT_ERR_BUFFER_TOO_SMALL; BTT_ERR_INVALID_ARGUMENT where offsets or word ids were not tracked.
 * Since:  0.1.
 */
BTT_API btt_status btt_batch_write(const btt_batch *batch, btt_output *output);

/* Copies the rows into flat arrays; the padding of the encode call does not apply. Since: 0.1. */
BTT_API btt_status btt_batch_write_ragged(const btt_batch *batch, btt_ragged *output);

/* Releases a batch. NULL is fine. Since: 0.1. */
BTT_API void btt_batch_free(btt_batch *batch);

/* ------------------------------------------------------------------------------------------------------- decoding */

/*
 * Ids of the caller, as a matrix or flat. Exactly one of width / row_offsets describes the rows.
 *   matrix: rows x width with row_stride elements between rows (0 = width); `lengths`, where given, says how many ids
 * of each row count. flat:   row r is data[row_offsets[r] .. row_offsets[r + 1]).
 */
typedef struct btt_ids {
  size_t struct_size;
  const void *data;
  btt_dtype dtype;
  int32_t reserved; /* 0 */
  size_t rows;
  size_t width;
  size_t row_stride;
  const int64_t *lengths;     /* [rows] or NULL */
  const int64_t *row_offsets; /* [rows + 1] or NULL */
} btt_ids;

enum {
  BTT_DECODE_SKIP_SPECIAL_TOKENS = 1,
  BTT_DECODE_KEEP_SPACES = 2, /* a decoder's own clean-up of spaces before punctuation is left out */
  BTT_DECODE_STRICT_IDS = 4   /* an id outside the vocabulary is an error; otherwise it is skipped */
};

/* NULL in its place means: all defaults. */
typedef struct btt_decode_options {
  size_t struct_size;
  uint32_t flags;       /* BTT_DECODE_* */
  uint32_t num_threads; /* as in btt_encode_options */
} btt_decode_options;

/*
 * Turns one row of ids back into text (UTF-8, no terminator).
 *
 * Units:   buffer_bytes and *out_bytes in bytes; *out_bytes is written on BTT_OK and on BTT_ERR_BUFFER_TOO_SMALL.
 * Threads: any thread, any time.
 * Errors:  BTT_ERR_BUFFER_TOO_SMALL; BTT_ERR_NOT_FOUND with BTT_DECODE_STRICT_IDS (row, and position as byte_offset).
 * Since:   0.1.
 */
BTT_API btt_status btt_decode(const btt_tokenizer *tokenizer, const btt_ids *ids, const btt_decode_options *options,
                              char *buffer, size_t buffer_bytes, size_t *out_bytes);

/*
 * Turns rows of ids back into texts, packed: text r is buffer[out_offsets[r] .. out_offsets[r + 1]).
 * out_offsets is complete on BTT_ERR_BUFFER_TOO_SMALL too, its last entry is the size that is needed.
 *
 * Shapes: out_offsets [ids->rows + 1].
 * Since:  0.1.
 */
BTT_API btt_status btt_decode_batch(const btt_tokenizer *tokenizer, const btt_ids *ids,
                                    const btt_decode_options *options, char *buffer, size_t buffer_bytes,
                                    int64_t *out_offsets);

/* ------------------------------------------------------------------------------------- vocabulary and information */

enum { BTT_MODEL_WORDPIECE = 1, BTT_MODEL_WORDLEVEL = 2, BTT_MODEL_BPE = 3, BTT_MODEL_UNIGRAM = 4 };

enum {
  BTT_SPECIAL_PAD = 1,
  BTT_SPECIAL_CLS = 2,
  BTT_SPECIAL_SEP = 3,
  BTT_SPECIAL_BOS = 4,
  BTT_SPECIAL_EOS = 5,
  BTT_SPECIAL_UNK = 6,
  BTT_SPECIAL_MASK = 7
};

typedef struct btt_tokenizer_info {
  size_t struct_size;
  int32_t model;           /* BTT_MODEL_* */
  int32_t padding_side;    /* 0 = right, 1 = left */
  int32_t truncation_side; /* 0 = right, 1 = left */
  int32_t reserved;        /* 0 */
  size_t vocab_size;       /* without added tokens */
  size_t vocab_size_with_added;
  size_t max_length;            /* tokens, from tokenizer_config.json, else the file's truncation; 0 = none stated */
  size_t special_tokens_single; /* specials that encoding one text adds */
  size_t special_tokens_pair;   /* specials that encoding a pair adds */
  int64_t max_id;               /* largest id in use, -1 = empty vocabulary */
} btt_tokenizer_info;

/* Number of distinct tokens; with include_added != 0 added tokens count too. 0 for NULL. Since: 0.1. */
BTT_API size_t btt_vocab_size(const btt_tokenizer *tokenizer, int32_t include_added);

/* The id of a token, added tokens first. BTT_ERR_NOT_FOUND where there is none. Since: 0.1. */
BTT_API btt_status btt_token_to_id(const btt_tokenizer *tokenizer, const char *token, size_t token_bytes,
                                   int32_t *out_id);

/* The token of an id. The text is borrowed and lives as long as the handle. BTT_ERR_NOT_FOUND. Since: 0.1. */
BTT_API btt_status btt_id_to_token(const btt_tokenizer *tokenizer, int64_t id, btt_str *out_token);

/* BTT_TOKEN_* of an id; 0 for one that is in the model only. BTT_ERR_NOT_FOUND. Since: 0.1. */
BTT_API btt_status btt_token_flags(const btt_tokenizer *tokenizer, int64_t id, uint32_t *out_flags);

/*
 * The id of a named special token (BTT_SPECIAL_*).
 * Sources, first that names one: tokenizer_config.json and special_tokens_map.json of the directory; the file's padding
 * section (pad), its model (unk), its BertProcessing (cls, sep); the conventional contents ([PAD], <pad>, [CLS], [SEP],
 * <s>, </s>, [MASK], <mask>) among the special added tokens.
 *
 * Errors: BTT_ERR_NOT_FOUND.
 * Since:  0.1.
 */
BTT_API btt_status btt_special_token(const btt_tokenizer *tokenizer, int32_t kind, int32_t *out_id);

/* Facts about the tokenizer. Since: 0.1. */
BTT_API btt_status btt_get_info(const btt_tokenizer *tokenizer, btt_tokenizer_info *out_info);

/*
 * The tokenizer as a tokenizer.json, in the reference's order of keys, serialised from the tables (no source is kept).
 * Made at the first call. The text is borrowed, terminated, and lives as long as the handle. Since: 0.1.
 */
BTT_API btt_status btt_get_json(const btt_tokenizer *tokenizer, btt_str *out_json);

/* Bytes that the handle keeps, idle scratch memory included. Since: 0.1. */
BTT_API btt_status btt_memory_usage(const btt_tokenizer *tokenizer, size_t *out_bytes);

/* Gives idle scratch memory back to the allocator. Since: 0.1. */
BTT_API btt_status btt_trim(const btt_tokenizer *tokenizer);

/* ------------------------------------------------------------------------------------------ process-wide controls */

enum {
  BTT_SIMD_AUTO = -1, /* for the setter */
  BTT_SIMD_SCALAR = 0,
  BTT_SIMD_SSE42 = 1,
  BTT_SIMD_AVX2 = 2,
  BTT_SIMD_AVX512 = 3,
  BTT_SIMD_NEON = 4
};

/* "major.minor.patch" of the library that is running. Since: 0.1. */
BTT_API const char *btt_version(void);

/* major * 10000 + minor * 100 + patch. Since: 0.1. */
BTT_API uint32_t btt_version_number(void);

/* BTT_ABI_VERSION of the library that is running: check it before anything else after dlopen. Since: 0.1. */
BTT_API uint32_t btt_abi_version(void);

/* Lines of "key=value": compiler, openmp, simdjson, utf8proc, unicode tables, simd levels. Static. Since: 0.1. */
BTT_API const char *btt_build_info(void);

/* 1 if the named feature is there ("openmp", "avx2-compiled", "wordpiece", ...), else 0; 0 for NULL. Since: 0.1. */
BTT_API int32_t btt_has_feature(const char *name);

/*
 * Sets the default number of threads of later calls; 0 = back to BTT_NUM_THREADS or OpenMP's own default.
 * A forked child works on its calling thread only until it calls this function.
 *
 * Threads: any thread; affects calls that start later.
 * Since:   0.1.
 */
BTT_API btt_status btt_set_num_threads(uint32_t threads);

/* The number of threads that a large call would use now. Since: 0.1. */
BTT_API uint32_t btt_get_num_threads(void);

/*
 * Picks the SIMD level of later calls (BTT_SIMD_*). Results are the same at every level.
 * The variable BTT_SIMD in the environment does the same at start.
 *
 * Errors: BTT_ERR_UNSUPPORTED where this machine or build lacks the level; the level in force stays.
 * Since:  0.1.
 */
BTT_API btt_status btt_set_simd_level(int32_t level);

/* The level in force. Since: 0.1. */
BTT_API int32_t btt_get_simd_level(void);

/* Bit mask (1 << level) of what this build has and this machine runs. Since: 0.1. */
BTT_API uint32_t btt_simd_levels(void);

/* "scalar", "avx2", ...; NULL for an unknown level. Static. Since: 0.1. */
BTT_API const char *btt_simd_level_name(int32_t level);

/* A short English name of a status. Never NULL. Static. Since: 0.1. */
BTT_API const char *btt_status_string(btt_status status);

/*
 * Describes the last failure on this thread. Meaningful only right after a call that failed: it is not the way to
 * detect failure. Status BTT_OK and an empty message if nothing has failed yet. Since: 0.1.
 */
BTT_API btt_status btt_last_error(btt_error_detail *out_detail);

/* BTT-DECLARATIONS-END */

#ifdef __cplusplus
}
#endif

#endif /* BUDTIKTOK_H */
