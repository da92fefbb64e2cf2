// Expected values of the tables: live runs of the reference (tokenizers 0.22.2).
#include <sstream>

#include "unit/pipeline/encode_cases.hpp"

using namespace btt;
using encoding::Encoding;
using pipeline::check_encodes;
using pipeline::EncodeOptions;
using pipeline::Options;
using pipeline::Tokenizer;

TEST_CASE("texts through all stages") {
  check_encodes({
      {samples::kTemplate,
       false,
       {"Hello, unwanted WORLD!"},
       false,
       {},
       Options(),
       "[CLS]|hello|,|un|##want|##ed|world|!|[SEP] ids 2 14 21 16 17 18 15 22 3 types 000000000 words "
       "-0122234- seqs -0000000- offsets 0-0 0-5 5-6 7-9 9-13 13-15 16-21 21-22 0-0 special 100000001 mask "
       "111111111"},
      {samples::kTemplate,
       false,
       {""},
       false,
       {},
       Options(),
       "[CLS]|[SEP] ids 2 3 types 00 words -- seqs -- offsets 0-0 0-0 special 11 mask 11"},
      {samples::kTemplate,
       false,
       {"   "},
       false,
       {},
       Options(),
       "[CLS]|[SEP] ids 2 3 types 00 words -- seqs -- offsets 0-0 0-0 special 11 mask 11"},
      {samples::kTemplate,
       false,
       {"a\u200B \u200B b"},
       false,
       {},
       Options(),
       "[CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 5-6 0-0 special 1001 "
       "mask 1111"},
      {samples::kTemplate,
       false,
       {"\u00C9\u4E2D\u00E9 e\u0301 \u6F22"},
       false,
       {},
       Options(),
       "[CLS]|e|\u4E2D|e|e|[UNK]|[SEP] ids 2 9 24 9 9 1 3 types 0000000 words -01234- seqs -00000- offsets "
       "0-0 0-1 1-2 2-3 4-5 7-8 0-0 special 1000001 mask 1111111"},
      {samples::kTemplate,
       false,
       {"my [MASK] name  [MASK]"},
       false,
       {},
       Options(),
       "[CLS]|my| [MASK]|name|  [MASK]|[SEP] ids 2 19 4 20 4 3 types 000000 words -0123- seqs -0000- offsets "
       "0-0 0-2 2-9 10-14 14-22 0-0 special 100001 mask 111111"},
      {samples::kTemplate,
       false,
       {"a <raw> x<raw> <NEW> <new>"},
       false,
       {},
       Options(),
       "[CLS]|a|<raw>|[UNK]|[UNK]|[UNK]|[UNK]|<new>|<new>|[SEP] ids 2 5 33 1 1 1 1 32 32 3 types 0000000000 "
       "words -01234567- seqs -00000000- offsets 0-0 0-1 2-7 8-9 9-10 10-13 13-14 15-20 21-26 0-0 special "
       "1000000001 mask 1111111111"},
      {samples::kTemplate,
       false,
       {"[CLS]x [cls]"},
       false,
       {},
       Options().as_text(),
       "[CLS]|[UNK]|[UNK]|[UNK]|[UNK]|[UNK]|[UNK]|[UNK]|[SEP] ids 2 1 1 1 1 1 1 1 3 types 000000000 words "
       "-0123456- seqs -0000000- offsets 0-0 0-1 1-4 4-5 5-6 7-8 8-11 11-12 0-0 special 100000001 mask "
       "111111111"},
      {samples::kTemplate,
       false,
       {"a [MASK] b"},
       false,
       {},
       Options().as_text(),
       "[CLS]|a|[UNK]|[UNK]|[UNK]|b|[SEP] ids 2 5 1 1 1 6 3 types 0000000 words -01234- seqs -00000- offsets "
       "0-0 0-1 2-3 3-7 7-8 9-10 0-0 special 1000001 mask 1111111"},
      {samples::kTemplate,
       false,
       {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "a b"},
       false,
       {},
       Options(),
       "[CLS]|[UNK]|b|[SEP] ids 2 1 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-101 102-103 0-0 "
       "special 1001 mask 1111"},
      {samples::kTemplate,
       false,
       {"don't"},
       false,
       {},
       Options(),
       "[CLS]|don|'|t|[SEP] ids 2 29 28 30 3 types 00000 words -012- seqs -000- offsets 0-0 0-3 3-4 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"unwanted"},
       false,
       {},
       Options().plain(),
       "un|##want|##ed ids 16 17 18 types 000 words 000 seqs 000 offsets 0-2 2-6 6-8 special 000 mask 111"},
      {samples::kNone,
       false,
       {"hello [SEP] a"},
       false,
       {},
       Options(),
       "hello|[SEP]|a ids 14 3 5 types 000 words 012 seqs 000 offsets 0-5 6-11 12-13 special 000 mask 111"},
      {samples::kNone, false, {""}, false, {}, Options(), " ids types  words  seqs  offsets special  mask "},
      {samples::kBert,
       false,
       {"hello my"},
       false,
       {},
       Options(),
       "[CLS]|hello|my|[SEP] ids 2 14 19 3 types 0000 words -01- seqs -00- offsets 0-0 0-5 6-8 0-0 special "
       "1001 mask 1111"},
      {samples::kMany,
       false,
       {"a b"},
       false,
       {},
       Options(),
       "[CLS]|[SEP]|a|b|[CLS]|[SEP] ids 2 3 5 6 2 3 types 001122 words --01-- seqs --00-- offsets 0-0 0-0 "
       "0-1 2-3 0-0 0-0 special 110011 mask 111111"},
      {samples::kTypes,
       false,
       {"a b"},
       false,
       {},
       Options(),
       "[CLS]|a|b ids 2 5 6 types 933 words -01 seqs -00 offsets 0-0 0-1 2-3 special 100 mask 111"},
      {samples::kTwice,
       false,
       {"a b"},
       false,
       {},
       Options(),
       "a|b|[SEP]|a|b ids 5 6 3 5 6 types 00044 words 01-01 seqs ---00 offsets 0-1 2-3 0-0 0-1 2-3 special "
       "00100 mask 11111"},
      {samples::kSwapped,
       false,
       {"a b"},
       false,
       {},
       Options(),
       "a|b|[SEP] ids 5 6 3 types 227 words 01- seqs 00- offsets 0-1 2-3 0-0 special 001 mask 111"},
  });
}

TEST_CASE("words that were split before") {
  check_encodes({
      {samples::kTemplate,
       true,
       {"my", "unwanted", "name"},
       false,
       {},
       Options(),
       "[CLS]|my|un|##want|##ed|name|[SEP] ids 2 19 16 17 18 20 3 types 0000000 words -01112- seqs -00000- "
       "offsets 0-0 0-2 0-2 2-6 6-8 0-4 0-0 special 1000001 mask 1111111"},
      {samples::kTemplate,
       true,
       {},
       false,
       {},
       Options(),
       "[CLS]|[SEP] ids 2 3 types 00 words -- seqs -- offsets 0-0 0-0 special 11 mask 11"},
      {samples::kNone,
       true,
       {"a b", "", "\u00E9"},
       false,
       {},
       Options(),
       "a|b|e ids 5 6 9 types 000 words 002 seqs 000 offsets 0-1 2-3 0-1 special 000 mask 111"},
      {samples::kTemplate,
       true,
       {"a", "un wanted"},
       true,
       {"b", "[MASK]x"},
       Options(),
       "[CLS]|a|un|[UNK]|[SEP]|b|[MASK]|[UNK]|[SEP] ids 2 5 16 1 3 6 4 1 3 types 000001111 words -011-011- "
       "seqs -000-111- offsets 0-0 0-1 0-2 3-9 0-0 0-1 0-6 6-7 0-0 special 100010001 mask 111111111"},
      {samples::kBert,
       true,
       {"a", " ", "b"},
       true,
       {},
       Options(),
       "[CLS]|a|b|[SEP]|[SEP] ids 2 5 6 3 3 types 00001 words -02-- seqs -00-- offsets 0-0 0-1 0-1 0-0 0-0 "
       "special 10011 mask 11111"},
      {samples::kWords,
       true,
       {"MY  a", "MY"},
       false,
       {},
       Options(),
       "my  |a|my ids 6 7 6 types 000 words 001 seqs 000 offsets 0-4 4-5 0-2 special 000 mask 111"},
  });
}

TEST_CASE("tokens of the normalized set take the normalized text") {
  check_encodes({
      {samples::kWords,
       false,
       {"my MY name"},
       false,
       {},
       Options(),
       "my |my |name ids 6 6 5 types 000 words 012 seqs 000 offsets 0-3 3-6 6-10 special 000 mask 111"},
      {samples::kWords,
       false,
       {"b My  name <t> e\u0301 a"},
       false,
       {},
       Options(),
       "b| my  |name|<t>|[UNK]|a ids 3 6 5 7 0 7 types 000000 words 012345 seqs 000000 offsets 0-1 1-6 6-10 "
       "11-14 15-16 18-19 special 000000 mask 111111"},
      {samples::kWords,
       false,
       {"<t>MY<t>"},
       false,
       {},
       Options(),
       "<t>|my|<t> ids 7 6 7 types 000 words 012 seqs 000 offsets 0-3 3-5 5-8 special 000 mask 111"},
      {samples::kWords,
       false,
       {"a<t>"},
       false,
       {},
       Options().as_text(),
       "[UNK] ids 0 types 0 words 0 seqs 0 offsets 0-4 special 0 mask 1"},
      {samples::kWords,
       false,
       {"b"},
       true,
       {"my a"},
       Options(),
       "b|my |a ids 3 6 7 types 011 words 001 seqs 011 offsets 0-1 0-3 3-4 special 000 mask 111"},
  });
}

TEST_CASE("padding") {
  check_encodes({
      {samples::kTemplate,
       false,
       {"a b"},
       false,
       {},
       Options().pad(7),
       "[CLS]|a|b|[SEP]|[PAD]|[PAD]|[PAD] ids 2 5 6 3 0 0 0 types 0000000 words -01---- seqs -00---- offsets "
       "0-0 0-1 2-3 0-0 0-0 0-0 0-0 special 1001111 mask 1111000"},
      {samples::kTemplate,
       false,
       {"a b"},
       false,
       {},
       Options().pad(7).pad_left().pad_type(5),
       "[PAD]|[PAD]|[PAD]|[CLS]|a|b|[SEP] ids 0 0 0 2 5 6 3 types 5550000 words ----01- seqs ----00- offsets "
       "0-0 0-0 0-0 0-0 0-1 2-3 0-0 special 1111001 mask 0001111"},
      {samples::kNone,
       false,
       {"a b"},
       false,
       {},
       Options().pad(4),
       "a|b|[PAD]|[PAD] ids 5 6 0 0 types 0000 words 01-- seqs 0000 offsets 0-1 2-3 0-0 0-0 special 0011 "
       "mask 1100"},
      {samples::kNone,
       false,
       {"a"},
       true,
       {"b"},
       Options().pad(4).pad_left(),
       "[PAD]|[PAD]|a|b ids 0 0 5 6 types 0001 words --00 seqs --01 offsets 0-0 0-0 0-1 0-1 special 1100 "
       "mask 0011"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().pad(3),
       "[CLS]|a|b|c|[SEP] ids 2 5 6 7 3 types 00000 words -012- seqs -000- offsets 0-0 0-1 2-3 4-5 0-0 "
       "special 10001 mask 11111"},
      {samples::kTemplate,
       false,
       {"a b"},
       false,
       {},
       Options().pad(7).multiple(8),
       "[CLS]|a|b|[SEP]|[PAD]|[PAD]|[PAD]|[PAD] ids 2 5 6 3 0 0 0 0 types 00000000 words -01----- seqs "
       "-00----- offsets 0-0 0-1 2-3 0-0 0-0 0-0 0-0 0-0 special 10011111 mask 11110000"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().longest().multiple(4),
       "[CLS]|a|b|c|[SEP]|[PAD]|[PAD]|[PAD] ids 2 5 6 7 3 0 0 0 types 00000000 words -012---- seqs -000---- "
       "offsets 0-0 0-1 2-3 4-5 0-0 0-0 0-0 0-0 special 10001111 mask 11111000"},
      {samples::kTemplate,
       false,
       {"a b c d e"},
       false,
       {},
       Options().max(5, 1).pad(8),
       "[CLS]|a|b|c|[SEP]|[PAD]|[PAD]|[PAD] ids 2 5 6 7 3 0 0 0 types 00000000 words -012---- seqs -000---- "
       "offsets 0-0 0-1 2-3 4-5 0-0 0-0 0-0 0-0 special 10001111 mask 11111000\n"
       "+ [CLS]|c|d|e|[SEP]|[PAD]|[PAD]|[PAD] ids 2 7 8 9 3 0 0 0 types 00000000 words -234---- seqs "
       "-000---- offsets 0-0 4-5 6-7 8-9 0-0 0-0 0-0 0-0 special 10001111 mask 11111000"},
      {samples::kBert,
       false,
       {"a b"},
       true,
       {"c d e f"},
       Options().max(7, 0).pad(8).pad_left(),
       "[PAD]|[CLS]|a|b|[SEP]|c|d|[SEP] ids 0 2 5 6 3 7 8 3 types 00000111 words --01-01- seqs --00-11- "
       "offsets 0-0 0-0 0-1 2-3 0-0 0-1 2-3 0-0 special 11001001 mask 01111111\n"
       "+ [PAD]|[CLS]|a|b|[SEP]|e|f|[SEP] ids 0 2 5 6 3 9 10 3 types 00000111 words --01-23- seqs --00-11- "
       "offsets 0-0 0-0 0-1 2-3 0-0 4-5 6-7 0-0 special 11001001 mask 01111111"},
      {samples::kTemplate,
       false,
       {"a"},
       false,
       {},
       Options().longest(),
       "[CLS]|a|[SEP] ids 2 5 3 types 000 words -0- seqs -0- offsets 0-0 0-1 0-0 special 101 mask 111"},
  });
}

TEST_CASE("what is not tracked is not there") {
  const auto tokenizer = samples::load(samples::kTemplate);
  pipeline::Workspace workspace;
  const std::string_view text = "my \u00E9 [MASK]";
  const Encoding encoding =
      tokenizer->encode(Tokenizer::Side{&text, 1, false}, nullptr, EncodeOptions(), workspace);
  CHECK(encoding::show(encoding) ==
        "[CLS]||||[SEP] ids 2 19 9 4 3 types 00000 words ----- seqs -000- offsets 0-0 0-0 0-0 0-0 0-0 "
        "special 10001 mask 11111");
}

TEST_CASE("offset units") {
  const auto tokenizer = samples::load(samples::kTemplate);
  pipeline::Workspace workspace;
  const std::string_view text = "\U0001F600 \u00C9 a";
  const auto offsets = [&](pipeline::OffsetUnit unit) {
    Options options;
    options.value.offset_unit = unit;
    std::ostringstream out;
    for (const encoding::Offset o :
         tokenizer->encode(Tokenizer::Side{&text, 1, false}, nullptr, options.value, workspace).offsets) {
      out << o.begin << "-" << o.end << " ";
    }
    return out.str();
  };
  CHECK(offsets(pipeline::OffsetUnit::kBytes) == "0-0 0-4 5-7 8-9 0-0 ");
  CHECK(offsets(pipeline::OffsetUnit::kCodePoints) == "0-0 0-1 2-3 4-5 0-0 ");
  CHECK(offsets(pipeline::OffsetUnit::kUtf16) == "0-0 0-2 3-4 5-6 0-0 ");
}

TEST_CASE("ill-formed UTF-8 is repaired, or refused with its byte") {
  const auto tokenizer = samples::load(samples::kTemplate);
  pipeline::Workspace workspace;
  const std::string_view text = "a \xFF\xE2\x82 b";
  const Tokenizer::Side side{&text, 1, false};
  Options options;
  options.value.offset_unit = pipeline::OffsetUnit::kBytes;
  // U+FFFD is cleaned away, the offsets are those of the bytes that were given.
  CHECK(encoding::show(tokenizer->encode(side, nullptr, options.value, workspace)) ==
        "[CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 6-7 0-0 "
        "special 1001 mask 1111");
  options.value.strict_utf8 = true;
  try {
    tokenizer->encode(side, nullptr, options.value, workspace);
    FAIL("taken");
  } catch (const Error& error) {
    CHECK(error.status() == Status::kInvalidUtf8);
    CHECK(error.byte() == 2);
  }
}
