/* How many threads the process has: one-thread calls and small calls start none, a wide call no more than it
 * may. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <pthread.h>

#include "check.h"

enum { ROWS = 200 };

static char text[4096];
static btt_tokenizer *tokenizer;

static int threads_now(void) {
  DIR *folder = opendir("/proc/self/task");
  struct dirent *entry;
  int count = 0;
  if (folder == NULL) return -1;
  while ((entry = readdir(folder)) != NULL) count += entry->d_name[0] != '.';
  closedir(folder);
  return count;
}

static void encode(uint32_t num_threads, size_t rows, size_t bytes) {
  btt_str texts[ROWS] = {{NULL, 0}};
  int64_t lengths[ROWS];
  btt_input input = input_of(texts, rows);
  size_t i;
  STRUCT(btt_encode_options, options);
  options.num_threads = num_threads;
  for (i = 0; i < rows; i++) {
    texts[i].data = text;
    texts[i].size = bytes;
  }
  CHECK_OK(btt_count_tokens(tokenizer, &input, &options, lengths));
  CHECK(lengths[0] > 2 && lengths[0] == lengths[rows - 1]);
}

static void *encode_on_one(void *unused) {
  (void)unused;
  encode(1, ROWS, sizeof(text));
  return NULL;
}

int main(void) {
  const int before = threads_now(); /* 1, or more under a sanitizer that has a thread of its own */
  pthread_t thread;
  size_t i;
  if (before < 0) {
    fprintf(stderr, "no /proc/self/task here\n");
    return 77;
  }
  for (i = 0; i < sizeof(text); i++) text[i] = i % 6 == 5 ? ' ' : "hello"[i % 6];
  tokenizer = load_tiny();
  CHECK(threads_now() == before);
  encode(1, ROWS, sizeof(text));
  CHECK(threads_now() == before);
  encode(0, 3, 100); /* not worth a second thread */
  encode(8, 3, 100);
  CHECK(threads_now() == before);
  CHECK_OK(btt_set_num_threads(1));
  CHECK(btt_get_num_threads() == 1);
  encode(0, ROWS, sizeof(text));
  CHECK(threads_now() == before);
  CHECK(pthread_create(&thread, NULL, encode_on_one, NULL) == 0 && pthread_join(thread, NULL) == 0);
  CHECK(threads_now() == before);

  CHECK_OK(btt_set_num_threads(3));
  CHECK(btt_get_num_threads() == (btt_has_feature("openmp") ? 3u : 1u));
  encode(0, ROWS, sizeof(text));
  CHECK(threads_now() <= before + 2);
  encode(2, ROWS, sizeof(text));
  CHECK(threads_now() <= before + 2);
  if (btt_has_feature("openmp")) CHECK(threads_now() > before);
  CHECK_OK(btt_set_num_threads(0));
  CHECK(btt_get_num_threads() >= 1);
  btt_free(tokenizer);
  return check_result();
}
