// Expected values: the reference's rules (BertProcessing of tokenizers 0.22.2).
#include "postprocess/bert.hpp"

#include "unit/postprocess/cases.hpp"

using namespace btt;
using encoding::Encoding;
using encoding::show;
using postprocess::Bert;
using postprocess::sequences;

namespace {

const Bert& bert() {
  static const Bert processor({"[SEP]", 3}, {"[CLS]", 2});
  return processor;
}

}  // namespace

TEST_CASE("a text and a pair") {
  CHECK(bert().added_tokens(false) == 2);
  CHECK(bert().added_tokens(true) == 3);
  CHECK(show(bert().process(sequences(2, 0, false), true)) ==
        "[CLS]|a0|a1|[SEP] ids 2 10 11 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 1-2 0-0 special "
        "1001 mask 1111");
  CHECK(show(bert().process(sequences(1, 1, true), true)) ==
        "[CLS]|a0|[SEP]|b0|[SEP] ids 2 10 3 20 3 types 00011 words -0-0- seqs -0-1- offsets 0-0 0-1 0-0 0-1 "
        "0-0 "
        "special 10101 mask 11111");
}

TEST_CASE("without special tokens the sequences are joined") {
  CHECK(show(bert().process(sequences(1, 1, true), false)) ==
        "a0|b0 ids 10 20 types 01 words 00 seqs 01 offsets 0-1 0-1 special 00 mask 11");
}

TEST_CASE("overflow parts are wrapped the same way") {
  std::vector<Encoding> list = sequences(3, 0, false);
  list[0].truncate(2, 0, encoding::Direction::kRight);
  CHECK(show(bert().process(std::move(list), true)) ==
        "[CLS]|a0|a1|[SEP] ids 2 10 11 3 types 0000 words -01- seqs -00- offsets 0-0 0-1 1-2 0-0 special "
        "1001 mask "
        "1111\n"
        "+ [CLS]|a2|[SEP] ids 2 12 3 types 000 words -2- seqs -0- offsets 0-0 2-3 0-0 special 101 mask 111");
}

TEST_CASE("the layout says the same") {
  postprocess::check_layout(bert());
}
