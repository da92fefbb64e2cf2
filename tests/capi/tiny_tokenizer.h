/* Made by make_reference_cases.py with tokenizers 0.22.2. Not edited by hand. */
#ifndef TINY_TOKENIZER_H
#define TINY_TOKENIZER_H

static const char tiny_tokenizer[] =
  "{\042version\042:\0421.0\042,\042truncation\042:{\042direction\042:\042Right\042,\042max_length\042:32,\042strategy\042:\042LongestFirs"
  "t\042,\042stride\042:4},\042padding\042:{\042strategy\042:\042BatchLongest\042,\042direction\042:\042Right\042,\042pad_to_multiple_o"
  "f\042:null,\042pad_id\042:0,\042pad_type_id\042:0,\042pad_token\042:\042[PAD]\042},\042added_tokens\042:[{\042id\042:0,\042content\042:"
  "\042[PAD]\042,\042single_word\042:false,\042lstrip\042:false,\042rstrip\042:false,\042normalized\042:false,\042special\042:tru"
  "e},{\042id\042:1,\042content\042:\042[UNK]\042,\042single_word\042:false,\042lstrip\042:false,\042rstrip\042:false,\042normalized"
  "\042:false,\042special\042:true},{\042id\042:2,\042content\042:\042[CLS]\042,\042single_word\042:false,\042lstrip\042:false,\042rstr"
  "ip\042:false,\042normalized\042:false,\042special\042:true},{\042id\042:3,\042content\042:\042[SEP]\042,\042single_word\042:false"
  ",\042lstrip\042:false,\042rstrip\042:false,\042normalized\042:false,\042special\042:true},{\042id\042:4,\042content\042:\042[MASK"
  "]\042,\042single_word\042:false,\042lstrip\042:true,\042rstrip\042:false,\042normalized\042:false,\042special\042:true},{\042i"
  "d\042:54,\042content\042:\042<t1>\042,\042single_word\042:false,\042lstrip\042:false,\042rstrip\042:true,\042normalized\042:false"
  ",\042special\042:false},{\042id\042:61,\042content\042:\042Big Word\042,\042single_word\042:true,\042lstrip\042:false,\042rstrip\042"
  ":false,\042normalized\042:true,\042special\042:false}],\042normalizer\042:{\042type\042:\042BertNormalizer\042,\042clean_te"
  "xt\042:true,\042handle_chinese_chars\042:true,\042strip_accents\042:null,\042lowercase\042:true},\042pre_tokenizer"
  "\042:{\042type\042:\042BertPreTokenizer\042},\042post_processor\042:{\042type\042:\042TemplateProcessing\042,\042single\042:[{\042Sp"
  "ecialToken\042:{\042id\042:\042[CLS]\042,\042type_id\042:0}},{\042Sequence\042:{\042id\042:\042A\042,\042type_id\042:0}},{\042SpecialToken"
  "\042:{\042id\042:\042[SEP]\042,\042type_id\042:0}}],\042pair\042:[{\042SpecialToken\042:{\042id\042:\042[CLS]\042,\042type_id\042:0}},{\042Seque"
  "nce\042:{\042id\042:\042A\042,\042type_id\042:0}},{\042SpecialToken\042:{\042id\042:\042[SEP]\042,\042type_id\042:0}},{\042Sequence\042:{\042id\042"
  ":\042B\042,\042type_id\042:1}},{\042SpecialToken\042:{\042id\042:\042[SEP]\042,\042type_id\042:1}}],\042special_tokens\042:{\042[CLS]\042:"
  "{\042id\042:\042[CLS]\042,\042ids\042:[2],\042tokens\042:[\042[CLS]\042]},\042[SEP]\042:{\042id\042:\042[SEP]\042,\042ids\042:[3],\042tokens\042:[\042[SE"
  "P]\042]}}},\042decoder\042:{\042type\042:\042WordPiece\042,\042prefix\042:\042##\042,\042cleanup\042:true},\042model\042:{\042type\042:\042WordP"
  "iece\042,\042unk_token\042:\042[UNK]\042,\042continuing_subword_prefix\042:\042##\042,\042max_input_chars_per_word\042:20,\042"
  "vocab\042:{\042[PAD]\042:0,\042[UNK]\042:1,\042[CLS]\042:2,\042[SEP]\042:3,\042[MASK]\042:4,\042!\042:5,\042'\042:6,\042,\042:7,\042-\042:8,\042.\042:9,\042"
  "\077\042:10,\042(\042:11,\042)\042:12,\042a\042:13,\042b\042:14,\042c\042:15,\042d\042:16,\042e\042:17,\042i\042:18,\042o\042:19,\042s\042:20,\042t\042:21,\042u\042:22,"
  "\042x\042:23,\042the\042:24,\042quick\042:25,\042brown\042:26,\042fox\042:27,\042jump\042:28,\042over\042:29,\042lazy\042:30,\042dog\042:31,\042hel"
  "lo\042:32,\042world\042:33,\042un\042:34,\042cafe\042:35,\042we\042:36,\042go\042:37,\042##s\042:38,\042##ed\042:39,\042##ing\042:40,\042##ly\042:4"
  "1,\042##aff\042:42,\042##able\042:43,\042##e\042:44,\042##a\042:45,\042##b\042:46,\042##c\042:47,\042##n\042:48,\042##'\042:49,\042\344\270\255\042:50,\042\345"
  "\233\275\042:51,\04212\042:52,\042##3\042:53,\042<t1>\042:54,\042is\042:55,\042not\042:56,\042do\042:57,\042##er\042:58,\042stra\303\237e\042:59,\042naive\042:"
  "60}}}";

#endif
