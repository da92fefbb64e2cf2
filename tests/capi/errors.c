/* The error record: one per thread, kept by success, replaced by the next failure, one line however long; the
   smallest failing row whatever the schedule. */
#define _POSIX_C_SOURCE 200809L
#include <pthread.h>

#include "check.h"

static btt_tokenizer *tokenizer;

static void *fresh_thread(void *unused) {
  intptr_t failures = 0;
  int32_t id;
  STRUCT(btt_error_detail, detail);
  (void)unused;
  failures += btt_last_error(&detail) != BTT_OK || detail.status != BTT_OK || detail.message[0] != '\0';
  failures += detail.row != -1 || detail.byte_offset != -1;
  failures += btt_token_to_id(tokenizer, "other thread", 12, &id) != BTT_ERR_NOT_FOUND;
  failures += btt_last_error(&detail) != BTT_OK || detail.status != BTT_ERR_NOT_FOUND;
  failures += strstr(detail.message, "other thread") == NULL;
  return (void *)failures;
}

static void check_record(void) {
  int32_t id;
  size_t i;
  char token[2000];
  pthread_t thread;
  void *failures = NULL;
  STRUCT(btt_error_detail, detail);
  CHECK_STATUS(btt_token_to_id(tokenizer, "mine", 4, &id), BTT_ERR_NOT_FOUND);
  CHECK(pthread_create(&thread, NULL, fresh_thread, NULL) == 0 && pthread_join(thread, &failures) == 0);
  CHECK(failures == NULL);
  CHECK_OK(btt_last_error(&detail));
  CHECK(detail.status == BTT_ERR_NOT_FOUND && strstr(detail.message, "mine") != NULL);
  /* Success does not clear it. */
  CHECK_OK(btt_token_to_id(tokenizer, "hello", 5, &id));
  CHECK_OK(btt_last_error(&detail));
  CHECK(detail.status == BTT_ERR_NOT_FOUND && detail.row == -1 && detail.byte_offset == -1 &&
        detail.reserved == 0);
  /* Long and with control characters: one line of text, cut between characters. */
  for (i = 0; i < sizeof(token); i++) token[i] = i % 7 == 0 ? '\n' : "\xe4\xb8\xad"[i % 3];
  CHECK_STATUS(btt_token_to_id(tokenizer, token, sizeof(token), &id), BTT_ERR_NOT_FOUND);
  CHECK(strlen(last_message()) < 600 && strchr(last_message(), '\n') == NULL);
  for (i = 0; i < sizeof(token); i++) token[i] = "\xe4\xb8\xad"[i % 3];
  token[sizeof(token) - 1] = '\0';
  {
    btt_tokenizer *loaded = NULL;
    const char *message;
    CHECK_STATUS(btt_load(token, NULL, &loaded), BTT_ERR_IO); /* a name that no file system takes */
    message = last_message();
    CHECK(strlen(message) > 300 && ((unsigned char)message[strlen(message) - 1] & 0xC0) == 0x80);
    CHECK(memcmp(message + strlen(message) - 3, "\xe4\xb8\xad", 3) == 0);
  }
}

/* Many rows, some ill-formed, on several threads: always the smallest. */
static void check_smallest_row(void) {
  enum { ROWS = 400 };
  static const char good[] = "the quick brown fox jumps over the lazy dog, hello world, we go; do not!";
  char *text = (char *)require_memory(malloc(4000));
  char *broken = (char *)require_memory(malloc(4001));
  btt_str texts[ROWS] = {{NULL, 0}};
  int64_t lengths[ROWS];
  btt_input input = input_of(texts, ROWS);
  size_t i, round;
  STRUCT(btt_encode_options, options);
  STRUCT(btt_output, output);
  options.flags = BTT_ENCODE_STRICT_UTF8;
  for (i = 0; i < 4000; i++) text[i] = good[i % (sizeof(good) - 1)];
  memcpy(broken, text, 4000);
  broken[1234] = '\xff';
  for (round = 0; round < 10; round++) {
    const size_t first = 7 + round * 31;
    for (i = 0; i < ROWS; i++) {
      texts[i].data = i >= first && (i - first) % 5 == 0 ? broken : text;
      texts[i].size = i == first ? 4000 : 1300; /* the smallest takes longest */
    }
    options.num_threads = (uint32_t)(round % 5);
    lengths[0] = -3;
    output.out_rows = 77;
    CHECK_STATUS(btt_count_tokens(tokenizer, &input, &options, lengths), BTT_ERR_INVALID_UTF8);
    CHECK(last_row() == (int64_t)first && last_byte() == 1234 && lengths[0] == -3);
    CHECK_STATUS(btt_encode_batch(tokenizer, &input, &options, &output), BTT_ERR_INVALID_UTF8);
    CHECK(last_row() == (int64_t)first && last_byte() == 1234 && output.out_rows == 77);
  }
  free(text);
  free(broken);
}

/* Where a truncation cannot be done the row is named too. */
static void check_truncation_row(void) {
  static const btt_str texts[] = {{"a", 1}, {"a b c d", 7}, {"a b c d", 7}};
  const btt_input input = input_of(texts, 3);
  STRUCT(btt_encode_options, options);
  STRUCT(btt_output, output);
  int64_t lengths[3];
  options.truncation = BTT_TRUNCATION_ONLY_SECOND;
  options.max_length = 4;
  CHECK_STATUS(btt_encode_batch(tokenizer, &input, &options, &output), BTT_ERR_INVALID_ARGUMENT);
  CHECK(last_row() == 1);
  CHECK_STATUS(btt_count_tokens(tokenizer, &input, &options, lengths), BTT_ERR_INVALID_ARGUMENT);
  CHECK(last_row() == 1);
}

int main(void) {
  tokenizer = load_tiny();
  check_record();
  check_smallest_row();
  check_truncation_row();
  btt_free(tokenizer);
  return check_result();
}
