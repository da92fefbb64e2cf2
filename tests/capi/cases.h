/* The reference's cases as calls: input in both forms, options, and matrices with guard cells to compare. */
#ifndef CASES_H
#define CASES_H

#include "check.h"
#include "reference_cases.h"

enum { CASES = sizeof(reference_cases) / sizeof(reference_cases[0]) };

#define GUARD (-77)

/* Which tensors of an output a field number means. */
enum { FIELDS = 7, OFFSETS = 6 };

static inline size_t case_texts(const reference_case *c) {
  return c->splits != NULL ? (size_t)c->splits[c->count] : c->count;
}

static inline size_t case_pairs(const reference_case *c) {
  if (c->pairs == NULL) return 0;
  return c->pair_splits != NULL ? (size_t)c->pair_splits[c->count] : c->count;
}

static inline btt_input case_views(const reference_case *c) {
  STRUCT(btt_input, input);
  input.count = c->count;
  input.texts = c->texts;
  input.pairs = c->pairs;
  input.word_splits = c->splits;
  input.pair_word_splits = c->pair_splits;
  input.has_pair = c->has_pair;
  return input;
}

/* Texts behind one another; freed with free_packed. */
typedef struct packed_texts {
  char *bytes;
  int64_t *offsets;
} packed_texts;

static inline packed_texts pack(const btt_str *texts, size_t count) {
  packed_texts packed;
  size_t total = 0, i;
  for (i = 0; i < count; i++) total += texts[i].size;
  packed.bytes = (char *)require_memory(malloc(total + 1));
  packed.offsets = (int64_t *)require_memory(malloc((count + 1) * sizeof(int64_t)));
  packed.offsets[0] = 0;
  for (i = 0, total = 0; i < count; i++) {
    if (texts[i].size != 0) memcpy(packed.bytes + total, texts[i].data, texts[i].size);
    total += texts[i].size;
    packed.offsets[i + 1] = (int64_t)total;
  }
  return packed;
}

static inline void free_packed(packed_texts packed) {
  free(packed.bytes);
  free(packed.offsets);
}

static inline btt_encode_options case_options(const reference_case *c) {
  STRUCT(btt_encode_options, options);
  options.flags = c->flags;
  options.truncation = c->truncation;
  options.padding = c->padding;
  options.max_length = c->max_length;
  options.stride = c->stride;
  options.pad_to_length = c->pad_to_length;
  options.pad_to_multiple_of = c->pad_to_multiple_of;
  options.pad_id = c->pad_id;
  options.pad_type_id = c->pad_type_id;
  return options;
}

static inline const int32_t *case_field(const reference_case *c, int field, int32_t unit) {
  switch (field) {
    case 0:
      return c->ids;
    case 1:
      return c->mask;
    case 2:
      return c->types;
    case 3:
      return c->specials;
    case 4:
      return c->words;
    case 5:
      return c->sequences;
    default:
      return c->offsets[unit];
  }
}

static inline btt_tensor *output_field(btt_output *output, int field) {
  switch (field) {
    case 0:
      return &output->ids;
    case 1:
      return &output->attention_mask;
    case 2:
      return &output->token_type_ids;
    case 3:
      return &output->special_tokens_mask;
    case 4:
      return &output->word_ids;
    case 5:
      return &output->sequence_ids;
    default:
      return &output->offsets;
  }
}

/* Memory for one tensor: `cells` integers of either type, all GUARD, and some more behind them. */
typedef struct cells {
  btt_dtype dtype;
  size_t count;
  void *data;
} cells;

static inline int64_t cell(const cells *c, size_t i) {
  return c->dtype == BTT_INT64 ? ((int64_t *)c->data)[i] : ((int32_t *)c->data)[i];
}

static inline cells make_cells(btt_dtype dtype, size_t count) {
  cells c;
  size_t i;
  c.dtype = dtype;
  c.count = count + 16;
  /* The bound is for the compiler, which cannot see that counts are small. */
  c.data =
      require_memory(c.count < ((size_t)1 << 28) ? malloc(c.count * (dtype == BTT_INT64 ? 8 : 4)) : NULL);
  for (i = 0; i < c.count; i++) {
    if (dtype == BTT_INT64)
      ((int64_t *)c.data)[i] = GUARD;
    else
      ((int32_t *)c.data)[i] = GUARD;
  }
  return c;
}

/* An output with all tensors; rows and width are capacities, `extra` widens the strides (0: packed). */
typedef struct matrices {
  btt_output output;
  cells fields[FIELDS];
  cells lengths;
  cells samples;
  size_t extra;
} matrices;

static inline void make_matrices(matrices *m, size_t rows, size_t width, btt_dtype dtype, size_t extra) {
  int field;
  memset(m, 0, sizeof(*m));
  m->output.struct_size = sizeof(m->output);
  m->output.rows = rows;
  m->output.width = width;
  m->extra = extra;
  for (field = 0; field < FIELDS; field++) {
    btt_tensor *tensor = output_field(&m->output, field);
    /* Neighbouring tensors have different types. */
    const btt_dtype own = field % 2 == 0 ? dtype : BTT_INT32 + BTT_INT64 - dtype;
    const size_t width_cells = (field == OFFSETS ? 2 : 1) * width;
    m->fields[field] = make_cells(own, rows * (width_cells + extra));
    tensor->data = m->fields[field].data;
    tensor->dtype = own;
    tensor->row_stride = extra == 0 ? 0 : width_cells + extra;
  }
  m->lengths = make_cells(dtype, rows);
  m->output.lengths.data = m->lengths.data;
  m->output.lengths.dtype = dtype;
  m->samples = make_cells(dtype, rows);
  m->output.sample_index.data = m->samples.data;
  m->output.sample_index.dtype = dtype;
}

static inline void free_matrices(matrices *m) {
  int field;
  for (field = 0; field < FIELDS; field++) free(m->fields[field].data);
  free(m->lengths.data);
  free(m->samples.data);
}

/* Compares what was written with the case, and every other cell with GUARD. Answers the number of
 * differences. */
static inline int compare_matrices(const matrices *m, const reference_case *c, int32_t unit) {
  int field, differences = 0;
  size_t row, column, i;
  differences +=
      m->output.out_rows != c->rows || m->output.out_width != c->width || m->output.out_tokens != c->tokens;
  for (field = 0; field < FIELDS; field++) {
    const size_t per_token = field == OFFSETS ? 2 : 1;
    const size_t capacity = m->output.width * per_token;
    const size_t used = c->width * per_token;
    const size_t stride = m->extra != 0                       ? capacity + m->extra
                          : c->padding == BTT_PADDING_LONGEST ? used
                                                              : capacity;
    const int32_t *expected = case_field(c, field, unit);
    cells seen = make_cells(BTT_INT32, m->fields[field].count);
    for (row = 0; row < c->rows; row++) {
      for (column = 0; column < used; column++) {
        const int32_t value = expected[row * used + column];
        const size_t at = row * stride + column;
        ((int32_t *)seen.data)[at] = value == UNWRITTEN ? GUARD : value;
      }
    }
    for (i = 0; i < m->fields[field].count; i++) {
      if (cell(&m->fields[field], i) == cell(&seen, i)) continue;
      if (differences++ < 5) {
        fprintf(stderr, "%s: field %d, cell %lu: %ld, expected %ld\n", c->name, field, (unsigned long)i,
                (long)cell(&m->fields[field], i), (long)cell(&seen, i));
      }
    }
    free(seen.data);
  }
  for (i = 0; i < m->lengths.count; i++) {
    differences += cell(&m->lengths, i) != (i < c->rows ? c->lengths[i] : GUARD);
    differences += cell(&m->samples, i) != (i < c->rows ? c->samples[i] : GUARD);
  }
  return differences;
}

#endif
