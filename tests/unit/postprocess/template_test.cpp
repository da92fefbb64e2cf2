// Expected values: the reference's rules (TemplateProcessing of tokenizers 0.22.2); encode_test.cpp of the
// pipeline runs more templates against its live answers.
#include "postprocess/template.hpp"

#include "base/error.hpp"
#include "unit/postprocess/cases.hpp"

using namespace btt;
using encoding::show;
using postprocess::sequences;
using postprocess::Template;
using postprocess::TemplatePiece;

namespace {

TemplatePiece special(const char* name, std::int32_t type = 0) {
  return TemplatePiece{true, name, 0, type};
}
TemplatePiece a(std::int32_t type = 0) {
  return TemplatePiece{false, "", 0, type};
}
TemplatePiece b(std::int32_t type = 0) {
  return TemplatePiece{false, "", 1, type};
}

using Pieces = std::vector<TemplatePiece>;

Template make(Pieces single, Pieces pair) {
  return Template(std::move(single), std::move(pair),
                  {{"[CLS]", {{2}, {"[CLS]"}}},
                   {"[SEP]", {{3}, {"[SEP]"}}},
                   {"[TWO]", {{4, 5}, {"x"}}},
                   {"[NONE]", {{}, {}}}});
}

bool has_layout(const Template& processor, bool is_pair) {
  CHECK((processor.layout(is_pair, true) == nullptr) == (processor.layout(is_pair, false) == nullptr));
  return processor.layout(is_pair, true) != nullptr;
}

}  // namespace

TEST_CASE("specials and sequences with the types of the template") {
  const Template processor =
      make({special("[CLS]", 9), a(3)}, {special("[CLS]", 9), a(3), b(5), special("[SEP]", 1)});
  CHECK(processor.added_tokens(false) == 1);
  CHECK(processor.added_tokens(true) == 2);
  CHECK(show(processor.process(sequences(2, 0, false), true)) ==
        "[CLS]|a0|a1 ids 2 10 11 types 933 words -01 seqs -00 offsets 0-0 0-1 1-2 special 100 mask 111");
  CHECK(show(processor.process(sequences(1, 2, true), true)) ==
        "[CLS]|a0|b0|b1|[SEP] ids 2 10 20 21 3 types 93551 words -001- seqs -011- offsets 0-0 0-1 0-1 1-2 "
        "0-0 special "
        "10001 mask 11111");
  // The types hold without special tokens too.
  CHECK(show(processor.process(sequences(1, 1, true), false)) ==
        "a0|b0 ids 10 20 types 35 words 00 seqs 01 offsets 0-1 0-1 special 00 mask 11");
  CHECK(has_layout(processor, false));
  CHECK(has_layout(processor, true));
  postprocess::check_layout(processor);
}

TEST_CASE("one special for several ids; texts are paired by position") {
  const Template processor =
      make({special("[TWO]", 1), a(), special("[NONE]")}, {a(), special("[TWO]"), b()});
  CHECK(processor.added_tokens(false) == 2);
  CHECK(show(processor.process(sequences(1, 0, false), true)) ==
        "x||a0 ids 4 5 10 types 110 words --0 seqs --0 offsets 0-0 0-0 0-1 special 110 mask 111");
  postprocess::check_layout(processor);
}

TEST_CASE("templates that no layout describes") {
  SUBCASE("a sequence twice: its record is the last one") {
    const Template processor = make({a(), special("[SEP]"), a(4)}, {a(), b(), a()});
    CHECK_FALSE(has_layout(processor, false));
    CHECK_FALSE(has_layout(processor, true));
    CHECK(show(processor.process(sequences(1, 0, false), true)) ==
          "a0|[SEP]|a0 ids 10 3 10 types 004 words 0-0 seqs --0 offsets 0-1 0-0 0-1 special 010 mask 111");
  }
  SUBCASE("B before A") {
    const Template processor = make({a()}, {b(), a()});
    CHECK(has_layout(processor, false));
    CHECK_FALSE(has_layout(processor, true));
    CHECK(show(processor.process(sequences(1, 1, true), true)) ==
          "b0|a0 ids 20 10 types 00 words 00 seqs 10 offsets 0-1 0-1 special 00 mask 11");
  }
  SUBCASE("a sequence left out") {
    const Template processor = make({special("[CLS]")}, {b()});
    CHECK_FALSE(has_layout(processor, false));
    CHECK_FALSE(has_layout(processor, true));
    CHECK(processor.process(sequences(2, 0, false), true).ids == std::vector<std::int32_t>{2});
    CHECK(processor.process(sequences(2, 1, true), true).ids == std::vector<std::int32_t>{20});
  }
  SUBCASE("nothing at all") {
    const Template processor = make({}, {});
    CHECK_FALSE(has_layout(processor, false));
    CHECK(processor.process(sequences(2, 0, false), true).size() == 0);
  }
}

TEST_CASE("templates that fail when they are used") {
  const Template lost = make({special("[LOST]"), a()}, {a(), b()});
  CHECK(lost.added_tokens(false) == 0);
  CHECK_FALSE(has_layout(lost, false));
  CHECK_THROWS_AS(lost.process(sequences(1, 0, false), true), Error);
  CHECK(lost.process(sequences(1, 0, false), false).size() == 1);
  const Template second = make({a(), b()}, {a(), b()});
  CHECK_FALSE(has_layout(second, false));
  CHECK_THROWS_AS(second.process(sequences(1, 0, false), true), Error);
}
