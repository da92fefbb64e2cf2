/* Calls that break a rule of the header: each is refused before anything is written, none crashes. */
#include "budtiktok_experimental.h"
#include "check.h"

#define REFUSED(call) CHECK_STATUS(call, BTT_ERR_INVALID_ARGUMENT)
/* Refused, and the message names the culprit. */
#define NAMED(call, name)                                                                              \
  do {                                                                                                 \
    REFUSED(call);                                                                                     \
    if (!CHECK(strstr(last_message(), name) != NULL)) fprintf(stderr, "  said: %s\n", last_message()); \
  } while (0)

static btt_tokenizer *tokenizer;
static const btt_str two_texts[] = {{"hello", 5}, {"we go", 5}};

static btt_output small_output(int32_t *numbers) {
  STRUCT(btt_output, output);
  output.rows = 2;
  output.width = 8;
  output.ids.data = numbers;
  output.ids.dtype = BTT_INT32;
  output.out_rows = output.out_width = output.out_tokens = 4711;
  return output;
}

static void check_null_pointers(void) {
  const btt_input input = input_of(two_texts, 2);
  const btt_added_token token = {{"x", 1}, 0, 0};
  btt_tokenizer *handle = tokenizer;
  btt_batch *batch = (btt_batch *)(void *)tokenizer; /* never followed: overwritten by NULL */
  int32_t numbers[16], id;
  uint32_t flags;
  size_t size;
  int64_t lengths[2];
  btt_str str;
  char buffer[8];
  btt_output output = small_output(numbers);
  STRUCT(btt_ragged, ragged);
  STRUCT(btt_encode_options, options);
  STRUCT(btt_ids, ids);
  STRUCT(btt_tokenizer_info, info);
  STRUCT(btt_batch_info, batch_info);
  NAMED(btt_load(NULL, NULL, &handle), "path");
  CHECK(handle == NULL);
  NAMED(btt_load("x", NULL, NULL), "out_tokenizer");
  NAMED(btt_load_memory(NULL, 3, NULL, &handle), "data");
  NAMED(btt_load_memory("{}", 2, NULL, NULL), "out_tokenizer");
  CHECK_STATUS(btt_load_memory(NULL, 0, NULL, &handle), BTT_ERR_PARSE);
  handle = tokenizer;
  NAMED(btt_with_added_tokens(NULL, &token, 1, &handle), "tokenizer");
  CHECK(handle == NULL);
  NAMED(btt_with_added_tokens(tokenizer, NULL, 1, &handle), "tokens");
  NAMED(btt_with_added_tokens(tokenizer, &token, 1, NULL), "out_tokenizer");
  NAMED(btt_get_default_options(NULL, &options), "tokenizer");
  NAMED(btt_get_default_options(tokenizer, NULL), "options");
  NAMED(btt_encode_batch(NULL, &input, NULL, &output), "tokenizer");
  NAMED(btt_encode_batch(tokenizer, NULL, NULL, &output), "input");
  NAMED(btt_encode_batch(tokenizer, &input, NULL, NULL), "output");
  NAMED(btt_encode_ragged(NULL, &input, NULL, &ragged), "tokenizer");
  NAMED(btt_encode_ragged(tokenizer, NULL, NULL, &ragged), "input");
  NAMED(btt_encode_ragged(tokenizer, &input, NULL, NULL), "output");
  NAMED(btt_count_tokens(NULL, &input, NULL, lengths), "tokenizer");
  NAMED(btt_count_tokens(tokenizer, NULL, NULL, lengths), "input");
  NAMED(btt_count_tokens(tokenizer, &input, NULL, NULL), "out_lengths");
  NAMED(btt_max_tokens(NULL, 1, &size), "tokenizer");
  NAMED(btt_max_tokens(tokenizer, 1, NULL), "out_tokens");
  NAMED(btt_batch_create(NULL, &batch), "tokenizer");
  CHECK(batch == NULL);
  NAMED(btt_batch_create(tokenizer, NULL), "out_batch");
  NAMED(btt_batch_encode(NULL, &input, NULL), "batch");
  NAMED(btt_batch_get_info(NULL, &batch_info), "batch");
  NAMED(btt_batch_write(NULL, &output), "batch");
  NAMED(btt_batch_write_ragged(NULL, &ragged), "batch");
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  NAMED(btt_batch_encode(batch, NULL, NULL), "input");
  NAMED(btt_batch_get_info(batch, NULL), "out_info");
  NAMED(btt_batch_write(batch, NULL), "output");
  NAMED(btt_batch_write_ragged(batch, NULL), "output");
  btt_batch_free(batch);
  ids.rows = 1;
  NAMED(btt_decode(NULL, &ids, NULL, buffer, 8, &size), "tokenizer");
  NAMED(btt_decode(tokenizer, NULL, NULL, buffer, 8, &size), "ids");
  NAMED(btt_decode(tokenizer, &ids, NULL, NULL, 8, &size), "buffer");
  NAMED(btt_decode(tokenizer, &ids, NULL, buffer, 8, NULL), "out_bytes");
  NAMED(btt_decode_batch(NULL, &ids, NULL, buffer, 8, lengths), "tokenizer");
  NAMED(btt_decode_batch(tokenizer, NULL, NULL, buffer, 8, lengths), "ids");
  NAMED(btt_decode_batch(tokenizer, &ids, NULL, NULL, 8, lengths), "buffer");
  NAMED(btt_decode_batch(tokenizer, &ids, NULL, buffer, 8, NULL), "out_offsets");
  NAMED(btt_token_to_id(NULL, "a", 1, &id), "tokenizer");
  NAMED(btt_token_to_id(tokenizer, NULL, 1, &id), "token");
  NAMED(btt_token_to_id(tokenizer, "a", 1, NULL), "out_id");
  NAMED(btt_id_to_token(NULL, 1, &str), "tokenizer");
  NAMED(btt_id_to_token(tokenizer, 1, NULL), "out_token");
  NAMED(btt_token_flags(NULL, 1, &flags), "tokenizer");
  NAMED(btt_token_flags(tokenizer, 1, NULL), "out_flags");
  NAMED(btt_special_token(NULL, 1, &id), "tokenizer");
  NAMED(btt_special_token(tokenizer, 1, NULL), "out_id");
  NAMED(btt_get_info(NULL, &info), "tokenizer");
  NAMED(btt_get_info(tokenizer, NULL), "out_info");
  NAMED(btt_get_json(NULL, &str), "tokenizer");
  NAMED(btt_get_json(tokenizer, NULL), "out_json");
  NAMED(btt_memory_usage(NULL, &size), "tokenizer");
  NAMED(btt_memory_usage(tokenizer, NULL), "out_bytes");
  NAMED(btt_trim(NULL), "tokenizer");
  NAMED(btt_last_error(NULL), "out_detail");
  CHECK(output.out_rows == 4711);
}

/* A struct of some size with a tail behind the known fields. */
#define TAILED(type, name)          \
  struct {                          \
    type known;                     \
    unsigned char tail[24];         \
  } name;                           \
  memset(&(name), 0, sizeof(name)); \
  (name).known.struct_size = sizeof(name)

/* Sizes: zero, one byte less than the first version, absurd; a longer struct with and without something in
 * its tail. */
#define CHECK_SIZES(type, value, call)                                          \
  do {                                                                          \
    TAILED(type, longer);                                                       \
    type *given = &longer.known;                                                \
    longer.known = (value);                                                     \
    given->struct_size = 0;                                                     \
    NAMED(call, "struct_size");                                                 \
    given->struct_size = sizeof(type) - 1;                                      \
    NAMED(call, "struct_size");                                                 \
    given->struct_size = (size_t)-1;                                            \
    NAMED(call, "struct_size");                                                 \
    given->struct_size = sizeof(longer);                                        \
    CHECK_OK(call);                                                             \
    longer.tail[23] = 1;                                                        \
    CHECK_STATUS(call, BTT_ERR_UNSUPPORTED);                                    \
    CHECK(longer.tail[0] == 0 && longer.tail[22] == 0 && longer.tail[23] == 1); \
  } while (0)

static void check_struct_sizes(void) {
  const btt_input input = input_of(two_texts, 2);
  int32_t numbers[16] = {32};
  int64_t lengths[2], row_offsets[3];
  char buffer[64];
  size_t size;
  btt_batch *batch = NULL;
  const btt_output output = small_output(numbers);
  STRUCT(btt_ragged, ragged);
  STRUCT(btt_encode_options, options);
  STRUCT(btt_decode_options, decode_options);
  STRUCT(btt_load_options, load_options);
  STRUCT(btt_ids, ids);
  STRUCT(btt_tokenizer_info, info);
  STRUCT(btt_batch_info, batch_info);
  STRUCT(btt_error_detail, detail);
  btt_tokenizer *loaded = NULL;
  ragged.rows = 2;
  ragged.tokens = 16;
  ragged.row_offsets = row_offsets;
  ids.rows = ids.width = 1;
  ids.data = numbers;
  ids.dtype = BTT_INT32;
  CHECK_SIZES(btt_input, input, btt_count_tokens(tokenizer, given, NULL, lengths));
  CHECK_SIZES(btt_encode_options, options, btt_count_tokens(tokenizer, &input, given, lengths));
  CHECK_SIZES(btt_output, output, btt_encode_batch(tokenizer, &input, NULL, given));
  CHECK_SIZES(btt_ragged, ragged, btt_encode_ragged(tokenizer, &input, NULL, given));
  CHECK_SIZES(btt_ids, ids, btt_decode(tokenizer, given, NULL, buffer, sizeof(buffer), &size));
  CHECK_SIZES(btt_decode_options, decode_options,
              btt_decode(tokenizer, &ids, given, buffer, sizeof(buffer), &size));
  CHECK_SIZES(btt_tokenizer_info, info, btt_get_info(tokenizer, given));
  CHECK_SIZES(btt_error_detail, detail, btt_last_error(given));
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  CHECK_SIZES(btt_batch_info, batch_info, btt_batch_get_info(batch, given));
  btt_batch_free(batch);
  {
    TAILED(btt_load_options, longer);
    CHECK_OK(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &longer.known, &loaded));
    btt_free(loaded);
    longer.tail[3] = 7;
    CHECK_STATUS(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &longer.known, &loaded),
                 BTT_ERR_UNSUPPORTED);
    load_options.struct_size = 3;
    NAMED(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &load_options, &loaded), "struct_size");
  }
  {
    /* Everything is overwritten, also what this version does not know. */
    TAILED(btt_encode_options, longer);
    memset(longer.tail, 0xA5, sizeof(longer.tail));
    CHECK_OK(btt_get_default_options(tokenizer, &longer.known));
    CHECK(longer.tail[0] == 0 && longer.tail[23] == 0 && longer.known.struct_size == sizeof(longer));
  }
}

static void check_options(void) {
  const btt_input input = input_of(two_texts, 2);
  int32_t numbers[16];
  int64_t lengths[2] = {-5, -5};
  btt_output output = small_output(numbers);
  uint32_t bit;
  STRUCT(btt_encode_options, options);
  for (bit = 10; bit < 32; bit++) {
    options.flags = (uint32_t)1 << bit;
    NAMED(btt_encode_batch(tokenizer, &input, &options, &output), "flags");
    NAMED(btt_count_tokens(tokenizer, &input, &options, lengths), "flags");
  }
  options.flags = 0;
  options.truncation = 4;
  NAMED(btt_encode_batch(tokenizer, &input, &options, &output), "truncation");
  options.truncation = -1;
  NAMED(btt_encode_batch(tokenizer, &input, &options, &output), "truncation");
  options.truncation = 0;
  options.padding = 3;
  NAMED(btt_count_tokens(tokenizer, &input, &options, lengths), "padding");
  options.padding = BTT_PADDING_MAX_LENGTH; /* without a length */
  REFUSED(btt_encode_batch(tokenizer, &input, &options, &output));
  options.pad_to_length = (size_t)-1;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, &options, &output), BTT_ERR_LIMIT);
  options.pad_to_length = 4;
  options.pad_to_multiple_of = (size_t)-1;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, &options, &output), BTT_ERR_LIMIT);
  options.padding = 0;
  options.offset_unit = 3;
  NAMED(btt_encode_batch(tokenizer, &input, &options, &output), "offset_unit");
  options.offset_unit = 0;
  options.reserved = 1;
  NAMED(btt_encode_batch(tokenizer, &input, &options, &output), "reserved");
  options.reserved = 0;
  options.truncation = BTT_TRUNCATION_LONGEST_FIRST;
  options.max_length = 3;
  options.stride = 1;
  options.flags = BTT_ENCODE_NO_SPECIAL_TOKENS;
  CHECK_OK(btt_encode_batch(tokenizer, &input, &options, &output));
  options.max_length = 1;
  REFUSED(btt_encode_batch(tokenizer, &input, &options,
                           &output)); /* the stride is not below what a row can hold */
  options.truncation = BTT_TRUNCATION_ONLY_SECOND;
  REFUSED(btt_encode_batch(tokenizer, &input, &options, &output)); /* there is no second text */
  CHECK(lengths[0] == -5 && lengths[1] == -5);
}

/* Padding without a pad token anywhere. */
static void check_pad_token(void) {
  static const char json[] =
      "{\"model\":{\"type\":\"WordLevel\",\"unk_token\":\"u\",\"vocab\":{\"u\":0,\"hello\":1}},"
      "\"pre_tokenizer\":{\"type\":\"Whitespace\"}}";
  const btt_input input = input_of(two_texts, 2);
  int32_t numbers[16];
  btt_tokenizer *bare = NULL;
  btt_output output = small_output(numbers);
  int32_t id;
  STRUCT(btt_encode_options, options);
  CHECK_OK(btt_load_memory(json, sizeof(json) - 1, NULL, &bare));
  CHECK_STATUS(btt_special_token(bare, BTT_SPECIAL_PAD, &id), BTT_ERR_NOT_FOUND);
  options.padding = BTT_PADDING_LONGEST;
  NAMED(btt_encode_batch(bare, &input, &options, &output), "pad token");
  CHECK(output.out_rows == 4711);
  options.flags = BTT_ENCODE_OVERRIDE_PAD;
  options.pad_id = 9;
  CHECK_OK(btt_encode_batch(bare, &input, &options, &output));
  CHECK(output.out_width == 2 && numbers[0] == 1 && numbers[1] == 9 && numbers[2] == 0 && numbers[3] == 0);
  CHECK_OK(btt_get_default_options(bare, &options));
  CHECK(options.flags == 0 && options.padding == BTT_PADDING_NONE &&
        options.truncation == BTT_TRUNCATION_NONE);
  btt_free(bare);
}

static void check_tensors(void) {
  const btt_input input = input_of(two_texts, 2);
  int64_t memory[64];
  int32_t *const numbers = (int32_t *)(void *)memory;
  char *const bytes = (char *)memory;
  btt_output output, good = small_output(numbers);
  STRUCT(btt_ragged, ragged);
  size_t i;
  memset(memory, 0x55, sizeof(memory));
  output = good;
  output.ids.dtype = 3;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "dtype");
  output.ids.dtype = 0;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "ids");
  output = good;
  output.ids.reserved = 1;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "reserved");
  output = good;
  output.offsets.reserved = 1;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "offsets");
  output = good;
  output.ids.data = bytes + 2;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "aligned");
  output.ids.data = bytes + 4;
  output.ids.dtype = BTT_INT64;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "aligned");
  output = good;
  output.ids.row_stride = 7;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "row_stride");
  output = good;
  output.offsets.data = numbers + 32;
  output.offsets.dtype = BTT_INT32;
  output.offsets.row_stride = 15;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "row_stride");
  /* Overlap: the same place, the last element, a vector inside a row, interleaved rows that are too near. */
  output = good;
  output.attention_mask = output.ids;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "overlap");
  output.attention_mask.data = numbers + 15;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "overlap");
  output.attention_mask.data = NULL;
  output.lengths.data = numbers + 15;
  output.lengths.dtype = BTT_INT32;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "overlap");
  output.ids.row_stride = 10; /* rows [0, 8) and [10, 18): the vector fits into the gap */
  output.lengths.data = numbers + 8;
  output.attention_mask = output.ids;
  output.attention_mask.data = numbers + 7;
  NAMED(btt_encode_batch(tokenizer, &input, NULL, &output), "overlap");
  output.attention_mask.data = NULL;
  for (i = 0; i < 64; i++) CHECK(memory[i] == 0x5555555555555555LL);
  CHECK_OK(btt_encode_batch(tokenizer, &input, NULL, &output));
  CHECK(numbers[0] == 2 && numbers[10] == 2 && numbers[8] == 3 && numbers[9] == 4);

  ragged.rows = 2;
  ragged.tokens = 8;
  ragged.ids = good.ids;
  ragged.row_offsets = memory + 3; /* inside ids */
  NAMED(btt_encode_ragged(tokenizer, &input, NULL, &ragged), "overlap");
  ragged.row_offsets = (int64_t *)(void *)(bytes + 196);
  NAMED(btt_encode_ragged(tokenizer, &input, NULL, &ragged), "aligned");
  ragged.row_offsets = memory + 4;
  CHECK_OK(btt_encode_ragged(tokenizer, &input, NULL, &ragged));
}

static void check_huge_counts(void) {
  int32_t numbers[16];
  int64_t lengths[2];
  btt_input input = input_of(two_texts, (size_t)-1);
  btt_output output = small_output(numbers);
  btt_str huge = {"x", (size_t)1 << 31};
  static const int64_t splits[] = {0, INT64_MAX};
  STRUCT(btt_ragged, ragged);
  STRUCT(btt_encode_options, options);
  STRUCT(btt_ids, ids);
  size_t size;
  CHECK_STATUS(btt_count_tokens(tokenizer, &input, NULL, lengths), BTT_ERR_LIMIT);
  input = input_of(&huge, 1);
  CHECK_STATUS(btt_count_tokens(tokenizer, &input, NULL, lengths), BTT_ERR_LIMIT);
  CHECK(last_row() == 0);
  input = input_of(two_texts, 1);
  input.word_splits = splits;
  options.flags = BTT_ENCODE_PRETOKENIZED;
  CHECK_STATUS(btt_count_tokens(tokenizer, &input, &options, lengths), BTT_ERR_LIMIT);
  input = input_of(two_texts, 2);
  output.rows = (size_t)-1;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, NULL, &output), BTT_ERR_LIMIT);
  output = small_output(numbers);
  output.ids.row_stride = (size_t)1 << 62;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, NULL, &output), BTT_ERR_LIMIT);
  output = small_output(NULL);
  output.width = ((size_t)1 << 63) + 1;
  output.offsets.data = numbers;
  output.offsets.dtype = BTT_INT32;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, NULL, &output), BTT_ERR_LIMIT);
  ragged.rows = (size_t)-1;
  ragged.row_offsets = lengths;
  CHECK_STATUS(btt_encode_ragged(tokenizer, &input, NULL, &ragged), BTT_ERR_LIMIT);
  ids.data = numbers;
  ids.dtype = BTT_INT32;
  ids.rows = 1;
  ids.width = (size_t)-1;
  CHECK_STATUS(btt_decode(tokenizer, &ids, NULL, NULL, 0, &size), BTT_ERR_LIMIT);
  CHECK(output.out_rows == 4711);
  /* Capacities without tensors describe nothing: any size is fine. */
  output = small_output(NULL);
  output.rows = output.width = (size_t)-1;
  CHECK_OK(btt_encode_batch(tokenizer, &input, NULL, &output));
  CHECK(output.out_rows == 2 && output.out_width == 4);
}

static void check_inputs(void) {
  static const int64_t falling[] = {0, 5, 3}, negative[] = {-1, 2, 4}, good[] = {0, 5, 10},
                       late[] = {1, 2, 2}, first[] = {0, 1};
  static const uint8_t two_then_one[] = {1, 2}, yes[] = {1, 1}, no[] = {0, 0};
  static const char bytes[] = "hellowe go";
  static const btt_str without_data[] = {{"hello", 5}, {NULL, 5}}, absent[] = {{"a", 1}, {NULL, 0}};
  int64_t lengths[2];
  btt_input input;
  STRUCT(btt_encode_options, words);
  words.flags = BTT_ENCODE_PRETOKENIZED;

#define COUNT(named) NAMED(btt_count_tokens(tokenizer, &input, NULL, lengths), named)
#define COUNT_WORDS(named) NAMED(btt_count_tokens(tokenizer, &input, &words, lengths), named)
  input = input_of(NULL, 2);
  COUNT("texts");
  input = input_of(without_data, 2);
  COUNT("texts[1]");
  CHECK(last_row() == 1);
  input = input_of(two_texts, 2);
  input.packed = bytes;
  input.packed_offsets = good;
  COUNT("both");
  input.texts = NULL;
  input.packed_offsets = NULL;
  COUNT("packed");
  input.packed_offsets = falling;
  COUNT("packed_offsets[2]");
  CHECK(last_row() == 1);
  input.packed_offsets = negative;
  COUNT("packed_offsets[0]");
  input.packed = NULL;
  input.packed_offsets = good;
  COUNT("packed");
  input.packed = bytes;
  input.pairs = two_texts;
  COUNT("forms");
  input.pairs = NULL;
  input.pair_packed = bytes;
  COUNT("pair_packed");
  input.pair_packed_offsets = falling;
  COUNT("pair_packed_offsets");
  input.pair_packed_offsets = good;
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, lengths));
  CHECK(lengths[0] == 5 && lengths[1] == 7);
  input.has_pair = no;
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, lengths));
  CHECK(lengths[0] == 3 && lengths[1] == 4);
  input.has_pair = two_then_one;
  COUNT("has_pair[1]");
  CHECK(last_row() == 1);
  input = input_of(two_texts, 2);
  input.has_pair = yes;
  COUNT("has_pair");
  input.has_pair = no;
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, lengths));
  input.pairs = absent;
  input.has_pair = yes;
  COUNT("pairs[1]");
  input.has_pair = NULL;
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, lengths));
  CHECK(lengths[0] == 5 && lengths[1] == 4);
  input.pairs = without_data;
  COUNT("pairs[1]");

  input = input_of(two_texts, 2);
  COUNT_WORDS("word_splits");
  input.word_splits = late;
  COUNT_WORDS("word_splits[0]");
  input.word_splits = falling;
  COUNT_WORDS("word_splits[2]");
  COUNT("PRETOKENIZED");
  input = input_of(two_texts, 1);
  input.word_splits = first;
  input.pairs = two_texts;
  COUNT_WORDS("pair_word_splits");
#undef COUNT
#undef COUNT_WORDS
  /* No rows: nothing has to be given. */
  input = input_of(NULL, 0);
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, NULL));
  CHECK_OK(btt_count_tokens(tokenizer, &input, &words, NULL));
}

static void check_ids(void) {
  static const int32_t numbers[] = {32, 33, 32, 33};
  static const int64_t falling[] = {0, 3, 2}, good[] = {0, 2, 4}, too_long[] = {2, 3}, below[] = {-1, 2};
  int64_t out[3] = {-9, -9, -9};
  char buffer[64];
  btt_ids bad;
  STRUCT(btt_ids, ids);
  STRUCT(btt_decode_options, options);
#define DECODE(named) NAMED(btt_decode_batch(tokenizer, &bad, NULL, buffer, sizeof(buffer), out), named)
  ids.data = numbers;
  ids.dtype = BTT_INT32;
  ids.rows = ids.width = 2;
  bad = ids, bad.dtype = 9;
  DECODE("dtype");
  bad = ids, bad.reserved = 1;
  DECODE("reserved");
  bad = ids, bad.data = NULL;
  DECODE("data");
  bad = ids, bad.data = (const char *)(const void *)numbers + 1, bad.rows = 1;
  DECODE("aligned");
  bad = ids, bad.row_stride = 1;
  DECODE("row_stride");
  bad = ids, bad.lengths = too_long;
  DECODE("lengths[1]");
  CHECK(last_row() == 1);
  bad = ids, bad.lengths = below;
  DECODE("lengths[0]");
  bad = ids, bad.row_offsets = good;
  DECODE("width");
  bad.width = 0, bad.lengths = good;
  DECODE("lengths");
  bad.lengths = NULL, bad.row_offsets = falling;
  DECODE("row_offsets[2]");
  bad.row_offsets = below;
  DECODE("row_offsets[0]");
#undef DECODE
  options.flags = 8;
  NAMED(btt_decode_batch(tokenizer, &ids, &options, buffer, sizeof(buffer), out), "flags");
  NAMED(btt_decode(tokenizer, &ids, NULL, buffer, sizeof(buffer), (size_t *)(void *)out), "rows");
  CHECK(out[0] == -9 && out[2] == -9);
}

static void check_added_tokens(void) {
  btt_added_token tokens[2] = {{{"x", 1}, 0, 0}, {{"y", 1}, 64, 0}};
  btt_tokenizer *made = tokenizer;
  NAMED(btt_with_added_tokens(tokenizer, tokens, 2, &made), "tokens[1]");
  CHECK(made == NULL);
  tokens[1].flags = 0;
  tokens[1].reserved = 1;
  NAMED(btt_with_added_tokens(tokenizer, tokens, 2, &made), "reserved");
  tokens[1].reserved = 0;
  tokens[0].content.data = NULL;
  NAMED(btt_with_added_tokens(tokenizer, tokens, 2, &made), "tokens[0]");
  CHECK_STATUS(btt_with_added_tokens(tokenizer, tokens, (size_t)-1, &made), BTT_ERR_LIMIT);
}

static void check_process(void) {
  const int32_t level = btt_get_simd_level();
  int no_dict = 0;
  const uint16_t code_points[3] = {'{', '}', 0xD800};
  btt_tokenizer *loaded_code_points = NULL;
  REFUSED(btt_x_python_install(NULL));
  REFUSED(btt_x_load_code_points(NULL, 1, 2, &loaded_code_points));
  REFUSED(btt_x_load_code_points(code_points, 2, 3, &loaded_code_points));
  REFUSED(btt_x_load_code_points(code_points, 2, 2, NULL));
  CHECK_STATUS(btt_x_load_code_points(code_points, 2, 2, &loaded_code_points), BTT_ERR_PARSE);
  CHECK_STATUS(btt_x_load_code_points(code_points, 3, 2, &loaded_code_points), BTT_ERR_INVALID_UTF8);
  CHECK_STATUS(btt_x_python_install(&no_dict), BTT_ERR_UNSUPPORTED); /* no CPython in this process */
  REFUSED(btt_set_simd_level(5));
  REFUSED(btt_set_simd_level(-2));
  CHECK(btt_get_simd_level() == level && btt_simd_level_name(5) == NULL && btt_simd_level_name(-1) == NULL);
}

int main(void) {
  tokenizer = load_tiny();
  check_null_pointers();
  check_struct_sizes();
  check_options();
  check_pad_token();
  check_tensors();
  check_huge_counts();
  check_inputs();
  check_ids();
  check_added_tokens();
  check_process();
  btt_free(tokenizer);
  return check_result();
}
