/* Loading: each refusal has its status, names the place, and leaves no handle; a directory gives defaults. */
#define _POSIX_C_SOURCE 200809L
#include <unistd.h>

#include "check.h"

typedef struct refusal {
  const char *json;
  btt_status status;
  const char *named; /* must be in the message */
} refusal;

#define VOCAB "\"vocab\":{\"[UNK]\":0,\"a\":1}"
#define MODEL                                                                                       \
  "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\",\"continuing_subword_prefix\":\"##\"," \
  "\"max_input_chars_per_word\":100," VOCAB "}"

static const refusal refusals[] = {
    {"", BTT_ERR_PARSE, ""},
    {"{", BTT_ERR_PARSE, ""},
    {"nothing", BTT_ERR_PARSE, ""},
    {"[]", BTT_ERR_PARSE, ""},
    {"{}", BTT_ERR_PARSE, "model"},
    {"{\"model\":3}", BTT_ERR_PARSE, "model"},
    {"{\"model\":{\"type\":\"WordPiece\"}}", BTT_ERR_PARSE, "model"},
    {"{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":[[\"a\",\"b\"]]}}", BTT_ERR_PARSE,
     "$.model.merges[0]"},
    {"{\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(?L)a\"},\"content\":\"\"}," MODEL "}",
     BTT_ERR_UNSUPPORTED, "$.normalizer.pattern.Regex"},
    {"{\"normalizer\":{\"type\":\"Replace\",\"pattern\":{\"Regex\":\"(\"},\"content\":\"\"}," MODEL "}",
     BTT_ERR_PARSE, "$.normalizer.pattern.Regex"},
    /* Unknown to the reference too, which takes it for a malformed file. */
    {"{\"normalizer\":{\"type\":\"NoSuchThing\"}," MODEL "}", BTT_ERR_PARSE, "NoSuchThing"},
};

static btt_tokenizer *const no_handle = (btt_tokenizer *)(void *)&check_failures; /* never followed */

static void check_refusals(void) {
  size_t i;
  for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
    const refusal *r = &refusals[i];
    btt_tokenizer *tokenizer = no_handle;
    const btt_status got = btt_load_memory(r->json, strlen(r->json), NULL, &tokenizer);
    if (!CHECK(got == r->status && tokenizer == NULL && strstr(last_message(), r->named) != NULL)) {
      fprintf(stderr, "  %s\n  gave %s: %s\n", r->json, btt_status_string(got), last_message());
    }
    CHECK(last_message()[0] != '\0' && strchr(last_message(), '\n') == NULL);
  }
}

/* Every prefix of a good file is refused, and nothing behind `data_bytes` is read. */
static void check_prefixes(void) {
  size_t size;
  for (size = 0; size + 1 < sizeof(tiny_tokenizer); size += size < 64 ? 1 : 37) {
    char *copy = (char *)require_memory(malloc(size + 1));
    btt_tokenizer *tokenizer = no_handle;
    memcpy(copy, tiny_tokenizer, size);
    if (size != 0) copy = (char *)require_memory(realloc(copy, size));
    CHECK_STATUS(btt_load_memory(copy, size, NULL, &tokenizer), BTT_ERR_PARSE);
    CHECK(tokenizer == NULL);
    free(copy);
  }
}

static void write_file(const char *path, const char *text) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(text, 1, strlen(text), file) != strlen(text) || fclose(file) != 0) {
    fprintf(stderr, "cannot write %s\n", path);
    exit(2);
  }
}

static void check_files(void) {
  char folder[] = "/tmp/btt-load-XXXXXX";
  char json[64], config[64];
  btt_tokenizer *tokenizer = no_handle;
  STRUCT(btt_tokenizer_info, info);
  STRUCT(btt_encode_options, options);
  int32_t id = -1;
  if (mkdtemp(folder) == NULL) exit(2);
  sprintf(json, "%s/tokenizer.json", folder);
  sprintf(config, "%s/tokenizer_config.json", folder);

  CHECK_STATUS(btt_load(json, NULL, &tokenizer), BTT_ERR_NOT_FOUND);
  CHECK(tokenizer == NULL && strstr(last_message(), "tokenizer.json") != NULL);
  CHECK_STATUS(btt_load(folder, NULL, &tokenizer), BTT_ERR_NOT_FOUND);
  CHECK_STATUS(btt_load("", NULL, &tokenizer), BTT_ERR_NOT_FOUND);

  write_file(json, tiny_tokenizer);
  CHECK_OK(btt_load(json, NULL, &tokenizer));
  CHECK_OK(btt_get_info(tokenizer, &info));
  CHECK(info.max_length == 32 && info.padding_side == 0 && info.truncation_side == 0);
  btt_free(tokenizer);

  /* What lies beside the file speaks before the file. */
  write_file(config,
             "{\"padding_side\":\"left\",\"truncation_side\":\"left\",\"model_max_length\":77,\"bos_token\":"
             "\"[CLS]\"}");
  CHECK_OK(btt_load(folder, NULL, &tokenizer));
  CHECK_OK(btt_get_info(tokenizer, &info));
  CHECK(info.max_length == 77 && info.padding_side == 1 && info.truncation_side == 1);
  CHECK_OK(btt_get_default_options(tokenizer, &options));
  CHECK((options.flags & (BTT_ENCODE_PAD_LEFT | BTT_ENCODE_TRUNCATE_LEFT)) ==
        (BTT_ENCODE_PAD_LEFT | BTT_ENCODE_TRUNCATE_LEFT));
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_BOS, &id));
  CHECK(id == 2);
  btt_free(tokenizer);

  /* A file by its own name has no neighbours. */
  CHECK_OK(btt_load(json, NULL, &tokenizer));
  CHECK_OK(btt_get_info(tokenizer, &info));
  CHECK(info.max_length == 32);
  btt_free(tokenizer);

  write_file(json,
             "{\"pre_tokenizer\":{\"type\":\"Split\",\"pattern\":{\"Regex\":\"(?{x})\"},"
             "\"behavior\":\"Removed\",\"invert\":false}," MODEL "}");
  tokenizer = no_handle;
  CHECK_STATUS(btt_load(folder, NULL, &tokenizer), BTT_ERR_UNSUPPORTED);
  CHECK(tokenizer == NULL && strstr(last_message(), "callout") != NULL);

  /* A file that opens and cannot be read, whoever asks: nothing is mapped at its first byte. */
  unlink(json);
  tokenizer = no_handle;
  CHECK(symlink("/proc/self/mem", json) == 0);
  CHECK_STATUS(btt_load(folder, NULL, &tokenizer), BTT_ERR_IO);
  CHECK(tokenizer == NULL && strstr(last_message(), "tokenizer.json") != NULL);
  unlink(json);
  unlink(config);
  rmdir(folder);
}

static void check_options(void) {
  btt_tokenizer *tokenizer = no_handle;
  STRUCT(btt_load_options, options);
  CHECK_OK(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &options, &tokenizer));
  btt_free(tokenizer);
  options.flags = 1;
  CHECK_STATUS(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &options, &tokenizer),
               BTT_ERR_INVALID_ARGUMENT);
  options.flags = 0;
  options.reserved = 1;
  CHECK_STATUS(btt_load("anything", &options, &tokenizer), BTT_ERR_INVALID_ARGUMENT);
  CHECK(tokenizer == NULL);
}

static void check_cache_bytes(void) {
  btt_tokenizer *tokenizer = no_handle;
  STRUCT(btt_load_options, options);
  options.cache_bytes = 65536;
  CHECK_OK(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &options, &tokenizer));
  btt_free(tokenizer);
  options.cache_bytes = 65535;
  CHECK_STATUS(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &options, &tokenizer),
               BTT_ERR_INVALID_ARGUMENT);
  CHECK(tokenizer == NULL &&
        strstr(last_message(), "cache_bytes is 65535; expected bytes, 65536 to 1073741824"));
  options.cache_bytes = (uint64_t)1 << 40;
  CHECK_STATUS(btt_load("anything", &options, &tokenizer), BTT_ERR_INVALID_ARGUMENT);
  /* A caller of before the field was there. */
  options.struct_size = offsetof(btt_load_options, cache_bytes);
  CHECK_OK(btt_load_memory(tiny_tokenizer, sizeof(tiny_tokenizer) - 1, &options, &tokenizer));
  btt_free(tokenizer);
}

int main(void) {
  check_refusals();
  check_prefixes();
  check_files();
  check_options();
  check_cache_bytes();
  return check_result();
}
