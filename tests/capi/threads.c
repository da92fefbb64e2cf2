/* Eight threads share one handle and encode with different options: every result is what one thread gets. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>

#include "cases.h"

enum { THREADS = 8, ROUNDS = 6 };

static const btt_tokenizer *tokenizer;

typedef struct job {
  pthread_t thread;
  size_t first_case;
  int failures;
} job;

static int run_case(btt_batch *batch, const reference_case *c, size_t round) {
  const btt_input input = case_views(c);
  btt_encode_options options = case_options(c);
  matrices m;
  int failures = 0;
  make_matrices(&m, c->rows, c->width, round % 2 == 0 ? BTT_INT32 : BTT_INT64, 0);
  options.num_threads = (uint32_t)(round % 3);
  options.flags |= BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;
  if (round % 2 == 0) {
    failures += btt_encode_batch(tokenizer, &input, &options, &m.output) != BTT_OK;
  } else {
    failures += btt_batch_encode(batch, &input, &options) != BTT_OK;
    failures += btt_batch_write(batch, &m.output) != BTT_OK;
  }
  failures += compare_matrices(&m, c, BTT_OFFSETS_BYTES);
  free_matrices(&m);
  return failures;
}

static void *run(void *argument) {
  job *mine = (job *)argument;
  btt_batch *batch = NULL;
  size_t round, i;
  mine->failures += btt_batch_create(tokenizer, &batch) != BTT_OK;
  for (round = 0; round < ROUNDS; round++) {
    btt_str json;
    for (i = 0; i < CASES; i++) {
      mine->failures += run_case(batch, &reference_cases[(mine->first_case + i) % CASES], round + i);
    }
    mine->failures += btt_get_json(tokenizer, &json) != BTT_OK || json.data[0] != '{';
    if (round % 2 == 1) mine->failures += btt_trim(tokenizer) != BTT_OK;
  }
  btt_batch_free(batch);
  return NULL;
}

/* A batch that is worth several threads gives the same on 1, 2, 3, 8 of them, and with the process's default.
 */
static void check_thread_counts(void) {
  enum { ROWS = 300, WIDTH = 600 };
  static const uint32_t counts[] = {1, 2, 3, 8, 0};
  static const char source[] =
      "the quick brown fox jumps over the lazy dog, hello world, we go; do not! caf\xc3\xa9 [MASK] ";
  char *text = (char *)require_memory(malloc(8192));
  btt_str texts[ROWS] = {{NULL, 0}};
  btt_input input = input_of(texts, ROWS);
  int32_t *first = (int32_t *)require_memory(calloc(ROWS * WIDTH, sizeof(int32_t)));
  int32_t *other = (int32_t *)require_memory(calloc(ROWS * WIDTH, sizeof(int32_t)));
  size_t i;
  STRUCT(btt_encode_options, options);
  for (i = 0; i < 8192; i++) text[i] = source[i % (sizeof(source) - 1)];
  for (i = 0; i < ROWS; i++) {
    texts[i].data = text;
    texts[i].size = (i * 37) % 1500;
  }
  options.padding = BTT_PADDING_MAX_LENGTH;
  options.truncation = BTT_TRUNCATION_LONGEST_FIRST;
  options.max_length = WIDTH;
  for (i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
    STRUCT(btt_output, output);
    output.rows = ROWS;
    output.width = WIDTH;
    output.ids.data = i == 0 ? first : other;
    output.ids.dtype = BTT_INT32;
    options.num_threads = counts[i];
    if (counts[i] == 0) CHECK_OK(btt_set_num_threads(4));
    CHECK_OK(btt_encode_batch(tokenizer, &input, &options, &output));
    CHECK(output.out_width == WIDTH && first[0] == 2);
    if (i != 0) CHECK(memcmp(first, other, ROWS * WIDTH * sizeof(int32_t)) == 0);
  }
  CHECK_OK(btt_set_num_threads(0));
  free(text);
  free(first);
  free(other);
}

int main(void) {
  job jobs[THREADS];
  btt_tokenizer *shared = load_tiny();
  size_t i;
  tokenizer = shared;
  for (i = 0; i < THREADS; i++) {
    jobs[i].first_case = i * 3;
    jobs[i].failures = 0;
    if (pthread_create(&jobs[i].thread, NULL, run, &jobs[i]) != 0) return 2;
  }
  for (i = 0; i < THREADS; i++) {
    CHECK(pthread_join(jobs[i].thread, NULL) == 0);
    CHECK(jobs[i].failures == 0);
  }
  check_thread_counts();
  btt_free(shared);
  return check_result();
}
