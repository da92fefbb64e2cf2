/* Made by make_reference_cases.py with tokenizers 0.22.2. Not edited by hand. */
#ifndef DECODE_CASES_H
#define DECODE_CASES_H

#include <stddef.h>
#include <stdint.h>

#include "budtiktok.h"

/* Ids and what the reference's decode makes of them. */
typedef struct decode_case {
  const int64_t *ids;
  size_t size;
  int skip_special_tokens;
  btt_str text;
} decode_case;

static const int64_t decode0_ids[] = {
  2, 24, 25, 28, 38, 7, 33, 5, 3, 0, 0,
};

static const int64_t decode1_ids[] = {
  2, 24, 25, 28, 38, 7, 33, 5, 3, 0, 0,
};

static const int64_t decode2_ids[] = {
  42, 43, 32, 6, 38, 11, 50, 51, 61, 54,
};

static const int64_t decode3_ids[] = {
  0,
};

static const int64_t decode4_ids[] = {
  3,
};

static const int64_t decode5_ids[] = {
  55, 56, 60000, 57, 6, 46,
};

static const decode_case decode_cases[] = {
  {decode0_ids, 11, 1, {"the quick jumps, world!", 23}},
  {decode1_ids, 11, 0, {"[CLS] the quick jumps, world! [SEP] [PAD] [PAD]", 47}},
  {decode2_ids, 10, 1, {"##affable hello 's ( \344\270\255 \345\233\275 Big Word <t1>", 42}},
  {decode3_ids, 0, 1, {"", 0}},
  {decode4_ids, 1, 1, {"", 0}},
  {decode5_ids, 6, 1, {"is not do 'b", 12}}
};

#endif
