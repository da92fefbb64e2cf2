// Expected values of the tables: live runs of the reference (tokenizers 0.22.2).
#include "unit/pipeline/encode_cases.hpp"

using namespace btt;
using pipeline::check_encodes;
using pipeline::Options;

TEST_CASE("pairs") {
  check_encodes({
      {samples::kTemplate,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "[CLS]|hello|my|[SEP]|a|b|[SEP] ids 2 14 19 3 5 6 3 types 0000111 words -01-01- seqs -00-11- offsets "
       "0-0 0-5 6-8 0-0 0-1 2-3 0-0 special 1001001 mask 1111111"},
      {samples::kTemplate,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "a|b|c ids 5 6 7 types 011 words 001 seqs 011 offsets 0-1 0-1 2-3 special 000 mask 111"},
      {samples::kBert,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "[CLS]|hello|my|[SEP]|a|b|[SEP] ids 2 14 19 3 5 6 3 types 0000111 words -01-01- seqs -00-11- offsets "
       "0-0 0-5 6-8 0-0 0-1 2-3 0-0 special 1001001 mask 1111111"},
      {samples::kBert,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "a|b|c ids 5 6 7 types 011 words 001 seqs 011 offsets 0-1 0-1 2-3 special 000 mask 111"},
      {samples::kNone,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "hello|my|a|b ids 14 19 5 6 types 0011 words 0101 seqs 0011 offsets 0-5 6-8 0-1 2-3 special 0000 mask "
       "1111"},
      {samples::kNone,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "a|b|c ids 5 6 7 types 011 words 001 seqs 011 offsets 0-1 0-1 2-3 special 000 mask 111"},
      {samples::kTypes,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "[CLS]|hello|my|a|b ids 2 14 19 5 6 types 93355 words -0101 seqs -0011 offsets 0-0 0-5 6-8 0-1 2-3 "
       "special 10000 mask 11111"},
      {samples::kTypes,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "a|b|c ids 5 6 7 types 355 words 001 seqs 011 offsets 0-1 0-1 2-3 special 000 mask 111"},
      {samples::kTwice,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "hello|my|a|b|hello|my|[SEP] ids 14 19 5 6 14 19 3 types 0011220 words 010101- seqs --1100- offsets "
       "0-5 6-8 0-1 2-3 0-5 6-8 0-0 special 0000001 mask 1111111"},
      {samples::kTwice,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "a|b|c|a ids 5 6 7 5 types 0112 words 0010 seqs -110 offsets 0-1 0-1 2-3 0-1 special 0000 mask 1111"},
      {samples::kSwapped,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "a|b|[SEP]|hello|my ids 5 6 3 14 19 types 11600 words 01-01 seqs 11-00 offsets 0-1 2-3 0-0 0-5 6-8 "
       "special 00100 mask 11111"},
      {samples::kSwapped,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "b|c|a ids 6 7 5 types 110 words 010 seqs 110 offsets 0-1 2-3 0-1 special 000 mask 111"},
      {samples::kMany,
       false,
       {"hello my"},
       true,
       {"a b"},
       Options(),
       "hello|my|[CLS]|[SEP]|a|b ids 14 19 2 3 5 6 types 003300 words 01--01 seqs 00--11 offsets 0-5 6-8 0-0 "
       "0-0 0-1 2-3 special 001100 mask 111111"},
      {samples::kMany,
       false,
       {"a"},
       true,
       {"b c"},
       Options().plain(),
       "a|b|c ids 5 6 7 types 000 words 001 seqs 011 offsets 0-1 0-1 2-3 special 000 mask 111"},
      {samples::kTemplate,
       false,
       {""},
       true,
       {"a"},
       Options(),
       "[CLS]|[SEP]|a|[SEP] ids 2 3 5 3 types 0011 words --0- seqs --1- offsets 0-0 0-0 0-1 0-0 special 1101 "
       "mask 1111"},
      {samples::kBert,
       false,
       {"a"},
       true,
       {""},
       Options(),
       "[CLS]|a|[SEP]|[SEP] ids 2 5 3 3 types 0001 words -0-- seqs -0-- offsets 0-0 0-1 0-0 0-0 special 1011 "
       "mask 1111"},
      {samples::kTemplate,
       false,
       {""},
       true,
       {""},
       Options(),
       "[CLS]|[SEP]|[SEP] ids 2 3 3 types 001 words --- seqs --- offsets 0-0 0-0 0-0 special 111 mask 111"},
      {samples::kNone, false, {""}, true, {""}, Options(), " ids types  words  seqs  offsets special  mask "},
  });
}

TEST_CASE("truncation of pairs and the order of overflow") {
  check_encodes({
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 0),
       "[CLS]|a|b|[SEP]|e|[SEP] ids 2 5 6 3 9 3 types 000011 words -01-0- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 0-1 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|e|[SEP] ids 2 7 8 3 9 3 types 000011 words -23-0- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 0-1 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|f|[SEP] ids 2 7 8 3 10 3 types 000011 words -23-1- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|g|[SEP] ids 2 7 8 3 11 3 types 000011 words -23-2- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 4-5 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|f|[SEP] ids 2 5 6 3 10 3 types 000011 words -01-1- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|g|[SEP] ids 2 5 6 3 11 3 types 000011 words -01-2- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 4-5 0-0 special 100101 mask 111111"},
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 0).left(),
       "[CLS]|c|d|[SEP]|g|[SEP] ids 2 7 8 3 11 3 types 000011 words -23-2- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 4-5 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|g|[SEP] ids 2 5 6 3 11 3 types 000011 words -01-2- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 4-5 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|f|[SEP] ids 2 5 6 3 10 3 types 000011 words -01-1- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|e|[SEP] ids 2 5 6 3 9 3 types 000011 words -01-0- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 0-1 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|f|[SEP] ids 2 7 8 3 10 3 types 000011 words -23-1- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|e|[SEP] ids 2 7 8 3 9 3 types 000011 words -23-0- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 0-1 0-0 special 100101 mask 111111"},
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(7, 1),
       "[CLS]|a|b|[SEP]|e|f|[SEP] ids 2 5 6 3 9 10 3 types 0000111 words -01-01- seqs -00-11- offsets 0-0 "
       "0-1 2-3 0-0 0-1 2-3 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|b|c|[SEP]|e|f|[SEP] ids 2 6 7 3 9 10 3 types 0000111 words -12-01- seqs -00-11- offsets 0-0 "
       "2-3 4-5 0-0 0-1 2-3 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|b|c|[SEP]|f|g|[SEP] ids 2 6 7 3 10 11 3 types 0000111 words -12-12- seqs -00-11- offsets 0-0 "
       "2-3 4-5 0-0 2-3 4-5 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|c|d|[SEP]|e|f|[SEP] ids 2 7 8 3 9 10 3 types 0000111 words -23-01- seqs -00-11- offsets 0-0 "
       "4-5 6-7 0-0 0-1 2-3 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|c|d|[SEP]|f|g|[SEP] ids 2 7 8 3 10 11 3 types 0000111 words -23-12- seqs -00-11- offsets 0-0 "
       "4-5 6-7 0-0 2-3 4-5 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|a|b|[SEP]|f|g|[SEP] ids 2 5 6 3 10 11 3 types 0000111 words -01-12- seqs -00-11- offsets 0-0 "
       "0-1 2-3 0-0 2-3 4-5 0-0 special 1001001 mask 1111111"},
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(7, 1).left(),
       "[CLS]|c|d|[SEP]|f|g|[SEP] ids 2 7 8 3 10 11 3 types 0000111 words -23-12- seqs -00-11- offsets 0-0 "
       "4-5 6-7 0-0 2-3 4-5 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|b|c|[SEP]|f|g|[SEP] ids 2 6 7 3 10 11 3 types 0000111 words -12-12- seqs -00-11- offsets 0-0 "
       "2-3 4-5 0-0 2-3 4-5 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|b|c|[SEP]|e|f|[SEP] ids 2 6 7 3 9 10 3 types 0000111 words -12-01- seqs -00-11- offsets 0-0 "
       "2-3 4-5 0-0 0-1 2-3 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|a|b|[SEP]|f|g|[SEP] ids 2 5 6 3 10 11 3 types 0000111 words -01-12- seqs -00-11- offsets 0-0 "
       "0-1 2-3 0-0 2-3 4-5 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|a|b|[SEP]|e|f|[SEP] ids 2 5 6 3 9 10 3 types 0000111 words -01-01- seqs -00-11- offsets 0-0 "
       "0-1 2-3 0-0 0-1 2-3 0-0 special 1001001 mask 1111111\n"
       "+ [CLS]|c|d|[SEP]|e|f|[SEP] ids 2 7 8 3 9 10 3 types 0000111 words -23-01- seqs -00-11- offsets 0-0 "
       "4-5 6-7 0-0 0-1 2-3 0-0 special 1001001 mask 1111111"},
      {samples::kBert,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 0),
       "[CLS]|a|b|[SEP]|e|[SEP] ids 2 5 6 3 9 3 types 000011 words -01-0- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 0-1 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|e|[SEP] ids 2 7 8 3 9 3 types 000011 words -23-0- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 0-1 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|f|[SEP] ids 2 7 8 3 10 3 types 000011 words -23-1- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|g|[SEP] ids 2 7 8 3 11 3 types 000011 words -23-2- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 4-5 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|f|[SEP] ids 2 5 6 3 10 3 types 000011 words -01-1- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|g|[SEP] ids 2 5 6 3 11 3 types 000011 words -01-2- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 4-5 0-0 special 100101 mask 111111"},
      {samples::kBert,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 0).left(),
       "[CLS]|c|d|[SEP]|g|[SEP] ids 2 7 8 3 11 3 types 000011 words -23-2- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 4-5 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|g|[SEP] ids 2 5 6 3 11 3 types 000011 words -01-2- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 4-5 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|f|[SEP] ids 2 5 6 3 10 3 types 000011 words -01-1- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|a|b|[SEP]|e|[SEP] ids 2 5 6 3 9 3 types 000011 words -01-0- seqs -00-1- offsets 0-0 0-1 2-3 "
       "0-0 0-1 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|f|[SEP] ids 2 7 8 3 10 3 types 000011 words -23-1- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 2-3 0-0 special 100101 mask 111111\n"
       "+ [CLS]|c|d|[SEP]|e|[SEP] ids 2 7 8 3 9 3 types 000011 words -23-0- seqs -00-1- offsets 0-0 4-5 6-7 "
       "0-0 0-1 0-0 special 100101 mask 111111"},
      {samples::kNone,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(4, 1),
       "a|b|e|f ids 5 6 9 10 types 0011 words 0101 seqs 0011 offsets 0-1 2-3 0-1 2-3 special 0000 mask 1111\n"
       "+ b|c|e|f ids 6 7 9 10 types 0011 words 1201 seqs 0000 offsets 2-3 4-5 0-1 2-3 special 0000 mask "
       "1111\n"
       "+ b|c|f|g ids 6 7 10 11 types 0011 words 1212 seqs 0000 offsets 2-3 4-5 2-3 4-5 special 0000 mask "
       "1111\n"
       "+ c|d|e|f ids 7 8 9 10 types 0011 words 2301 seqs 0000 offsets 4-5 6-7 0-1 2-3 special 0000 mask "
       "1111\n"
       "+ c|d|f|g ids 7 8 10 11 types 0011 words 2312 seqs 0000 offsets 4-5 6-7 2-3 4-5 special 0000 mask "
       "1111\n"
       "+ a|b|f|g ids 5 6 10 11 types 0011 words 0112 seqs 00-- offsets 0-1 2-3 2-3 4-5 special 0000 mask "
       "1111"},
      {samples::kNone,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(4, 1).left(),
       "c|d|f|g ids 7 8 10 11 types 0011 words 2312 seqs 0011 offsets 4-5 6-7 2-3 4-5 special 0000 mask "
       "1111\n"
       "+ b|c|f|g ids 6 7 10 11 types 0011 words 1212 seqs 0000 offsets 2-3 4-5 2-3 4-5 special 0000 mask "
       "1111\n"
       "+ b|c|e|f ids 6 7 9 10 types 0011 words 1201 seqs 0000 offsets 2-3 4-5 0-1 2-3 special 0000 mask "
       "1111\n"
       "+ a|b|f|g ids 5 6 10 11 types 0011 words 0112 seqs 0000 offsets 0-1 2-3 2-3 4-5 special 0000 mask "
       "1111\n"
       "+ a|b|e|f ids 5 6 9 10 types 0011 words 0101 seqs 0000 offsets 0-1 2-3 0-1 2-3 special 0000 mask "
       "1111\n"
       "+ c|d|e|f ids 7 8 9 10 types 0011 words 2301 seqs 00-- offsets 4-5 6-7 0-1 2-3 special 0000 mask "
       "1111"},
      {samples::kTypes,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(4, 0),
       "[CLS]|a|b|e ids 2 5 6 9 types 9335 words -010 seqs -001 offsets 0-0 0-1 2-3 0-1 special 1000 mask "
       "1111\n"
       "+ [CLS]|c|d|e ids 2 7 8 9 types 9005 words -230 seqs -001 offsets 0-0 4-5 6-7 0-1 special 1000 mask "
       "1111\n"
       "+ [CLS]|c|d|f ids 2 7 8 10 types 9001 words -231 seqs -001 offsets 0-0 4-5 6-7 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|c|d|g ids 2 7 8 11 types 9001 words -232 seqs -001 offsets 0-0 4-5 6-7 4-5 special 1000 mask "
       "1111\n"
       "+ [CLS]|a|b|f ids 2 5 6 10 types 9331 words -011 seqs -001 offsets 0-0 0-1 2-3 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|a|b|g ids 2 5 6 11 types 9331 words -012 seqs -001 offsets 0-0 0-1 2-3 4-5 special 1000 mask "
       "1111"},
      {samples::kTypes,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(4, 0).left(),
       "[CLS]|c|d|g ids 2 7 8 11 types 9335 words -232 seqs -001 offsets 0-0 4-5 6-7 4-5 special 1000 mask "
       "1111\n"
       "+ [CLS]|a|b|g ids 2 5 6 11 types 9005 words -012 seqs -001 offsets 0-0 0-1 2-3 4-5 special 1000 mask "
       "1111\n"
       "+ [CLS]|a|b|f ids 2 5 6 10 types 9001 words -011 seqs -001 offsets 0-0 0-1 2-3 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|a|b|e ids 2 5 6 9 types 9001 words -010 seqs -001 offsets 0-0 0-1 2-3 0-1 special 1000 mask "
       "1111\n"
       "+ [CLS]|c|d|f ids 2 7 8 10 types 9331 words -231 seqs -001 offsets 0-0 4-5 6-7 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|c|d|e ids 2 7 8 9 types 9331 words -230 seqs -001 offsets 0-0 4-5 6-7 0-1 special 1000 mask "
       "1111"},
      {samples::kTwice,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 0),
       "a|b|c|e|f|a|b|c|[SEP] ids 5 6 7 9 10 5 6 7 3 types 000112220 words 01201012- seqs ---11000- offsets "
       "0-1 2-3 4-5 0-1 2-3 0-1 2-3 4-5 0-0 special 000000001 mask 111111111\n"
       "+ d|e|f|a|b|c|[SEP] ids 8 9 10 5 6 7 3 types 0112220 words 301012- seqs -11000- offsets 6-7 0-1 2-3 "
       "0-1 2-3 4-5 0-0 special 0000001 mask 1111111\n"
       "+ d|e|f|d|[SEP] ids 8 9 10 8 3 types 01100 words 3013- seqs -110- offsets 6-7 0-1 2-3 6-7 0-0 "
       "special 00001 mask 11111\n"
       "+ d|g|a|b|c|[SEP] ids 8 11 5 6 7 3 types 012220 words 32012- seqs -1000- offsets 6-7 4-5 0-1 2-3 4-5 "
       "0-0 special 000001 mask 111111\n"
       "+ d|g|d|[SEP] ids 8 11 8 3 types 0100 words 323- seqs -10- offsets 6-7 4-5 6-7 0-0 special 0001 mask "
       "1111\n"
       "+ a|b|c|g|a|b|c|[SEP] ids 5 6 7 11 5 6 7 3 types 00012220 words 0122012- seqs ---1000- offsets 0-1 "
       "2-3 4-5 4-5 0-1 2-3 4-5 0-0 special 00000001 mask 11111111\n"
       "+ a|b|c|g|d|[SEP] ids 5 6 7 11 8 3 types 000100 words 01223- seqs ---10- offsets 0-1 2-3 4-5 4-5 6-7 "
       "0-0 special 000001 mask 111111\n"
       "+ a|b|c|e|f|d|[SEP] ids 5 6 7 9 10 8 3 types 0001100 words 012013- seqs ---110- offsets 0-1 2-3 4-5 "
       "0-1 2-3 6-7 0-0 special 0000001 mask 1111111"},
      {samples::kTwice,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 0).left(),
       "b|c|d|f|g|b|c|d|[SEP] ids 6 7 8 10 11 6 7 8 3 types 000112220 words 12312123- seqs ---11000- offsets "
       "2-3 4-5 6-7 2-3 4-5 2-3 4-5 6-7 0-0 special 000000001 mask 111111111\n"
       "+ a|f|g|b|c|d|[SEP] ids 5 10 11 6 7 8 3 types 0112220 words 012123- seqs -11000- offsets 0-1 2-3 4-5 "
       "2-3 4-5 6-7 0-0 special 0000001 mask 1111111\n"
       "+ a|f|g|a|[SEP] ids 5 10 11 5 3 types 01100 words 0120- seqs -110- offsets 0-1 2-3 4-5 0-1 0-0 "
       "special 00001 mask 11111\n"
       "+ a|e|b|c|d|[SEP] ids 5 9 6 7 8 3 types 012220 words 00123- seqs -1000- offsets 0-1 0-1 2-3 4-5 6-7 "
       "0-0 special 000001 mask 111111\n"
       "+ a|e|a|[SEP] ids 5 9 5 3 types 0100 words 000- seqs -10- offsets 0-1 0-1 0-1 0-0 special 0001 mask "
       "1111\n"
       "+ b|c|d|e|b|c|d|[SEP] ids 6 7 8 9 6 7 8 3 types 00012220 words 1230123- seqs ---1000- offsets 2-3 "
       "4-5 6-7 0-1 2-3 4-5 6-7 0-0 special 00000001 mask 11111111\n"
       "+ b|c|d|e|a|[SEP] ids 6 7 8 9 5 3 types 000100 words 12300- seqs ---10- offsets 2-3 4-5 6-7 0-1 0-1 "
       "0-0 special 000001 mask 111111\n"
       "+ b|c|d|f|g|a|[SEP] ids 6 7 8 10 11 5 3 types 0001100 words 123120- seqs ---110- offsets 2-3 4-5 6-7 "
       "2-3 4-5 0-1 0-0 special 0000001 mask 1111111"},
      {samples::kSwapped,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(5, 0),
       "e|f|[SEP]|a|b ids 9 10 3 5 6 types 11600 words 01-01 seqs 11-00 offsets 0-1 2-3 0-0 0-1 2-3 special "
       "00100 mask 11111\n"
       "+ g|[SEP]|a|b ids 11 3 5 6 types 1600 words 2-01 seqs 1-00 offsets 4-5 0-0 0-1 2-3 special 0100 mask "
       "1111\n"
       "+ g|[SEP]|c|d ids 11 3 7 8 types 1600 words 2-23 seqs 1-00 offsets 4-5 0-0 4-5 6-7 special 0100 mask "
       "1111\n"
       "+ e|f|[SEP]|c|d ids 9 10 3 7 8 types 11600 words 01-23 seqs 11-00 offsets 0-1 2-3 0-0 4-5 6-7 "
       "special 00100 mask 11111"},
      {samples::kSwapped,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(5, 0).left(),
       "f|g|[SEP]|c|d ids 10 11 3 7 8 types 11600 words 12-23 seqs 11-00 offsets 2-3 4-5 0-0 4-5 6-7 special "
       "00100 mask 11111\n"
       "+ e|[SEP]|c|d ids 9 3 7 8 types 1600 words 0-23 seqs 1-00 offsets 0-1 0-0 4-5 6-7 special 0100 mask "
       "1111\n"
       "+ e|[SEP]|a|b ids 9 3 5 6 types 1600 words 0-01 seqs 1-00 offsets 0-1 0-0 0-1 2-3 special 0100 mask "
       "1111\n"
       "+ f|g|[SEP]|a|b ids 10 11 3 5 6 types 11600 words 12-01 seqs 11-00 offsets 2-3 4-5 0-0 0-1 2-3 "
       "special 00100 mask 11111"},
      {samples::kMany,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 1),
       "a|b|[CLS]|[SEP]|e|f ids 5 6 2 3 9 10 types 003300 words 01--01 seqs 00--11 offsets 0-1 2-3 0-0 0-0 "
       "0-1 2-3 special 001100 mask 111111\n"
       "+ b|c|[CLS]|[SEP]|e|f ids 6 7 2 3 9 10 types 003300 words 12--01 seqs 00--11 offsets 2-3 4-5 0-0 0-0 "
       "0-1 2-3 special 001100 mask 111111\n"
       "+ b|c|[CLS]|[SEP]|f|g ids 6 7 2 3 10 11 types 003311 words 12--12 seqs 00--11 offsets 2-3 4-5 0-0 "
       "0-0 2-3 4-5 special 001100 mask 111111\n"
       "+ c|d|[CLS]|[SEP]|e|f ids 7 8 2 3 9 10 types 003300 words 23--01 seqs 00--11 offsets 4-5 6-7 0-0 0-0 "
       "0-1 2-3 special 001100 mask 111111\n"
       "+ c|d|[CLS]|[SEP]|f|g ids 7 8 2 3 10 11 types 003311 words 23--12 seqs 00--11 offsets 4-5 6-7 0-0 "
       "0-0 2-3 4-5 special 001100 mask 111111\n"
       "+ a|b|[CLS]|[SEP]|f|g ids 5 6 2 3 10 11 types 003311 words 01--12 seqs 00--11 offsets 0-1 2-3 0-0 "
       "0-0 2-3 4-5 special 001100 mask 111111"},
      {samples::kMany,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(6, 1).left(),
       "c|d|[CLS]|[SEP]|f|g ids 7 8 2 3 10 11 types 003300 words 23--12 seqs 00--11 offsets 4-5 6-7 0-0 0-0 "
       "2-3 4-5 special 001100 mask 111111\n"
       "+ b|c|[CLS]|[SEP]|f|g ids 6 7 2 3 10 11 types 003300 words 12--12 seqs 00--11 offsets 2-3 4-5 0-0 "
       "0-0 2-3 4-5 special 001100 mask 111111\n"
       "+ b|c|[CLS]|[SEP]|e|f ids 6 7 2 3 9 10 types 003311 words 12--01 seqs 00--11 offsets 2-3 4-5 0-0 0-0 "
       "0-1 2-3 special 001100 mask 111111\n"
       "+ a|b|[CLS]|[SEP]|f|g ids 5 6 2 3 10 11 types 003300 words 01--12 seqs 00--11 offsets 0-1 2-3 0-0 "
       "0-0 2-3 4-5 special 001100 mask 111111\n"
       "+ a|b|[CLS]|[SEP]|e|f ids 5 6 2 3 9 10 types 003311 words 01--01 seqs 00--11 offsets 0-1 2-3 0-0 0-0 "
       "0-1 2-3 special 001100 mask 111111\n"
       "+ c|d|[CLS]|[SEP]|e|f ids 7 8 2 3 9 10 types 003311 words 23--01 seqs 00--11 offsets 4-5 6-7 0-0 0-0 "
       "0-1 2-3 special 001100 mask 111111"},
      {samples::kTypes,
       false,
       {"a b c"},
       true,
       {"d e f g"},
       Options().max(4, 0),
       "[CLS]|a|d|e ids 2 5 8 9 types 9355 words -001 seqs -011 offsets 0-0 0-1 0-1 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|b|d|e ids 2 6 8 9 types 9055 words -101 seqs -011 offsets 0-0 2-3 0-1 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|b|f|g ids 2 6 10 11 types 9011 words -123 seqs -011 offsets 0-0 2-3 4-5 6-7 special 1000 "
       "mask 1111\n"
       "+ [CLS]|c|d|e ids 2 7 8 9 types 9055 words -201 seqs -011 offsets 0-0 4-5 0-1 2-3 special 1000 mask "
       "1111\n"
       "+ [CLS]|c|f|g ids 2 7 10 11 types 9011 words -223 seqs -011 offsets 0-0 4-5 4-5 6-7 special 1000 "
       "mask 1111\n"
       "+ [CLS]|a|f|g ids 2 5 10 11 types 9311 words -023 seqs -011 offsets 0-0 0-1 4-5 6-7 special 1000 "
       "mask 1111"},
  });
}

TEST_CASE("truncation of one side") {
  check_encodes({
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(7, 0).only_first(),
       "[CLS]|a|[SEP]|e|f|g|[SEP] ids 2 5 3 9 10 11 3 types 0001111 words -0-012- seqs -0-111- offsets 0-0 "
       "0-1 0-0 0-1 2-3 4-5 0-0 special 1010001 mask 1111111\n"
       "+ [CLS]|b|[SEP]|e|f|g|[SEP] ids 2 6 3 9 10 11 3 types 0001111 words -1-012- seqs -0-111- offsets 0-0 "
       "2-3 0-0 0-1 2-3 4-5 0-0 special 1010001 mask 1111111\n"
       "+ [CLS]|c|[SEP]|e|f|g|[SEP] ids 2 7 3 9 10 11 3 types 0001111 words -2-012- seqs -0-111- offsets 0-0 "
       "4-5 0-0 0-1 2-3 4-5 0-0 special 1010001 mask 1111111\n"
       "+ [CLS]|d|[SEP]|e|f|g|[SEP] ids 2 8 3 9 10 11 3 types 0001111 words -3-012- seqs -0-111- offsets 0-0 "
       "6-7 0-0 0-1 2-3 4-5 0-0 special 1010001 mask 1111111"},
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f g"},
       Options().max(7, 1).only_second(),
       "! Truncation error: Sequence to truncate too short to respect the provided max_length"},
      {samples::kTemplate,
       false,
       {"a b"},
       true,
       {"c d e"},
       Options().max(6, 0).only_first(),
       "! Truncation error: Sequence to truncate too short to respect the provided max_length"},
      {samples::kTemplate,
       false,
       {"a b"},
       true,
       {"c d e"},
       Options().max(5, 0).only_first(),
       "! Truncation error: Sequence to truncate too short to respect the provided max_length"},
      {samples::kTemplate,
       false,
       {"a b c d"},
       true,
       {"e f"},
       Options().max(7, 0).only_second(),
       "! Truncation error: Sequence to truncate too short to respect the provided max_length"},
      {samples::kTemplate,
       false,
       {"a b c"},
       true,
       {"d"},
       Options().max(4, 0).only_second(),
       "! Truncation error: Sequence to truncate too short to respect the provided max_length"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().max(4, 0).only_second(),
       "! Truncation error: Second sequence not provided"},
      {samples::kTemplate,
       false,
       {"a b c"},
       false,
       {},
       Options().max(4, 0).only_first(),
       "[CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 2-3 0-0 special 1001 "
       "mask 1111\n"
       "+ [CLS]|c|[SEP] ids 2 7 3 types 000 words -2- seqs -0- offsets 0-0 4-5 0-0 special 101 mask 111"},
      {samples::kTemplate,
       false,
       {"a b"},
       false,
       {},
       Options().max(4, 0).only_second(),
       "[CLS]|a|b|[SEP] ids 2 5 6 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 2-3 0-0 special 1001 "
       "mask 1111"},
  });
}
