/* A buffer that is too small: the needed size is reported, the same call with it succeeds, and nothing
   outside the stated capacity is written. Held for all cases of the reference and many capacities. */
#include "cases.h"

/* Cells behind the capacity must still be guards. */
static int is_untouched(const cells *c, size_t from) {
  size_t i;
  for (i = from; i < c->count; i++) {
    if (cell(c, i) != GUARD) return 0;
  }
  return 1;
}

static int matrices_kept(const matrices *m) {
  int field, kept = 1;
  for (field = 0; field < FIELDS; field++) {
    kept &= is_untouched(&m->fields[field], m->output.rows * m->output.width * (field == OFFSETS ? 2 : 1));
  }
  return kept & is_untouched(&m->lengths, m->output.rows) & is_untouched(&m->samples, m->output.rows);
}

static void check_matrix(const btt_tokenizer *tokenizer, const reference_case *c, size_t rows, size_t width) {
  const btt_input input = case_views(c);
  const btt_encode_options options = case_options(c);
  const int fits = rows >= c->rows && width >= c->width;
  matrices m;
  make_matrices(&m, rows, width, BTT_INT64, 0);
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, &options, &m.output),
               fits ? BTT_OK : BTT_ERR_BUFFER_TOO_SMALL);
  CHECK(m.output.out_rows == c->rows && m.output.out_width == c->width && m.output.out_tokens == c->tokens);
  CHECK(matrices_kept(&m));
  if (!fits) {
    matrices again;
    make_matrices(&again, m.output.out_rows, m.output.out_width, BTT_INT64, 0);
    CHECK_OK(btt_encode_batch(tokenizer, &input, &options, &again.output));
    CHECK(compare_matrices(&again, c, BTT_OFFSETS_BYTES) == 0);
    free_matrices(&again);
  }
  free_matrices(&m);
}

static void check_size_question(const btt_tokenizer *tokenizer, const reference_case *c) {
  const btt_input input = case_views(c);
  btt_encode_options options = case_options(c);
  STRUCT(btt_output, output);
  STRUCT(btt_ragged, ragged);
  const btt_status expected = c->rows != 0 ? BTT_ERR_BUFFER_TOO_SMALL : BTT_OK;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, &options, &output), expected);
  CHECK(output.out_rows == c->rows && output.out_width == c->width && output.out_tokens == c->tokens);
  options.padding = BTT_PADDING_NONE;
  CHECK_STATUS(btt_encode_ragged(tokenizer, &input, &options, &ragged), BTT_ERR_BUFFER_TOO_SMALL);
  CHECK(ragged.out_rows == c->rows && ragged.out_tokens == c->tokens);
}

static void check_ragged(const btt_tokenizer *tokenizer, const reference_case *c, size_t rows,
                         size_t tokens) {
  const btt_input input = case_views(c);
  btt_encode_options options = case_options(c);
  const int fits = rows >= c->rows && tokens >= c->tokens;
  cells ids = make_cells(BTT_INT32, tokens);
  cells offsets = make_cells(BTT_INT64, 2 * tokens);
  cells row_offsets = make_cells(BTT_INT64, rows + 1);
  STRUCT(btt_ragged, ragged);
  options.padding = BTT_PADDING_NONE;
  ragged.rows = rows;
  ragged.tokens = tokens;
  ragged.ids.data = ids.data;
  ragged.ids.dtype = BTT_INT32;
  ragged.offsets.data = offsets.data;
  ragged.offsets.dtype = BTT_INT64;
  ragged.row_offsets = (int64_t *)row_offsets.data;
  CHECK_STATUS(btt_encode_ragged(tokenizer, &input, &options, &ragged),
               fits ? BTT_OK : BTT_ERR_BUFFER_TOO_SMALL);
  CHECK(ragged.out_rows == c->rows && ragged.out_tokens == c->tokens);
  CHECK(is_untouched(&ids, tokens) && is_untouched(&offsets, 2 * tokens) &&
        is_untouched(&row_offsets, rows + 1));
  if (fits) CHECK(ragged.row_offsets[0] == 0 && ragged.row_offsets[c->rows] == (int64_t)c->tokens);
  free(ids.data);
  free(offsets.data);
  free(row_offsets.data);
}

static void check_decode(const btt_tokenizer *tokenizer) {
  static const int32_t numbers[] = {24, 25, 28, 38, 7, 33};
  static const char expected[] = "the quick jumps, world";
  const size_t needed = sizeof(expected) - 1;
  int64_t offsets[3];
  size_t capacity;
  STRUCT(btt_ids, ids);
  ids.data = numbers;
  ids.dtype = BTT_INT32;
  ids.rows = 1;
  ids.width = 6;
  for (capacity = 0; capacity <= needed + 1; capacity++) {
    char buffer[64];
    size_t got = 12345;
    const btt_status status = capacity < needed ? BTT_ERR_BUFFER_TOO_SMALL : BTT_OK;
    memset(buffer, '~', sizeof(buffer));
    CHECK_STATUS(btt_decode(tokenizer, &ids, NULL, capacity == 0 ? NULL : buffer, capacity, &got), status);
    CHECK(got == needed && buffer[capacity] == '~');
    CHECK(status != BTT_OK || memcmp(buffer, expected, needed) == 0);
  }
  ids.rows = 2;
  ids.width = 3;
  CHECK_STATUS(btt_decode_batch(tokenizer, &ids, NULL, NULL, 0, offsets), BTT_ERR_BUFFER_TOO_SMALL);
  {
    char buffer[64];
    const size_t total = (size_t)offsets[2];
    CHECK(offsets[0] == 0 && offsets[1] == (int64_t)strlen("the quick jump") && total <= sizeof(buffer));
    CHECK_STATUS(btt_decode_batch(tokenizer, &ids, NULL, buffer, total - 1, offsets),
                 BTT_ERR_BUFFER_TOO_SMALL);
    CHECK_OK(btt_decode_batch(tokenizer, &ids, NULL, buffer, total, offsets));
    CHECK(memcmp(buffer, "the quick jump", 14) == 0 && offsets[2] == (int64_t)total);
  }
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  size_t i, shift;
  for (i = 0; i < CASES; i++) {
    const reference_case *c = &reference_cases[i];
    check_size_question(tokenizer, c);
    for (shift = 0; shift <= 3; shift++) {
      check_matrix(tokenizer, c, c->rows < shift ? 0 : c->rows - shift, c->width);
      check_matrix(tokenizer, c, c->rows, c->width < shift ? 0 : c->width - shift);
      check_matrix(tokenizer, c, c->rows + shift, c->width < shift ? 0 : c->width - shift);
      check_ragged(tokenizer, c, c->rows < shift ? 0 : c->rows - shift, c->tokens);
      check_ragged(tokenizer, c, c->rows + shift, c->tokens < shift ? 0 : c->tokens - shift);
    }
  }
  check_decode(tokenizer);
  btt_free(tokenizer);
  return check_result();
}
