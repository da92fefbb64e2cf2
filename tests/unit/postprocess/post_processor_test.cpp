// Expected values: live runs of the reference (tokenizers 0.22.2) on two words each, its own names aside.
#include "postprocess/post_processor.hpp"

#include "unit/postprocess/cases.hpp"

using namespace btt;
using encoding::Encoding;
using encoding::show;
using postprocess::Passthrough;
using postprocess::sequences;

TEST_CASE("nothing configured: a text stays, no sequence is recorded") {
  const Passthrough nothing;
  const Encoding row = nothing.process(sequences(2, 0, false), true);
  CHECK(row.sequence_ranges().empty());
  CHECK(show(row) == "a0|a1 ids 10 11 types 00 words 01 seqs 00 offsets 0-1 1-2 special 00 mask 11");
  CHECK(nothing.added_tokens(true) == 0);
}

TEST_CASE("a pair is joined and recorded, its overflow parts are not") {
  std::vector<Encoding> list = sequences(2, 2, true);
  list[0].truncate(1, 0, encoding::Direction::kRight);
  list[1].truncate(1, 0, encoding::Direction::kRight);
  CHECK(show(Passthrough().process(std::move(list), true)) ==
        "a0|b0 ids 10 20 types 01 words 00 seqs 01 offsets 0-1 0-1 special 00 mask 11\n"
        "+ a1|b0 ids 11 20 types 01 words 10 seqs 00 offsets 1-2 0-1 special 00 mask 11\n"
        "+ a1|b1 ids 11 21 types 01 words 11 seqs 00 offsets 1-2 1-2 special 00 mask 11\n"
        "+ a0|b1 ids 10 21 types 01 words 01 seqs 0- offsets 0-1 1-2 special 00 mask 11");
}

TEST_CASE("the layouts say the same of rows without overflow") {
  postprocess::check_layout(Passthrough());
  CHECK_FALSE(Passthrough().layout(false, true)->records_sequences);
  CHECK(Passthrough().layout(false, true)->overflow_alike);
  CHECK(Passthrough().layout(true, true)->records_sequences);
  CHECK_FALSE(Passthrough().layout(true, true)->overflow_alike);
}
