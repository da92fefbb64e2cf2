/* Vocabulary, facts, added tokens, the tokenizer as JSON. */
#include "budtiktok_experimental.h"
#include "check.h"

static int32_t id_of(const btt_tokenizer *tokenizer, const char *token) {
  int32_t id = -1;
  return btt_token_to_id(tokenizer, token, strlen(token), &id) == BTT_OK ? id : -1;
}

static int has_text(btt_str str, const char *text) {
  return str.size == strlen(text) && memcmp(str.data, text, str.size) == 0;
}

static void check_tokens(const btt_tokenizer *tokenizer) {
  int32_t id = -7;
  uint32_t flags = 99;
  btt_str token = {"kept", 4};
  CHECK(btt_vocab_size(tokenizer, 0) == 61 && btt_vocab_size(tokenizer, 1) == 62 &&
        btt_vocab_size(NULL, 1) == 0);
  CHECK(id_of(tokenizer, "hello") == 32 && id_of(tokenizer, "##able") == 43 &&
        id_of(tokenizer, "Big Word") == 61);
  CHECK_STATUS(btt_token_to_id(tokenizer, "nowhere", 7, &id), BTT_ERR_NOT_FOUND);
  CHECK_STATUS(btt_token_to_id(tokenizer, NULL, 0, &id), BTT_ERR_NOT_FOUND);
  CHECK_STATUS(btt_token_to_id(tokenizer, "hell\xff", 5, &id), BTT_ERR_NOT_FOUND);
  CHECK(id == -7);
  CHECK_OK(btt_token_to_id(tokenizer, "hello!", 5, &id));
  CHECK(id == 32);

  CHECK_OK(btt_id_to_token(tokenizer, 61, &token));
  CHECK(has_text(token, "Big Word"));
  CHECK_OK(btt_id_to_token(tokenizer, 0, &token));
  CHECK(has_text(token, "[PAD]"));
  CHECK_STATUS(btt_id_to_token(tokenizer, 62, &token), BTT_ERR_NOT_FOUND);
  CHECK_STATUS(btt_id_to_token(tokenizer, -1, &token), BTT_ERR_NOT_FOUND);
  CHECK_STATUS(btt_id_to_token(tokenizer, (int64_t)1 << 40, &token), BTT_ERR_NOT_FOUND);
  CHECK(has_text(token, "[PAD]"));

  CHECK_OK(btt_token_flags(tokenizer, 4, &flags));
  CHECK(flags == (BTT_TOKEN_ADDED | BTT_TOKEN_SPECIAL | BTT_TOKEN_LSTRIP));
  CHECK_OK(btt_token_flags(tokenizer, 54, &flags));
  CHECK(flags == (BTT_TOKEN_ADDED | BTT_TOKEN_RSTRIP));
  CHECK_OK(btt_token_flags(tokenizer, 61, &flags));
  CHECK(flags == (BTT_TOKEN_ADDED | BTT_TOKEN_SINGLE_WORD | BTT_TOKEN_NORMALIZED));
  CHECK_OK(btt_token_flags(tokenizer, 32, &flags));
  CHECK(flags == 0);
  CHECK_STATUS(btt_token_flags(tokenizer, 62, &flags), BTT_ERR_NOT_FOUND);
}

static void check_special(const btt_tokenizer *tokenizer) {
  int32_t id = -7;
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_PAD, &id));
  CHECK(id == 0);
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_UNK, &id));
  CHECK(id == 1);
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_CLS, &id));
  CHECK(id == 2);
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_SEP, &id));
  CHECK(id == 3);
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_MASK, &id));
  CHECK(id == 4);
  CHECK_OK(btt_special_token(tokenizer, BTT_SPECIAL_EOS, &id)); /* no </s>: what ends a BERT row */
  CHECK(id == 3);
  CHECK_STATUS(btt_special_token(tokenizer, 0, &id), BTT_ERR_INVALID_ARGUMENT);
  CHECK_STATUS(btt_special_token(tokenizer, 8, &id), BTT_ERR_INVALID_ARGUMENT);
  CHECK(id == 3);
}

static void check_info(const btt_tokenizer *tokenizer) {
  STRUCT(btt_tokenizer_info, info);
  STRUCT(btt_encode_options, options);
  memset(&options, 0xA5, sizeof(options));
  options.struct_size = sizeof(options);
  CHECK_OK(btt_get_info(tokenizer, &info));
  CHECK(info.struct_size == sizeof(info) && info.model == BTT_MODEL_WORDPIECE && info.reserved == 0);
  CHECK(info.vocab_size == 61 && info.vocab_size_with_added == 62 && info.max_id == 61 &&
        info.max_length == 32);
  CHECK(info.special_tokens_single == 2 && info.special_tokens_pair == 3);
  CHECK_OK(btt_get_default_options(tokenizer, &options));
  CHECK(options.truncation == BTT_TRUNCATION_LONGEST_FIRST && options.max_length == 32 &&
        options.stride == 4);
  CHECK(options.padding == BTT_PADDING_LONGEST && options.pad_to_length == 0 &&
        options.pad_to_multiple_of == 0);
  CHECK(options.pad_id == 0 && options.pad_type_id == 0 && options.num_threads == 0 && options.reserved == 0);
  CHECK((options.flags & ~(uint32_t)BTT_ENCODE_OVERRIDE_PAD) == 0 &&
        options.offset_unit == BTT_OFFSETS_BYTES);
}

/* Registration as the reference's add_tokens; the handles are independent and may go in any order. */
static void check_added(void) {
  btt_tokenizer *base = load_tiny();
  btt_tokenizer *more = NULL, *again = NULL;
  btt_added_token tokens[5];
  const btt_str text = {"hello newtok", 12};
  const btt_input input = input_of(&text, 1);
  int32_t numbers[8];
  size_t added = 99;
  uint32_t flags = 0;
  STRUCT(btt_output, output);
  memset(tokens, 0, sizeof(tokens));
  tokens[0].content = str_of("newtok");
  tokens[1].content = str_of("");       /* ignored */
  tokens[2].content = str_of("newtok"); /* exact repetition: ignored */
  tokens[3].content = str_of("hello");  /* in the model: keeps its id */
  tokens[3].flags = BTT_TOKEN_SPECIAL | BTT_TOKEN_ADDED;
  tokens[4].content = str_of("other\xff"); /* repaired */
  CHECK_OK(btt_x_with_added_tokens(base, tokens, 5, &added, &more));
  CHECK(added == 3 && btt_vocab_size(more, 1) == 64 && btt_vocab_size(base, 1) == 62);
  CHECK(id_of(more, "newtok") == 62 && id_of(more, "hello") == 32 && id_of(more, "other\xEF\xBF\xBD") == 63);
  CHECK(id_of(base, "newtok") == -1);
  CHECK_OK(btt_token_flags(more, 32, &flags));
  CHECK(flags == (BTT_TOKEN_SPECIAL | BTT_TOKEN_ADDED));
  CHECK_OK(btt_token_flags(base, 32, &flags));
  CHECK(flags == 0);
  btt_free(base);
  CHECK_OK(btt_with_added_tokens(more, NULL, 0, &again));
  btt_free(more);
  output.rows = 1;
  output.width = 8;
  output.ids.data = numbers;
  output.ids.dtype = BTT_INT32;
  CHECK_OK(btt_encode_batch(again, &input, NULL, &output));
  CHECK(output.out_width == 4 && numbers[0] == 2 && numbers[1] == 32 && numbers[2] == 62 && numbers[3] == 3);
  btt_free(again);
}

static void check_json(const btt_tokenizer *tokenizer) {
  btt_str json = {NULL, 0}, second = {NULL, 0};
  btt_tokenizer *copy = NULL;
  CHECK_OK(btt_get_json(tokenizer, &json));
  CHECK(json.size > 1000 && json.data[json.size] == '\0' && strlen(json.data) == json.size);
  CHECK_OK(btt_load_memory(json.data, json.size, NULL, &copy));
  CHECK_OK(btt_get_json(copy, &second));
  CHECK(json.size == second.size && memcmp(json.data, second.data, json.size) == 0);
  CHECK(id_of(copy, "Big Word") == 61);
  btt_free(copy);
  CHECK_OK(btt_get_json(tokenizer, &second));
  CHECK(second.data == json.data);
}

static void check_memory(const btt_tokenizer *tokenizer) {
  const btt_str text = {"hello world", 11};
  const btt_input input = input_of(&text, 1);
  int64_t length = 0;
  size_t before = 0, after = 0;
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, &length));
  CHECK_OK(btt_memory_usage(tokenizer, &before));
  CHECK_OK(btt_trim(tokenizer));
  CHECK_OK(btt_memory_usage(tokenizer, &after));
  CHECK(after != 0 && after < before);
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, &length));
  CHECK(length == 4);
  /* What a batch leaves to the next one counts, and goes too. */
  btt_batch *batch = NULL;
  CHECK_OK(btt_trim(tokenizer));
  CHECK_OK(btt_batch_create(tokenizer, &batch));
  CHECK_OK(btt_batch_encode(batch, &input, NULL));
  CHECK_OK(btt_trim(tokenizer));
  btt_batch_free(batch);
  CHECK_OK(btt_memory_usage(tokenizer, &before));
  CHECK(before > after);
  CHECK_OK(btt_trim(tokenizer));
  CHECK_OK(btt_memory_usage(tokenizer, &before));
  CHECK(before == after);
}

static void check_encoder(const btt_tokenizer *tokenizer) {
  int64_t length = 0;
  btt_str text = str_of("hello a");
  btt_input input = input_of(&text, 1);
  STRUCT(btt_x_statistics, before);
  STRUCT(btt_x_statistics, after);
  CHECK(strcmp(btt_x_encoder_name(tokenizer), "bert-wordpiece") == 0);
  CHECK(strcmp(btt_x_encoder_name(NULL), "") == 0);
  CHECK(strcmp(btt_x_decoder_name(tokenizer), "table") == 0);
  CHECK(strcmp(btt_x_decoder_name(NULL), "") == 0);
  CHECK_OK(btt_x_stats(tokenizer, &before));
  CHECK_OK(btt_count_tokens(tokenizer, &input, NULL, &length));
  CHECK_OK(btt_x_stats(tokenizer, &after));
  CHECK(after.fused_bytes + after.staged_bytes == before.fused_bytes + before.staged_bytes + text.size);
  CHECK_STATUS(btt_x_stats(tokenizer, NULL), BTT_ERR_INVALID_ARGUMENT);
  CHECK_STATUS(btt_x_stats(NULL, &after), BTT_ERR_INVALID_ARGUMENT);
  after.struct_size = 4;
  CHECK_STATUS(btt_x_stats(tokenizer, &after), BTT_ERR_INVALID_ARGUMENT);
}

static void check_bulk(const btt_tokenizer *tokenizer) {
  btt_str tokens[62], token;
  int32_t ids[62], id = 0;
  size_t count = 0, i;
  STRUCT(btt_x_settings, settings);
  CHECK_STATUS(btt_x_get_vocab(tokenizer, 1, NULL, NULL, 0, &count), BTT_ERR_BUFFER_TOO_SMALL);
  CHECK(count == 62);
  CHECK_OK(btt_x_get_vocab(tokenizer, 1, tokens, ids, 62, &count));
  for (i = 0; i < count; i++) {
    CHECK_OK(btt_token_to_id(tokenizer, tokens[i].data, tokens[i].size, &id));
    CHECK(id == ids[i]);
  }
  CHECK_OK(btt_x_get_vocab(tokenizer, 0, tokens, ids, 62, &count));
  CHECK(count == 61);
  CHECK_STATUS(btt_x_added_token_ids(tokenizer, ids, 6, &count), BTT_ERR_BUFFER_TOO_SMALL);
  CHECK_OK(btt_x_added_token_ids(tokenizer, ids, 62, &count));
  CHECK(count == 7 && ids[0] == 0 && ids[5] == 54 && ids[6] == 61);
  CHECK_STATUS(btt_x_model_token_to_id(tokenizer, "Big Word", 8, &id), BTT_ERR_NOT_FOUND);
  CHECK_STATUS(btt_x_model_id_to_token(tokenizer, 61, &token), BTT_ERR_NOT_FOUND);
  CHECK_OK(btt_x_model_id_to_token(tokenizer, 54, &token));
  CHECK(has_text(token, "<t1>"));
  CHECK_OK(btt_x_get_settings(tokenizer, &settings));
  CHECK(settings.has_truncation == 1 && settings.truncation_max_length == 32 &&
        settings.truncation_stride == 4);
  CHECK(settings.has_padding == 1 && settings.padding == BTT_PADDING_LONGEST &&
        settings.has_pad_to_multiple_of == 0);
  CHECK(has_text(settings.pad_token, "[PAD]") && settings.has_normalizer == 1 && settings.has_decoder == 1);
  CHECK(btt_x_has_direct_rows(tokenizer) == 1);
  check_encoder(tokenizer);
}

static void check_library(void) {
  char expected[32];
  btt_status status;
  sprintf(expected, "%d.%d.%d", BTT_VERSION_MAJOR, BTT_VERSION_MINOR, BTT_VERSION_PATCH);
  CHECK(strcmp(btt_version(), expected) == 0 && btt_abi_version() == BTT_ABI_VERSION);
  CHECK(strstr(btt_build_info(), "compiler=") != NULL && strstr(btt_build_info(), "utf8proc=") != NULL);
  CHECK(strstr(btt_build_info(), "simdjson=") != NULL &&
        strstr(btt_build_info(), "simd_present=scalar") != NULL);
  CHECK(strstr(btt_build_info(), "unicode_bert_categories=8.0\n") != NULL);
  CHECK(btt_has_feature("wordpiece") == 1 && btt_has_feature("wordlevel") == 1 &&
        btt_has_feature("scalar") == 1);
  CHECK(btt_has_feature("scalar-compiled") == 1 && btt_has_feature("bpe") == 1 &&
        btt_has_feature("unigram") == 1 && btt_has_feature("nothing") == 0 && btt_has_feature("") == 0);
  CHECK(btt_has_feature("scalar-") == 0 && btt_has_feature("scalarx") == 0 && btt_has_feature(NULL) == 0);
  for (status = -1; status < 100; status++)
    CHECK(btt_status_string(status) != NULL && btt_status_string(status)[0] != 0);
  CHECK(strcmp(btt_status_string(11), btt_status_string(12)) == 0);
  CHECK(strcmp(btt_status_string(BTT_ERR_LIMIT), btt_status_string(BTT_ERR_IO)) != 0);
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  check_tokens(tokenizer);
  check_special(tokenizer);
  check_info(tokenizer);
  check_added();
  check_memory(tokenizer);
  check_json(tokenizer);
  check_bulk(tokenizer);
  check_library();
  btt_free(tokenizer);
  return check_result();
}
