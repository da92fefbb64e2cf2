/* The program that every linked consumer builds: loads a tokenizer, encodes one text, compares the ids. */
#include <budtiktok.h>
#include <stdio.h>
#include <string.h>

static int fail(const char *what, btt_status status) {
  btt_error_detail detail;
  memset(&detail, 0, sizeof detail);
  detail.struct_size = sizeof detail;
  btt_last_error(&detail);
  fprintf(stderr, "%s: %s: %s\n", what, btt_status_string(status), detail.message ? detail.message : "");
  return 1;
}

int main(int argc, char **argv) {
  static const int64_t expected[] = {2, 4, 5, 6, 3}; /* [CLS] hello wor ##ld [SEP] */
  int64_t ids[8] = {0};
  btt_tokenizer *tokenizer = NULL;
  btt_str text = {"Hello world", 11};
  btt_input input;
  btt_output output;
  btt_status status;

  if (argc != 2) return 2;
  if (btt_abi_version() != BTT_ABI_VERSION) return 3;
  status = btt_load(argv[1], NULL, &tokenizer);
  if (status != BTT_OK) return fail("btt_load", status);

  memset(&input, 0, sizeof input);
  input.struct_size = sizeof input;
  input.count = 1;
  input.texts = &text;
  memset(&output, 0, sizeof output);
  output.struct_size = sizeof output;
  output.rows = 1;
  output.width = 8;
  output.ids.data = ids;
  output.ids.dtype = BTT_INT64;
  status = btt_encode_batch(tokenizer, &input, NULL, &output);
  if (status != BTT_OK) return fail("btt_encode_batch", status);
  btt_free(tokenizer);

  if (output.out_tokens != 5 || memcmp(ids, expected, sizeof expected) != 0) {
    fprintf(stderr, "wrong ids\n");
    return 4;
  }
  printf("%s\n", btt_version());
  return 0;
}
