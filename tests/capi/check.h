/* Checks of the C programs: a failed one is printed and counted, check_result() is the exit status. */
#ifndef CHECK_H
#define CHECK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "budtiktok.h"
#include "tiny_tokenizer.h"

static int check_failures;

/* A struct of the interface, zeroed and with its size. */
#define STRUCT(type, name)          \
  type name;                        \
  memset(&(name), 0, sizeof(name)); \
  (name).struct_size = sizeof(name)

#define CHECK(condition) check_that((condition) != 0, #condition, __FILE__, __LINE__)
#define CHECK_STATUS(call, expected) check_status((call), (expected), #call, __FILE__, __LINE__)
#define CHECK_OK(call) CHECK_STATUS(call, BTT_OK)

static inline const char *last_message(void) {
  STRUCT(btt_error_detail, detail);
  return btt_last_error(&detail) == BTT_OK ? detail.message : "(no record)";
}

static inline int64_t last_row(void) {
  STRUCT(btt_error_detail, detail);
  return btt_last_error(&detail) == BTT_OK ? detail.row : -2;
}

static inline int64_t last_byte(void) {
  STRUCT(btt_error_detail, detail);
  return btt_last_error(&detail) == BTT_OK ? detail.byte_offset : -2;
}

static inline int check_that(int holds, const char *what, const char *file, int line) {
  if (!holds) {
    check_failures++;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
  }
  return holds;
}

static inline int check_status(btt_status got, btt_status expected, const char *call, const char *file,
                               int line) {
  if (got != expected) {
    check_failures++;
    fprintf(stderr, "%s:%d: %s\n  gave %s, expected %s; last error: %s\n", file, line, call,
            btt_status_string(got), btt_status_string(expected), last_message());
  }
  return got == expected;
}

static inline int check_result(void) {
  if (check_failures != 0) fprintf(stderr, "%d checks failed\n", check_failures);
  return check_failures == 0 ? 0 : 1;
}

/* Ends the program where a test cannot go on. */
static inline void *require_memory(void *memory) {
  if (memory == NULL) {
    fprintf(stderr, "no memory\n");
    exit(2);
  }
  return memory;
}

static inline btt_tokenizer *load_tiny(void) {
  btt_tokenizer *tokenizer = NULL;
  if (!CHECK_OK(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, NULL, &tokenizer))) exit(1);
  return tokenizer;
}

static inline btt_str str_of(const char *text) {
  btt_str str;
  str.data = text;
  str.size = strlen(text);
  return str;
}

static inline btt_input input_of(const btt_str *texts, size_t count) {
  STRUCT(btt_input, input);
  input.count = count;
  input.texts = texts;
  return input;
}

#endif
