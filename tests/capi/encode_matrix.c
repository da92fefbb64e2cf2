/* btt_encode_batch against the reference: every tensor, both types, packed and wide rows, both forms of
   input, all units of offsets; cells outside the rows stay as they were. */
#include "cases.h"

static void run(const btt_tokenizer *tokenizer, const reference_case *c, const btt_input *input,
                btt_dtype dtype, size_t spare, size_t extra, int32_t unit) {
  btt_encode_options options = case_options(c);
  matrices m;
  options.offset_unit = unit;
  make_matrices(&m, c->rows + spare, c->width + spare, dtype, extra);
  if (CHECK_OK(btt_encode_batch(tokenizer, input, &options, &m.output)) &&
      !CHECK(compare_matrices(&m, c, unit) == 0)) {
    fprintf(stderr, "  in case %s (type %d, spare %lu, extra %lu, unit %d)\n", c->name, (int)dtype,
            (unsigned long)spare, (unsigned long)extra, (int)unit);
  }
  free_matrices(&m);
}

static void run_case(const btt_tokenizer *tokenizer, const reference_case *c) {
  const btt_input views = case_views(c);
  packed_texts texts = pack(c->texts, case_texts(c));
  packed_texts pairs = pack(c->pairs, case_pairs(c));
  btt_input packed = views;
  int32_t unit;
  packed.texts = NULL;
  packed.packed = texts.bytes;
  packed.packed_offsets = texts.offsets;
  if (c->pairs != NULL) {
    packed.pairs = NULL;
    packed.pair_packed = pairs.bytes;
    packed.pair_packed_offsets = pairs.offsets;
  }
  for (unit = BTT_OFFSETS_BYTES; unit <= BTT_OFFSETS_UTF16; unit++) {
    run(tokenizer, c, &views, BTT_INT32, 0, 0, unit);
    run(tokenizer, c, &packed, BTT_INT64, 0, 0, unit);
  }
  run(tokenizer, c, &views, BTT_INT64, 3, 0, BTT_OFFSETS_BYTES);
  run(tokenizer, c, &packed, BTT_INT32, 0, 5, BTT_OFFSETS_BYTES);
  run(tokenizer, c, &packed, BTT_INT64, 2, 1, BTT_OFFSETS_BYTES);
  free_packed(texts);
  free_packed(pairs);
}

/* In the view form a pair without data says that there is none. */
static void run_views_without_has_pair(const btt_tokenizer *tokenizer, const reference_case *c) {
  btt_input input = case_views(c);
  btt_str *pairs = (btt_str *)require_memory(malloc((c->count + 1) * sizeof(btt_str)));
  size_t i;
  for (i = 0; i < c->count; i++) {
    pairs[i] = c->pairs[i];
    if (c->has_pair[i] == 0) pairs[i].data = NULL;
  }
  input.pairs = pairs;
  input.has_pair = NULL;
  run(tokenizer, c, &input, BTT_INT32, 0, 0, BTT_OFFSETS_BYTES);
  free(pairs);
}

/* Rows of several tensors side by side in one block, as a caller with one array for all of them has it. */
static void run_side_by_side(const btt_tokenizer *tokenizer) {
  const reference_case *c = &reference_cases[1];
  const btt_input input = case_views(c);
  const btt_encode_options options = case_options(c);
  const size_t stride = 2 * c->width;
  int32_t *block = (int32_t *)require_memory(calloc(c->rows * stride, sizeof(int32_t)));
  size_t row, column;
  int differences = 0;
  STRUCT(btt_output, output);
  output.rows = c->rows;
  output.width = c->width;
  output.ids.data = block;
  output.attention_mask.data = block + c->width;
  output.ids.dtype = output.attention_mask.dtype = BTT_INT32;
  output.ids.row_stride = output.attention_mask.row_stride = stride;
  CHECK_OK(btt_encode_batch(tokenizer, &input, &options, &output));
  for (row = 0; row < c->rows; row++) {
    for (column = 0; column < c->width; column++) {
      differences += block[row * stride + column] != c->ids[row * c->width + column];
      differences += block[row * stride + c->width + column] != c->mask[row * c->width + column];
    }
  }
  CHECK(differences == 0);
  free(block);
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  size_t i;
  CHECK(strcmp(reference_cases[1].name, "longest") == 0);
  for (i = 0; i < CASES; i++) {
    const reference_case *c = &reference_cases[i];
    run_case(tokenizer, c);
    if (c->has_pair != NULL && c->splits == NULL) run_views_without_has_pair(tokenizer, c);
  }
  run_side_by_side(tokenizer);
  btt_free(tokenizer);
  return check_result();
}
