/* Encodings as objects (experimental): the reference's rows, queries, operations, bytes and back; single
 * stages. */
#include "budtiktok_experimental.h"
#include "cases.h"

static const btt_str no_pad_token = {NULL, 0};

static int has_text(btt_str str, const char *text) {
  return str.size == strlen(text) && memcmp(str.data, text, str.size) == 0;
}

/* Differences between row `row` of the case and the encoding. Cells that no encoding has are UNWRITTEN, or
   fill a row up to the width of a longer one. */
static int compare_row(const btt_x_encoding *encoding, const reference_case *c, size_t row) {
  const size_t at = row * c->width;
  int differences = 0;
  size_t i, skipped;
  int32_t *sequences;
  STRUCT(btt_x_encoding_view, view);
  if (btt_x_encoding_get(encoding, &view) != BTT_OK || view.size > c->width) return 1;
  skipped = (c->flags & BTT_ENCODE_PAD_LEFT) != 0 ? c->width - view.size : 0;
  sequences = (int32_t *)require_memory(malloc((view.size + 1) * sizeof(int32_t)));
  differences += btt_x_encoding_sequence_ids(encoding, sequences) != BTT_OK;
  for (i = 0; i < view.size; i++) {
    const size_t k = at + skipped + i;
    differences +=
        view.ids[i] != c->ids[k] || view.type_ids[i] != c->types[k] || view.words[i] != c->words[k];
    differences += view.special_tokens_mask[i] != c->specials[k] || view.attention_mask[i] != c->mask[k];
    differences +=
        view.offsets[2 * i] != c->offsets[1][2 * k] || view.offsets[2 * i + 1] != c->offsets[1][2 * k + 1];
    differences += sequences[i] != c->sequences[k];
  }
  free(sequences);
  return differences;
}

static void check_case(const btt_tokenizer *tokenizer, const reference_case *c) {
  const btt_input input = case_views(c);
  btt_encode_options options = case_options(c);
  btt_x_encoding **encodings =
      (btt_x_encoding **)require_memory(malloc((c->count + 1) * sizeof(btt_x_encoding *)));
  size_t row, i, part;
  int differences = 0;
  options.flags |= BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;
  options.offset_unit = BTT_OFFSETS_CODE_POINTS;
  CHECK_OK(btt_x_encode(tokenizer, &input, &options, no_pad_token, encodings));
  for (row = 0, i = 0; i < c->count; i++) {
    STRUCT(btt_x_encoding_view, view);
    CHECK_OK(btt_x_encoding_get(encodings[i], &view));
    differences += compare_row(encodings[i], c, row++);
    for (part = 0; part < view.n_overflowing && (c->flags & BTT_ENCODE_RETURN_OVERFLOW) != 0; part++) {
      btt_x_encoding *overflowing = NULL;
      CHECK_OK(btt_x_encoding_overflowing(encodings[i], part, &overflowing));
      differences += compare_row(overflowing, c, row++);
      btt_x_encoding_free(overflowing);
    }
    btt_x_encoding_free(encodings[i]);
  }
  if (!CHECK(differences == 0 && row == c->rows)) fprintf(stderr, "  in case %s\n", c->name);
  free(encodings);
}

static btt_x_encoding *encode_one(const btt_tokenizer *tokenizer, const char *text, size_t max_length) {
  const btt_str str = str_of(text);
  const btt_input input = input_of(&str, 1);
  btt_x_encoding *encoding = NULL;
  STRUCT(btt_encode_options, options);
  options.flags = BTT_ENCODE_TRACK_OFFSETS | BTT_ENCODE_TRACK_WORDS;
  options.truncation = max_length != 0 ? BTT_TRUNCATION_LONGEST_FIRST : BTT_TRUNCATION_NONE;
  options.max_length = max_length;
  CHECK_OK(btt_x_encode(tokenizer, &input, &options, no_pad_token, &encoding));
  return encoding;
}

/* [CLS] un ##aff ##able jump ##s [SEP]; values as the reference's Encoding answers them. */
static void check_queries(const btt_tokenizer *tokenizer) {
  btt_x_encoding *encoding = encode_one(tokenizer, "unaffable jumps", 0);
  int64_t a = -9, b = -9;
  btt_str token;
  CHECK_OK(btt_x_encoding_token(encoding, 2, &token));
  CHECK(has_text(token, "##aff"));
  CHECK_STATUS(btt_x_encoding_token(encoding, 7, &token), BTT_ERR_INVALID_ARGUMENT);
  {
    static const char kPacked[] = "[CLS]un##aff##ablejump##s[SEP]";
    const int64_t expected[8] = {0, 5, 7, 12, 18, 22, 25, 30};
    int64_t offsets[8];
    char texts[30];
    CHECK_STATUS(btt_x_encoding_tokens(encoding, texts, 29, offsets), BTT_ERR_BUFFER_TOO_SMALL);
    CHECK(offsets[7] == 30);
    CHECK_OK(btt_x_encoding_tokens(encoding, texts, 30, offsets));
    CHECK(memcmp(offsets, expected, sizeof expected) == 0);
    CHECK(memcmp(texts, kPacked, 30) == 0);
    CHECK_STATUS(btt_x_encoding_tokens(encoding, texts, 30, NULL), BTT_ERR_INVALID_ARGUMENT);
  }
  {
    static const char all[] = "[CLS]un##aff##ablejump##s[SEP]";
    char texts[sizeof(all)];
    int64_t bounds[8];
    CHECK_STATUS(btt_x_encoding_tokens(encoding, NULL, 0, bounds), BTT_ERR_BUFFER_TOO_SMALL);
    CHECK(bounds[7] == (int64_t)sizeof(all) - 1);
    CHECK_STATUS(btt_x_encoding_tokens(encoding, texts, sizeof(all) - 2, bounds), BTT_ERR_BUFFER_TOO_SMALL);
    CHECK_OK(btt_x_encoding_tokens(encoding, texts, sizeof(all) - 1, bounds));
    CHECK(memcmp(texts, all, sizeof(all) - 1) == 0 && bounds[0] == 0 && bounds[1] == 5 && bounds[2] == 7);
  }
  CHECK_OK(btt_x_encoding_char_to_token(encoding, 3, 0, &a));
  CHECK(a == 2);
  CHECK_OK(btt_x_encoding_char_to_token(encoding, 9, 0, &a)); /* the space */
  CHECK(a == -1);
  CHECK_OK(btt_x_encoding_char_to_word(encoding, 11, 0, &a));
  CHECK(a == 1);
  CHECK_OK(btt_x_encoding_token_to_sequence(encoding, 0, &a));
  CHECK(a == -1);
  CHECK_OK(btt_x_encoding_token_to_sequence(encoding, 3, &a));
  CHECK(a == 0);
  CHECK_OK(btt_x_encoding_token_to_word(encoding, 5, &a));
  CHECK(a == 1);
  CHECK_OK(btt_x_encoding_token_to_chars(encoding, 3, &a, &b));
  CHECK(a == 5 && b == 9);
  CHECK_OK(btt_x_encoding_token_to_chars(encoding, 0, &a, &b));
  CHECK(a == -1 && b == -1);
  CHECK_OK(btt_x_encoding_word_to_tokens(encoding, 1, 0, &a, &b));
  CHECK(a == 4 && b == 6);
  CHECK_OK(btt_x_encoding_word_to_chars(encoding, 0, 0, &a, &b));
  CHECK(a == 0 && b == 9);
  CHECK_OK(btt_x_encoding_word_to_chars(encoding, 2, 0, &a, &b));
  CHECK(a == -1 && b == -1);
  CHECK_OK(btt_x_encoding_char_to_token(encoding, SIZE_MAX, 0, &a));
  CHECK(a == -1);
  CHECK_OK(btt_x_encoding_word_to_tokens(encoding, SIZE_MAX, SIZE_MAX, &a, &b));
  CHECK(a == -1);
  btt_x_encoding_free(encoding);
}

static size_t size_of(const btt_x_encoding *encoding) {
  STRUCT(btt_x_encoding_view, view);
  CHECK_OK(btt_x_encoding_get(encoding, &view));
  return view.size;
}

static size_t parts_of(const btt_x_encoding *encoding) {
  STRUCT(btt_x_encoding_view, view);
  CHECK_OK(btt_x_encoding_get(encoding, &view));
  return view.n_overflowing;
}

static void check_operations(const btt_tokenizer *tokenizer) {
  btt_x_encoding *first = encode_one(tokenizer, "unaffable jumps", 0);
  btt_x_encoding *second = NULL, *merged = NULL, *created = NULL;
  const btt_x_encoding *both[2];
  const btt_str pad = {"<p>", 3};
  btt_str token;
  size_t round;
  STRUCT(btt_x_encoding_view, view);
  CHECK_OK(btt_x_encoding_copy(first, &second));
  CHECK_OK(btt_x_encoding_truncate(second, 3, 1, 0));
  CHECK(size_of(second) == 3 && parts_of(second) == 2 && size_of(first) == 7);
  CHECK_STATUS(btt_x_encoding_truncate(second, 2, 2, 0), BTT_ERR_INVALID_ARGUMENT);
  CHECK_STATUS(btt_x_encoding_truncate(second, 2, 0, 2), BTT_ERR_INVALID_ARGUMENT);
  CHECK(size_of(second) == 3 && parts_of(second) == 2);
  CHECK_OK(btt_x_encoding_pad(second, 5, 9, 1, pad, 1));
  CHECK_OK(btt_x_encoding_get(second, &view));
  CHECK(view.size == 5 && view.ids[0] == 9 && view.type_ids[1] == 1 && view.ids[2] == 2 &&
        view.attention_mask[0] == 0);
  CHECK_OK(btt_x_encoding_token(second, 0, &token));
  CHECK(has_text(token, "<p>"));
  CHECK_STATUS(btt_x_encoding_pad(second, SIZE_MAX, 0, 0, pad, 0), BTT_ERR_LIMIT);
  both[0] = both[1] = first;
  CHECK_OK(btt_x_encoding_merge(both, 2, 1, &merged));
  CHECK_OK(btt_x_encoding_get(merged, &view));
  CHECK(view.size == 14 && view.offsets[2 * 8] == 0 && view.offsets[2 * 5 + 1] == 15);
  CHECK_OK(btt_x_encoding_set_sequence_id(merged, 1));
  CHECK_OK(btt_x_encoding_create(&created));
  CHECK(size_of(created) == 0);
  btt_x_encoding_free(created);
  both[1] = NULL;
  CHECK_STATUS(btt_x_encoding_merge(both, 2, 0, &created), BTT_ERR_INVALID_ARGUMENT);
  CHECK(created == NULL);
  /* Parts inside parts have an end. */
  for (round = 0; round < 200; round++) {
    if (btt_x_encoding_truncate(first, 0, 0, 0) != BTT_OK) break;
    CHECK_OK(btt_x_encoding_pad(first, 1, 0, 0, pad, 0));
  }
  CHECK(round > 10 && round < 100);
  btt_x_encoding_free(first);
  btt_x_encoding_free(second);
  btt_x_encoding_free(merged);
  btt_x_encoding_free(NULL);
}

static void check_bytes(const btt_tokenizer *tokenizer) {
  btt_x_encoding *encoding = encode_one(tokenizer, "unaffable jumps over", 5), *copy = NULL;
  size_t size = 0, again = 0, i;
  char *bytes, *other;
  CHECK(parts_of(encoding) == 1);
  CHECK_STATUS(btt_x_encoding_serialize(encoding, NULL, 0, &size), BTT_ERR_BUFFER_TOO_SMALL);
  bytes = (char *)require_memory(malloc(size));
  other = (char *)require_memory(malloc(size));
  CHECK_OK(btt_x_encoding_serialize(encoding, bytes, size, &again));
  CHECK(again == size);
  CHECK_OK(btt_x_encoding_deserialize(bytes, size, &copy));
  CHECK_OK(btt_x_encoding_serialize(copy, other, size, &again));
  CHECK(again == size && memcmp(bytes, other, size) == 0 && parts_of(copy) == 1);
  btt_x_encoding_free(copy);
  /* Every prefix and every changed byte is refused or read, and what is read can be used. */
  for (i = 0; i < size; i++) {
    char *part = (char *)require_memory(malloc(i + 1));
    if (i != 0) {
      memcpy(part, bytes, i);
      part = (char *)require_memory(realloc(part, i));
    }
    CHECK_STATUS(btt_x_encoding_deserialize(part, i, &copy), BTT_ERR_PARSE);
    CHECK(copy == NULL);
    free(part);
  }
  for (i = 0; i < size; i++) {
    static const unsigned char changes[] = {0x01, 0x80, 0xFF};
    size_t k;
    for (k = 0; k < sizeof(changes); k++) {
      btt_status status;
      memcpy(other, bytes, size);
      other[i] = (char)(other[i] ^ (char)changes[k]);
      status = btt_x_encoding_deserialize(other, size, &copy);
      CHECK(status == BTT_OK || status == BTT_ERR_PARSE);
      if (status != BTT_OK) continue;
      {
        const btt_x_encoding *both[2];
        btt_x_encoding *merged = NULL;
        int64_t a, b;
        both[0] = both[1] = copy;
        status = btt_x_encoding_merge(both, 2, 1, &merged);
        CHECK(status == BTT_OK || status == BTT_ERR_LIMIT);
        CHECK_OK(btt_x_encoding_word_to_chars(copy, 1, 1, &a, &b));
        CHECK_OK(btt_x_encoding_pad(copy, 9, 0, 0, no_pad_token, 1));
        btt_x_encoding_free(merged);
        btt_x_encoding_free(copy);
      }
    }
  }
  CHECK_STATUS(btt_x_encoding_deserialize(NULL, 5, &copy), BTT_ERR_INVALID_ARGUMENT);
  btt_x_encoding_free(encoding);
  free(bytes);
  free(other);
}

/* Values from the reference's normalizer, pre-tokenizer, model, post-processor and decoder. */
static void check_stages(const btt_tokenizer *tokenizer) {
  static const char text[] = "H\xc3\xa9llo \xe4\xb8\xad x!";
  char buffer[64], words[32];
  int64_t text_offsets[8], offsets[16];
  size_t size = 0;
  btt_x_encoding *encoding = NULL, *processed = NULL;
  const btt_str tokens[] = {{"un", 2}, {"##aff", 5}, {"!", 1}};
  STRUCT(btt_x_pieces, pieces);
  STRUCT(btt_x_encoding_view, view);
  STRUCT(btt_encode_options, options);
  CHECK_OK(btt_x_normalize(tokenizer, text, sizeof(text) - 1, buffer, sizeof(buffer), &size));
  CHECK(size == strlen("hello  \xe4\xb8\xad  x!") && memcmp(buffer, "hello  \xe4\xb8\xad  x!", size) == 0);
  CHECK_STATUS(btt_x_normalize(tokenizer, text, sizeof(text) - 1, buffer, 3, &size),
               BTT_ERR_BUFFER_TOO_SMALL);

  CHECK_STATUS(btt_x_pre_tokenize(tokenizer, text, sizeof(text) - 1, 0, &pieces), BTT_ERR_BUFFER_TOO_SMALL);
  CHECK(pieces.out_pieces == 4 && pieces.out_bytes == 11);
  pieces.pieces = 4;
  pieces.bytes = 11;
  pieces.text = words;
  pieces.text_offsets = text_offsets;
  pieces.offsets = offsets;
  CHECK_OK(btt_x_pre_tokenize(tokenizer, text, sizeof(text) - 1, BTT_OFFSETS_CODE_POINTS, &pieces));
  CHECK(memcmp(words, "H\xc3\xa9llo\xe4\xb8\xadx!", 11) == 0 && text_offsets[0] == 0 &&
        text_offsets[4] == 11);
  CHECK(offsets[0] == 0 && offsets[1] == 5 && offsets[2] == 6 && offsets[3] == 7 && offsets[4] == 8 &&
        offsets[7] == 10);
  CHECK_OK(btt_x_pre_tokenize(tokenizer, text, sizeof(text) - 1, BTT_OFFSETS_BYTES, &pieces));
  CHECK(offsets[1] == 6 && offsets[2] == 7 && offsets[3] == 10 && offsets[7] == 13);
  CHECK_STATUS(btt_x_pre_tokenize(tokenizer, text, sizeof(text) - 1, 3, &pieces), BTT_ERR_INVALID_ARGUMENT);

  CHECK_OK(btt_x_model_tokenize(tokenizer, "unaffable", 9, &encoding));
  CHECK_OK(btt_x_encoding_get(encoding, &view));
  CHECK(view.size == 3 && view.ids[0] == 34 && view.ids[1] == 42 && view.ids[2] == 43);
  CHECK(view.offsets[2] == 2 && view.offsets[3] == 5 && view.offsets[5] == 9);
  options.truncation = BTT_TRUNCATION_LONGEST_FIRST;
  options.max_length = 4;
  CHECK_OK(btt_x_post_process(tokenizer, encoding, NULL, &options, no_pad_token, &processed));
  CHECK_OK(btt_x_encoding_get(processed, &view));
  CHECK(view.size == 4 && view.ids[0] == 2 && view.ids[2] == 42 && view.ids[3] == 3 &&
        view.n_overflowing == 1);
  btt_x_encoding_free(processed);
  CHECK_OK(btt_x_post_process(tokenizer, encoding, encoding, NULL, no_pad_token, &processed));
  CHECK_OK(btt_x_encoding_get(processed, &view));
  CHECK(view.size == 9 && view.type_ids[5] == 1 && view.ids[8] == 3 && view.n_sequences == 2);
  btt_x_encoding_free(processed);
  btt_x_encoding_free(encoding);
  CHECK_OK(btt_x_model_tokenize(tokenizer, "", 0, &encoding));
  CHECK(size_of(encoding) == 0);
  btt_x_encoding_free(encoding);

  CHECK_OK(btt_x_decode_tokens(tokenizer, tokens, 3, buffer, sizeof(buffer), &size));
  CHECK(size == 6 && memcmp(buffer, "unaff!", 6) == 0);
  CHECK_OK(btt_x_decode_tokens(tokenizer, NULL, 0, NULL, 0, &size));
  CHECK(size == 0);
}

/* After a failure every handle is NULL. */
static void check_failures_of_encode(const btt_tokenizer *tokenizer) {
  const btt_str texts[] = {{"fine", 4}, {"\xff", 1}};
  const btt_input input = input_of(texts, 2);
  btt_x_encoding *encodings[2];
  STRUCT(btt_encode_options, options);
  encodings[0] = encodings[1] = (btt_x_encoding *)(void *)encodings; /* never followed */
  options.flags = BTT_ENCODE_STRICT_UTF8;
  CHECK_STATUS(btt_x_encode(tokenizer, &input, &options, no_pad_token, encodings), BTT_ERR_INVALID_UTF8);
  CHECK(encodings[0] == NULL && encodings[1] == NULL && last_row() == 1);
  CHECK_STATUS(btt_x_encode(tokenizer, &input, NULL, no_pad_token, NULL), BTT_ERR_INVALID_ARGUMENT);
  /* Nothing tracked: no words, no offsets, no texts but those of specials. */
  CHECK_OK(btt_x_encode(tokenizer, &input, NULL, no_pad_token, encodings));
  {
    btt_str token;
    STRUCT(btt_x_encoding_view, view);
    CHECK_OK(btt_x_encoding_get(encodings[0], &view));
    CHECK(view.words[1] == -1 && view.offsets[3] == 0);
    CHECK_OK(btt_x_encoding_token(encodings[0], 1, &token));
    CHECK(token.size == 0);
    CHECK_OK(btt_x_encoding_token(encodings[0], 0, &token));
    CHECK(has_text(token, "[CLS]"));
  }
  btt_x_encoding_free(encodings[0]);
  btt_x_encoding_free(encodings[1]);
}

int main(void) {
  btt_tokenizer *tokenizer = load_tiny();
  size_t i;
  for (i = 0; i < CASES; i++) check_case(tokenizer, &reference_cases[i]);
  check_queries(tokenizer);
  check_operations(tokenizer);
  check_bytes(tokenizer);
  check_stages(tokenizer);
  check_failures_of_encode(tokenizer);
  btt_free(tokenizer);
  return check_result();
}
