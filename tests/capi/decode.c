/* Decoding against the reference: flat and matrix ids of both types, lengths, flags, ids outside the
 * vocabulary. */
#include "check.h"
#include "decode_cases.h"

enum { DECODES = sizeof(decode_cases) / sizeof(decode_cases[0]) };

static void check_text(const btt_tokenizer *tokenizer, const btt_ids *ids, uint32_t flags, btt_str expected) {
  char buffer[256];
  size_t size = 0;
  STRUCT(btt_decode_options, options);
  options.flags = flags;
  CHECK_OK(btt_decode(tokenizer, ids, &options, buffer, sizeof(buffer), &size));
  if (!CHECK(size == expected.size && memcmp(buffer, expected.data, size) == 0)) {
    fprintf(stderr, "  \"%.*s\", expected \"%s\"\n", (int)size, buffer, expected.data);
  }
}

static void check_case(const btt_tokenizer *tokenizer, const decode_case *c) {
  const uint32_t flags = c->skip_special_tokens ? BTT_DECODE_SKIP_SPECIAL_TOKENS : 0;
  int32_t narrow[32];
  int64_t bounds[2];
  size_t i;
  STRUCT(btt_ids, ids);
  for (i = 0; i < c->size; i++) narrow[i] = (int32_t)c->ids[i];
  ids.rows = 1;
  ids.data = narrow;
  ids.dtype = BTT_INT32;
  ids.width = c->size;
  check_text(tokenizer, &ids, flags, c->text);
  ids.data = c->ids;
  ids.dtype = BTT_INT64;
  ids.row_stride = c->size + 9;
  check_text(tokenizer, &ids, flags, c->text);
  ids.width = ids.row_stride = 0;
  bounds[0] = 0;
  bounds[1] = (int64_t)c->size;
  ids.row_offsets = bounds;
  check_text(tokenizer, &ids, flags, c->text);
}

/* All cases as rows of one matrix with lengths, and flat. */
static void check_batch(const btt_tokenizer *tokenizer, uint32_t num_threads) {
  enum { WIDTH = 16 };
  int32_t matrix[DECODES * WIDTH];
  int64_t flat[DECODES * WIDTH], lengths[DECODES], row_offsets[DECODES + 1], out[DECODES + 1];
  char buffer[512];
  size_t row, i;
  int form;
  STRUCT(btt_ids, ids);
  STRUCT(btt_decode_options, options);
  options.flags = BTT_DECODE_SKIP_SPECIAL_TOKENS;
  options.num_threads = num_threads;
  row_offsets[0] = 0;
  for (row = 0; row < DECODES; row++) {
    lengths[row] = (int64_t)decode_cases[row].size;
    row_offsets[row + 1] = row_offsets[row] + lengths[row];
    for (i = 0; i < WIDTH; i++)
      matrix[row * WIDTH + i] = 32; /* behind the length: must not be read as a token */
    for (i = 0; i < decode_cases[row].size; i++) {
      matrix[row * WIDTH + i] = (int32_t)decode_cases[row].ids[i];
      flat[(size_t)row_offsets[row] + i] = decode_cases[row].ids[i];
    }
  }
  for (form = 0; form < 2; form++) {
    ids.rows = DECODES;
    ids.data = form == 0 ? (void *)matrix : (void *)flat;
    ids.dtype = form == 0 ? BTT_INT32 : BTT_INT64;
    ids.width = form == 0 ? WIDTH - 1 : 0;
    ids.row_stride = form == 0 ? WIDTH : 0;
    ids.lengths = form == 0 ? lengths : NULL;
    ids.row_offsets = form == 0 ? NULL : row_offsets;
    CHECK_OK(btt_decode_batch(tokenizer, &ids, &options, buffer, sizeof(buffer), out));
    for (row = 0; row < DECODES; row++) {
      const size_t begin = (size_t)out[row], size = (size_t)(out[row + 1] - out[row]);
      if (!decode_cases[row].skip_special_tokens) continue;
      CHECK(size == decode_cases[row].text.size &&
            memcmp(buffer + begin, decode_cases[row].text.data, size) == 0);
    }
  }
}

static void check_ids_outside(const btt_tokenizer *tokenizer) {
  static const int64_t numbers[] = {32, 33, 32, -1, 33, 32, 4000000000LL, 33};
  int64_t offsets[5] = {-7, -7, -7, -7, -7};
  char buffer[64];
  size_t size = 99;
  STRUCT(btt_ids, ids);
  STRUCT(btt_decode_options, options);
  ids.data = numbers;
  ids.dtype = BTT_INT64;
  ids.rows = 1;
  ids.width = 8;
  check_text(tokenizer, &ids, 0, str_of("hello world hello world hello world"));
  options.flags = BTT_DECODE_STRICT_IDS;
  CHECK_STATUS(btt_decode(tokenizer, &ids, &options, buffer, sizeof(buffer), &size), BTT_ERR_NOT_FOUND);
  CHECK(last_row() == 0 && last_byte() == 3 && size == 99);
  ids.rows = 4;
  ids.width = 2;
  CHECK_STATUS(btt_decode_batch(tokenizer, &ids, &options, buffer, sizeof(buffer), offsets),
               BTT_ERR_NOT_FOUND);
  CHECK(last_row() == 1 && last_byte() == 1 && offsets[0] == -7 && offsets[4] == -7);
}

/* The decoder's clean-up, and without it (the reference's decoder with cleanup=False). */
static void check_keep_spaces(const btt_tokenizer *tokenizer) {
  static const int32_t numbers[] = {32, 5, 33, 9};
  STRUCT(btt_ids, ids);
  ids.data = numbers;
  ids.dtype = BTT_INT32;
  ids.rows = 1;
  ids.width = 4;
  check_text(tokenizer, &ids, 0, str_of("hello! world."));
  check_text(tokenizer, &ids, BTT_DECODE_KEEP_SPACES, str_of("hello ! world ."));
}

static void check_nothing(const btt_tokenizer *tokenizer) {
  int64_t offsets[3] = {-1, -1, -1};
  size_t size = 9;
  STRUCT(btt_ids, ids);
  CHECK_OK(btt_decode_batch(tokenizer, &ids, NULL, NULL, 0, offsets));
  CHECK(offsets[0] == 0 && offsets[1] == -1);
  ids.rows = 1;
  CHECK_OK(btt_decode(tokenizer, &ids, NULL, NULL, 0, &size));
  CHECK(size == 0);
  ids.rows = 2;
  CHECK_OK(btt_decode_batch(tokenizer, &ids, NULL, NULL, 0, offsets));
  CHECK(offsets[2] == 0);
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  size_t i;
  for (i = 0; i < DECODES; i++) check_case(tokenizer, &decode_cases[i]);
  check_batch(tokenizer, 1);
  check_batch(tokenizer, 4);
  check_ids_outside(tokenizer);
  check_keep_spaces(tokenizer);
  check_nothing(tokenizer);
  btt_free(tokenizer);
  return check_result();
}
