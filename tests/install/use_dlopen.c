/* A consumer that has neither the header's functions nor the name link at build time: types from the header,
   code from dlopen, as bindings of other languages do it. */
#include <budtiktok.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

/* ISO C has no conversion from void* to a function pointer; POSIX promises that copying the bits works. */
#define LOOK_UP(name, type)                       \
  type name##_p;                                  \
  *(void **)&name##_p = dlsym(library, "" #name); \
  if (name##_p == NULL) return 3

typedef uint32_t abi_version_type(void);
typedef btt_status load_type(const char *, const btt_load_options *, btt_tokenizer **);
typedef btt_status count_type(const btt_tokenizer *, const btt_input *, const btt_encode_options *,
                              int64_t *);
typedef void free_type(btt_tokenizer *);

int main(int argc, char **argv) {
  void *library;
  btt_tokenizer *tokenizer = NULL;
  btt_str text = {"Hello world", 11};
  btt_input input;
  int64_t length = 0;

  if (argc != 3) return 2;
  library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    fprintf(stderr, "%s\n", dlerror());
    return 2;
  }
  {
    LOOK_UP(btt_abi_version, abi_version_type *);
    LOOK_UP(btt_load, load_type *);
    LOOK_UP(btt_count_tokens, count_type *);
    LOOK_UP(btt_free, free_type *);
    if (btt_abi_version_p() != BTT_ABI_VERSION) return 4;
    if (btt_load_p(argv[2], NULL, &tokenizer) != BTT_OK) return 5;
    memset(&input, 0, sizeof input);
    input.struct_size = sizeof input;
    input.count = 1;
    input.texts = &text;
    if (btt_count_tokens_p(tokenizer, &input, NULL, &length) != BTT_OK) return 6;
    btt_free_p(tokenizer);
  }
  if (length != 5) {
    fprintf(stderr, "%lld tokens instead of 5\n", (long long)length);
    return 7;
  }
  return dlclose(library);
}
