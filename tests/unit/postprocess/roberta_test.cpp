// Expected values: the definition of the reference's RobertaProcessing; recorded runs are compared elsewhere.
#include "postprocess/roberta.hpp"

#include "unit/postprocess/cases.hpp"

using namespace btt;
using postprocess::Roberta;

TEST_CASE("the layout says the same") {
  for (const bool trims : {false, true}) {
    const Roberta roberta({"</s>", 2}, {"<s>", 1}, trims, true);
    postprocess::check_layout(roberta);
    CHECK(roberta.layout(true, true)->trims_offsets == trims);
    CHECK(roberta.needs_tokens() == trims);
  }
}

TEST_CASE("specials and types") {
  const Roberta roberta({"</s>", 2}, {"<s>", 1}, false, true);
  CHECK(roberta.added_tokens(false) == 2);
  CHECK(roberta.added_tokens(true) == 4);
  const encoding::Encoding row = roberta.process(postprocess::sequences(2, 1, true), true);
  CHECK(row.ids == std::vector<std::int32_t>{1, 10, 11, 2, 2, 20, 2});
  CHECK(row.type_ids == std::vector<std::int32_t>(7, 0));
  CHECK(row.special_tokens_mask == std::vector<std::int32_t>{1, 0, 0, 1, 1, 0, 1});
  CHECK(row.sequence_ids() == std::vector<std::int32_t>{-1, 0, 0, -1, -1, 1, -1});
  // Without specials the types of a pair are zeroed all the same.
  CHECK(roberta.process(postprocess::sequences(1, 1, true), false).type_ids ==
        std::vector<std::int32_t>{0, 0});
}
