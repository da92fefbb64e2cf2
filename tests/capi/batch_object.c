/* The batch object gives what the one-shot call gives, may be used again, and outlives its tokenizer. */
#include "cases.h"

static void check_case(btt_batch *batch, const reference_case *c) {
  const btt_input input = case_views(c);
  btt_encode_options options = case_options(c);
  int repeat;
  STRUCT(btt_batch_info, info);
  options.flags |= BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;
  options.offset_unit = BTT_OFFSETS_CODE_POINTS;
  CHECK_OK(btt_batch_encode(batch, &input, &options));
  CHECK_OK(btt_batch_get_info(batch, &info));
  CHECK(info.rows == c->rows && info.width == c->width && info.tokens == c->tokens);
  for (repeat = 0; repeat < 2; repeat++) {
    int64_t row_offsets[64];
    matrices m;
    STRUCT(btt_ragged, ragged);
    make_matrices(&m, info.rows, info.width, repeat == 0 ? BTT_INT32 : BTT_INT64, 0);
    CHECK_OK(btt_batch_write(batch, &m.output));
    if (!CHECK(compare_matrices(&m, c, BTT_OFFSETS_CODE_POINTS) == 0))
      fprintf(stderr, "  in case %s\n", c->name);
    free_matrices(&m);
    /* The padding of the call does not apply to flat rows. */
    ragged.rows = 63;
    ragged.tokens = info.tokens;
    ragged.row_offsets = row_offsets;
    CHECK_OK(btt_batch_write_ragged(batch, &ragged));
    CHECK(ragged.out_rows == c->rows && ragged.out_tokens == c->tokens);
    CHECK(row_offsets[c->rows] == (int64_t)c->tokens);
  }
}

static void check_untracked(const btt_tokenizer *tokenizer) {
  const reference_case *c = &reference_cases[0];
  const btt_input input = case_views(c);
  int32_t numbers[512];
  btt_batch *batch = NULL;
  STRUCT(btt_encode_options, options);
  STRUCT(btt_output, output);
  STRUCT(btt_ragged, ragged);
  output.rows = c->rows;
  output.width = c->width;
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  CHECK_OK(btt_batch_encode(batch, &input, NULL));
  output.offsets.data = numbers;
  output.offsets.dtype = BTT_INT32;
  CHECK_STATUS(btt_batch_write(batch, &output), BTT_ERR_INVALID_ARGUMENT);
  CHECK(strstr(last_message(), "BTT_ENCODE_TRACK_OFFSETS") != NULL && output.out_rows == 0);
  output.offsets.data = NULL;
  output.word_ids.data = numbers;
  output.word_ids.dtype = BTT_INT32;
  CHECK_STATUS(btt_batch_write(batch, &output), BTT_ERR_INVALID_ARGUMENT);
  CHECK(strstr(last_message(), "BTT_ENCODE_TRACK_WORDS") != NULL);
  ragged.tokens = 512;
  ragged.word_ids = output.word_ids;
  CHECK_STATUS(btt_batch_write_ragged(batch, &ragged), BTT_ERR_INVALID_ARGUMENT);
  options.flags = BTT_ENCODE_TRACK_WORDS;
  CHECK_OK(btt_batch_encode(batch, &input, &options));
  CHECK_OK(btt_batch_write(batch, &output));
  CHECK(numbers[0] == -1 && numbers[1] == 0);
  btt_batch_free(batch);
}

/* After a failure the batch is empty, and good for the next call. */
static void check_failures_empty_it(const btt_tokenizer *tokenizer) {
  const reference_case *c = &reference_cases[1];
  const btt_input input = case_views(c);
  const btt_str broken = {"\xff", 1};
  const btt_input ill_formed = input_of(&broken, 1);
  btt_encode_options options = case_options(c);
  btt_batch *batch = NULL;
  int round;
  STRUCT(btt_batch_info, info);
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  CHECK_OK(btt_batch_get_info(batch, &info));
  CHECK(info.rows == 0 && info.width == 0 && info.tokens == 0);
  for (round = 0; round < 2; round++) {
    CHECK_OK(btt_batch_encode(batch, &input, &options));
    CHECK_OK(btt_batch_get_info(batch, &info));
    CHECK(info.rows == c->rows);
    if (round == 0) {
      btt_encode_options strict = options;
      strict.flags = BTT_ENCODE_STRICT_UTF8;
      CHECK_STATUS(btt_batch_encode(batch, &ill_formed, &strict), BTT_ERR_INVALID_UTF8);
    } else {
      btt_encode_options wrong = options;
      wrong.padding = 17;
      CHECK_STATUS(btt_batch_encode(batch, &input, &wrong), BTT_ERR_INVALID_ARGUMENT);
    }
    CHECK_OK(btt_batch_get_info(batch, &info));
    CHECK(info.rows == 0 && info.width == 0 && info.tokens == 0);
  }
  check_case(batch, c);
  btt_batch_free(batch);
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  btt_batch *batch = NULL, *other = NULL;
  size_t i;
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  CHECK_OK(btt_batch_create(tokenizer, &other));
  for (i = 0; i < CASES; i++) check_case(batch, &reference_cases[i]);
  check_untracked(tokenizer);
  check_failures_empty_it(tokenizer);
  check_case(other, &reference_cases[2]);
  btt_free(tokenizer);
  for (i = CASES; i-- > 0;) check_case(batch, &reference_cases[i]);
  btt_batch_free(other);
  btt_batch_free(batch);
  btt_batch_free(NULL);
  btt_free(NULL);
  return check_result();
}
