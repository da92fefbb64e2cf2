/* A program that knows the library by its file only: dlopen, the ABI number first, functions by name,
 * dlclose. */
#define _POSIX_C_SOURCE 200809L
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "budtiktok.h"
#include "tiny_tokenizer.h"

/* Function pointers come as data pointers from dlsym; POSIX says how to turn one into the other. */
#define FUNCTION(name)                                \
  *(void **)&name##_function = dlsym(library, #name); \
  if (name##_function == NULL) {                      \
    fprintf(stderr, "%s is missing\n", #name);        \
    return 1;                                         \
  }

int main(void) {
  const char *path = getenv("BUDTIKTOK_LIBRARY");
  void *library;
  uint32_t (*btt_abi_version_function)(void);
  const char *(*btt_version_function)(void);
  btt_status (*btt_load_memory_function)(const void *, size_t, const btt_load_options *, btt_tokenizer **);
  btt_status (*btt_count_tokens_function)(const btt_tokenizer *, const btt_input *,
                                          const btt_encode_options *, int64_t *);
  void (*btt_free_function)(btt_tokenizer *);
  btt_tokenizer *tokenizer = NULL;
  btt_input input;
  btt_str text = {"hello world", 11};
  int64_t length = 0;
  int round;
  if (path == NULL) {
    fprintf(stderr, "BUDTIKTOK_LIBRARY is not set\n");
    return 77;
  }
  for (round = 0; round < 2; round++) {
    library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == NULL) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
    FUNCTION(btt_abi_version);
    FUNCTION(btt_version);
    FUNCTION(btt_load_memory);
    FUNCTION(btt_count_tokens);
    FUNCTION(btt_free);
    if (btt_abi_version_function() != BTT_ABI_VERSION || strlen(btt_version_function()) < 5) {
      fprintf(stderr, "another ABI: %u\n", (unsigned)btt_abi_version_function());
      return 1;
    }
    if (dlsym(library, "omp_get_max_threads_of_budtiktok") != NULL ||
        dlsym(library, "_ZTIN3btt5ErrorE") != NULL) {
      fprintf(stderr, "the library shows its inside\n");
      return 1;
    }
    memset(&input, 0, sizeof(input));
    input.struct_size = sizeof(input);
    input.count = 1;
    input.texts = &text;
    if (btt_load_memory_function(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, NULL, &tokenizer) != BTT_OK ||
        btt_count_tokens_function(tokenizer, &input, NULL, &length) != BTT_OK || length != 4) {
      fprintf(stderr, "counting failed: %ld\n", (long)length);
      return 1;
    }
    btt_free_function(tokenizer);
    if (dlclose(library) != 0) {
      fprintf(stderr, "%s\n", dlerror());
      return 1;
    }
  }
  return 0;
}
