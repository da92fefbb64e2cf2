/* Streaming decode: text that waits for its end, the failure where a decoder rewrites, refused arguments.
 * Expected texts: tokenizers 0.22.2, tokenizers.decoders.DecodeStream. */
#include "budtiktok_experimental.h"
#include "check.h"

static const char json[] =
    "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,\"added_tokens\":[],\"normalizer\":null,"
    "\"pre_tokenizer\":null,\"post_processor\":null,\"decoder\":{\"type\":\"Sequence\",\"decoders\":["
    "{\"type\":\"ByteFallback\"},{\"type\":\"Fuse\"},"
    "{\"type\":\"Replace\",\"pattern\":{\"String\":\"ab\"},\"content\":\"c\"},"
    "{\"type\":\"Replace\",\"pattern\":{\"String\":\"caa\"},\"content\":\"xxxxxxxx\"}]},"
    "\"model\":{\"type\":\"WordLevel\",\"vocab\":{\"a\":0,\"b\":1,\"<0xEB>\":2,\"<0xBD>\":3,\"<0x95>\":4},"
    "\"unk_token\":\"a\"}}";

static btt_tokenizer *tokenizer;

/* The text of a step; NULL where nothing is known yet. */
static const char *step(btt_x_decode_stream *stream, int64_t id) {
  static char text[64];
  btt_str out = {NULL, 0};
  CHECK_OK(btt_x_decode_stream_step(stream, tokenizer, &id, 1, &out));
  if (out.data == NULL || !CHECK(out.size < sizeof(text))) return NULL;
  memcpy(text, out.data, out.size);
  text[out.size] = '\0';
  return text;
}

static int gives(const char *text, const char *expected) {
  return text != NULL && strcmp(text, expected) == 0;
}

int main(void) {
  static const int64_t before[2] = {0, 0};
  btt_x_decode_stream *stream = NULL;
  btt_str out;
  int64_t id = 1;
  CHECK_OK(btt_load_memory(json, sizeof(json) - 1, NULL, &tokenizer));

  CHECK_OK(btt_x_decode_stream_create(NULL, 0, 0, &stream));
  CHECK(step(stream, 2) == NULL);
  CHECK(step(stream, 3) == NULL);
  CHECK(gives(step(stream, 4), "\xEB\xBD\x95"));
  CHECK(gives(step(stream, 1), "b"));
  btt_x_decode_stream_free(stream);

  CHECK_OK(btt_x_decode_stream_create(before, 2, 0, &stream));
  CHECK(gives(step(stream, 0), "a"));
  CHECK_STATUS(btt_x_decode_stream_step(stream, tokenizer, NULL, 1, &out), BTT_ERR_INVALID_ARGUMENT);
  CHECK(out.data == NULL);
  CHECK_OK(btt_x_decode_stream_step(stream, tokenizer, NULL, 0, &out));
  CHECK(out.data == NULL);
  CHECK(step(stream, 1) == NULL);
  /* "ab" is "c" by now: the text that was given has changed. The ids stay. */
  id = 0;
  CHECK_STATUS(btt_x_decode_stream_step(stream, tokenizer, &id, 1, &out), BTT_ERR_INVALID_ARGUMENT);
  CHECK(out.data == NULL);
  CHECK_STATUS(btt_x_decode_stream_step(stream, tokenizer, &id, 1, &out), BTT_ERR_INVALID_ARGUMENT);

  CHECK_STATUS(btt_x_decode_stream_step(NULL, tokenizer, &id, 1, &out), BTT_ERR_INVALID_ARGUMENT);
  CHECK_STATUS(btt_x_decode_stream_step(stream, NULL, &id, 1, &out), BTT_ERR_INVALID_ARGUMENT);
  CHECK_STATUS(btt_x_decode_stream_step(stream, tokenizer, &id, 1, NULL), BTT_ERR_INVALID_ARGUMENT);
  btt_x_decode_stream_free(stream);
  CHECK_STATUS(btt_x_decode_stream_create(NULL, 0, 1u << 20, &stream), BTT_ERR_INVALID_ARGUMENT);
  CHECK(stream == NULL);
  CHECK_STATUS(btt_x_decode_stream_create(NULL, 3, 0, &stream), BTT_ERR_INVALID_ARGUMENT);
  CHECK_STATUS(btt_x_decode_stream_create(NULL, 0, 0, NULL), BTT_ERR_INVALID_ARGUMENT);
  btt_x_decode_stream_free(NULL);
  btt_free(tokenizer);
  return check_result();
}
