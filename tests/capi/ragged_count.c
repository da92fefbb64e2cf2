/* Flat rows are the padded ones without padding, counts are their lengths, and no text has more tokens than
 * the bound. */
#include "cases.h"

static btt_tensor *ragged_field(btt_ragged *ragged, int field) {
  switch (field) {
    case 0:
      return &ragged->ids;
    case 2:
      return &ragged->token_type_ids;
    case 3:
      return &ragged->special_tokens_mask;
    case 4:
      return &ragged->word_ids;
    case 5:
      return &ragged->sequence_ids;
    default:
      return &ragged->offsets;
  }
}

/* The cells of the case that are tokens, in order. */
static size_t tokens_of(const reference_case *c, int field, int64_t *out) {
  const size_t per_token = field == OFFSETS ? 2 : 1;
  const int32_t *values = case_field(c, field, BTT_OFFSETS_BYTES);
  size_t i, part, size = 0;
  for (i = 0; i < c->rows * c->width; i++) {
    if (c->mask[i] != 1) continue;
    for (part = 0; part < per_token; part++) out[size++] = values[i * per_token + part];
  }
  return size;
}

static void check_ragged(const btt_tokenizer *tokenizer, const reference_case *c, btt_dtype dtype) {
  const btt_input input = case_views(c);
  btt_encode_options options = case_options(c);
  cells fields[FIELDS];
  cells samples = make_cells(dtype, c->rows);
  int64_t *row_offsets = (int64_t *)require_memory(malloc((c->rows + 1) * sizeof(int64_t)));
  int64_t *expected = (int64_t *)require_memory(malloc((2 * c->tokens + 1) * sizeof(int64_t)));
  size_t i, total = 0;
  int field;
  STRUCT(btt_ragged, ragged);
  options.padding = BTT_PADDING_NONE;
  ragged.rows = c->rows;
  ragged.tokens = c->tokens;
  ragged.row_offsets = row_offsets;
  ragged.sample_index.data = samples.data;
  ragged.sample_index.dtype = dtype;
  for (field = 0; field < FIELDS; field++) {
    if (field == 1) continue;
    fields[field] = make_cells(dtype, (field == OFFSETS ? 2 : 1) * c->tokens);
    ragged_field(&ragged, field)->data = fields[field].data;
    ragged_field(&ragged, field)->dtype = dtype;
  }
  CHECK_OK(btt_encode_ragged(tokenizer, &input, &options, &ragged));
  CHECK(ragged.out_rows == c->rows && ragged.out_tokens == c->tokens);
  for (i = 0; i < c->rows; i++) {
    CHECK(row_offsets[i] == (int64_t)total);
    CHECK(cell(&samples, i) == c->samples[i]);
    total += (size_t)c->lengths[i];
  }
  CHECK(row_offsets[c->rows] == (int64_t)total);
  for (field = 0; field < FIELDS; field++) {
    int differences = 0;
    size_t size;
    if (field == 1) continue;
    size = tokens_of(c, field, expected);
    for (i = 0; i < fields[field].count; i++)
      differences += cell(&fields[field], i) != (i < size ? expected[i] : GUARD);
    if (!CHECK(differences == 0)) fprintf(stderr, "  field %d of case %s\n", field, c->name);
    free(fields[field].data);
  }
  free(samples.data);
  free(row_offsets);
  free(expected);
}

/* Padding is refused for flat rows and left out of counts. */
static void check_count(const btt_tokenizer *tokenizer, const reference_case *c) {
  const btt_input input = case_views(c);
  const btt_encode_options options = case_options(c);
  int64_t *lengths = (int64_t *)require_memory(malloc((c->count + 1) * sizeof(int64_t)));
  size_t i, row;
  lengths[c->count] = GUARD;
  CHECK_OK(btt_count_tokens(tokenizer, &input, &options, lengths));
  for (i = 0, row = 0; row < c->rows; row++) {
    if (row != 0 && c->samples[row] == c->samples[row - 1]) continue;
    if (!CHECK(lengths[i++] == c->lengths[row]))
      fprintf(stderr, "  row %lu of case %s\n", (unsigned long)row, c->name);
  }
  CHECK(i == c->count && lengths[c->count] == GUARD);
  if (options.padding != BTT_PADDING_NONE) {
    STRUCT(btt_ragged, ragged);
    CHECK_STATUS(btt_encode_ragged(tokenizer, &input, &options, &ragged), BTT_ERR_INVALID_ARGUMENT);
    CHECK(ragged.out_rows == 0 && ragged.out_tokens == 0);
  }
  free(lengths);
}

static void check_bound(const btt_tokenizer *tokenizer) {
  /* Text that gives many tokens for its bytes, ill-formed bytes, and added tokens side by side. */
  static const char *const units[] = {"!",    "a ",       "\xff",         "\xe4\xb8\xad", "[MASK]",
                                      "<t1>", "\xce\x90", "\xef\xb7\xba", "\xea\xb0\x80", "\xe4\xb8",
                                      "a",    "-\xc4\xb0"};
  char text[600];
  size_t i, repeats;
  for (i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
    const size_t unit = strlen(units[i]);
    for (repeats = 0; repeats <= 64; repeats += repeats < 4 ? 1 : 15) {
      btt_str str;
      btt_input input;
      int64_t length = -1;
      size_t bound = 0, at;
      for (at = 0; at < repeats; at++) memcpy(text + at * unit, units[i], unit);
      str.data = text;
      str.size = repeats * unit;
      input = input_of(&str, 1);
      CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, &length));
      CHECK_OK(btt_max_tokens(tokenizer, str.size, &bound));
      CHECK(length >= 2 && (uint64_t)length <= bound);
    }
  }
}

/* Normalizers that multiply have no bound worth stating for a long text, and one for a short. */
static void check_no_bound(void) {
  static const char grow[] =
      "{\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"0123456789abcdef\"}";
  char json[1200] = "{\"normalizer\":{\"type\":\"Sequence\",\"normalizers\":[";
  btt_tokenizer *tokenizer = NULL;
  size_t bound = 7;
  int i;
  for (i = 0; i < 9; i++) {
    strcat(json, i == 0 ? "" : ",");
    strcat(json, grow);
  }
  strcat(json, "]},\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"u\":0},\"unk_token\":\"u\"}}");
  if (!CHECK_OK(btt_load_memory(json, strlen(json), NULL, &tokenizer))) return;
  CHECK_STATUS(btt_max_tokens(tokenizer, 1000000, &bound), BTT_ERR_UNSUPPORTED);
  CHECK(bound == 7);
  CHECK_OK(btt_max_tokens(tokenizer, 0, &bound));
  btt_free(tokenizer);
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  size_t i, bound = 7;
  for (i = 0; i < CASES; i++) {
    check_ragged(tokenizer, &reference_cases[i], BTT_INT32);
    check_ragged(tokenizer, &reference_cases[i], BTT_INT64);
    check_count(tokenizer, &reference_cases[i]);
  }
  check_bound(tokenizer);
  check_no_bound();
  CHECK_STATUS(btt_max_tokens(tokenizer, (size_t)1 << 31, &bound), BTT_ERR_LIMIT);
  CHECK_STATUS(btt_max_tokens(tokenizer, SIZE_MAX, &bound), BTT_ERR_LIMIT);
  CHECK(bound == 7);
  CHECK_OK(btt_max_tokens(tokenizer, ((size_t)1 << 31) - 1, &bound));
  CHECK(bound >= ((size_t)1 << 31) - 1);
  btt_free(tokenizer);
  return check_result();
}
