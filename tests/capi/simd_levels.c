/* SIMD levels: all that this machine has give the reference's rows; the setter and BTT_SIMD pick one or
   refuse. The program runs itself again for each value of the variable, which is read once per process. */
#define _POSIX_C_SOURCE 200809L
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cases.h"

static const char *const names[] = {"scalar", "sse42", "avx2", "avx512", "neon"};

static void check_rows(const btt_tokenizer *tokenizer, const char *level) {
  size_t i;
  for (i = 0; i < CASES; i++) {
    const reference_case *c = &reference_cases[i];
    const btt_input input = case_views(c);
    const btt_encode_options options = case_options(c);
    matrices m;
    make_matrices(&m, c->rows, c->width, BTT_INT64, 0);
    CHECK_OK(btt_encode_batch(tokenizer, &input, &options, &m.output));
    if (!CHECK(compare_matrices(&m, c, BTT_OFFSETS_BYTES) == 0))
      fprintf(stderr, "  case %s at %s\n", c->name, level);
    free_matrices(&m);
  }
}

/* In a process that was started with BTT_SIMD = value. */
static int run_with_variable(const char *value) {
  const int32_t expected = atoi(value); /* the level, or -1: refused */
  btt_tokenizer *tokenizer = NULL;
  if (expected < 0) {
    CHECK_STATUS(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, NULL, &tokenizer),
                 BTT_ERR_UNSUPPORTED);
    CHECK(tokenizer == NULL && strstr(last_message(), getenv("BTT_SIMD")) != NULL);
    CHECK((btt_simd_levels() & ((uint32_t)1 << btt_get_simd_level())) != 0);
    return check_result();
  }
  CHECK(btt_get_simd_level() == expected);
  tokenizer = load_tiny();
  check_rows(tokenizer, getenv("BTT_SIMD"));
  btt_free(tokenizer);
  return check_result();
}

static void check_variable(const char *self, const char *value, int expected) {
  char number[16];
  int status = 0;
  pid_t process;
  sprintf(number, "%d", expected);
  process = fork();
  if (process == 0) {
    setenv("BTT_SIMD", value, 1);
    execl(self, self, number, (char *)NULL);
    _exit(99);
  }
  CHECK(process > 0 && waitpid(process, &status, 0) == process);
  if (!CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0)) fprintf(stderr, "  with BTT_SIMD=%s\n", value);
}

int main(int argc, char **argv) {
  const uint32_t present = btt_simd_levels();
  btt_tokenizer *tokenizer;
  int32_t level, automatic;
  if (argc > 1) return run_with_variable(argv[1]);
  unsetenv("BTT_SIMD");
  tokenizer = load_tiny();
  CHECK_OK(btt_set_simd_level(BTT_SIMD_AUTO));
  automatic = btt_get_simd_level();
  CHECK((present & 1) != 0 && (present & ~(uint32_t)0x1F) == 0 &&
        (present & ((uint32_t)1 << automatic)) != 0);
  for (level = 0; level < 5; level++) {
    char compiled[32];
    sprintf(compiled, "%s-compiled", names[level]);
    CHECK(strcmp(btt_simd_level_name(level), names[level]) == 0);
    CHECK(btt_has_feature(names[level]) == ((present & ((uint32_t)1 << level)) != 0));
    if ((present & ((uint32_t)1 << level)) == 0) {
      const int32_t before = btt_get_simd_level();
      printf("%s: not here\n", names[level]);
      CHECK_STATUS(btt_set_simd_level(level), BTT_ERR_UNSUPPORTED);
      CHECK(btt_get_simd_level() == before && strstr(last_message(), names[level]) != NULL);
      check_variable(argv[0], names[level], -1);
      continue;
    }
    CHECK(btt_has_feature(compiled) == 1);
    CHECK_OK(btt_set_simd_level(level));
    CHECK(btt_get_simd_level() == level);
    check_rows(tokenizer, names[level]);
    check_variable(argv[0], names[level], level);
  }
  CHECK_OK(btt_set_simd_level(BTT_SIMD_AUTO));
  CHECK(btt_get_simd_level() == automatic);
  check_variable(argv[0], "auto", automatic);
  check_variable(argv[0], "", automatic);
  check_variable(argv[0], "no-such-level", -1);
  btt_free(tokenizer);
  return check_result();
}
