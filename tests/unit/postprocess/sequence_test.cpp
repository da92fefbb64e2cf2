// Expected values: the reference's processors.Sequence (tokenizers 0.22.2), see the recorded runs for more.
#include "postprocess/sequence.hpp"

#include "base/error.hpp"
#include "postprocess/byte_level.hpp"
#include "postprocess/template.hpp"
#include "unit/postprocess/cases.hpp"

using namespace btt;
using postprocess::TemplatePiece;

namespace {

std::unique_ptr<postprocess::PostProcessor> bert_template() {
  const TemplatePiece cls{true, "[CLS]", 0, 0};
  const TemplatePiece sep{true, "[SEP]", 0, 0};
  const TemplatePiece a{false, "", 0, 0};
  const TemplatePiece b{false, "", 1, 1};
  return std::make_unique<postprocess::Template>(
      std::vector<TemplatePiece>{cls, a, sep}, std::vector<TemplatePiece>{cls, a, sep, b, sep},
      std::map<std::string, postprocess::TemplateSpecial>{{"[CLS]", {{1}, {"[CLS]"}}},
                                                          {"[SEP]", {{2}, {"[SEP]"}}}});
}

std::unique_ptr<postprocess::PostProcessor> byte_level() {
  return std::make_unique<postprocess::ByteLevel>(false, true);
}

postprocess::Sequence sequence_of(std::unique_ptr<postprocess::PostProcessor> first,
                                  std::unique_ptr<postprocess::PostProcessor> second) {
  std::vector<std::unique_ptr<postprocess::PostProcessor>> members;
  members.push_back(std::move(first));
  members.push_back(std::move(second));
  return postprocess::Sequence(std::move(members));
}

}  // namespace

TEST_CASE("a ByteLevel behind a template records the pieces of the template") {
  const postprocess::Sequence chain = sequence_of(bert_template(), byte_level());
  CHECK(chain.layout(true, true) == nullptr);
  CHECK(chain.needs_tokens());
  CHECK(chain.added_tokens(true) == 3);
  const encoding::Encoding row = chain.process(postprocess::sequences(2, 1, true), true);
  CHECK(row.ids == std::vector<std::int32_t>{1, 10, 11, 2, 20, 2});
  CHECK(row.sequence_ids() == std::vector<std::int32_t>{-1, 0, 0, 2, 3, 4});
  CHECK(row.n_sequences() == 5);
}

TEST_CASE("a template takes one or two encodings") {
  const postprocess::Sequence chain = sequence_of(bert_template(), bert_template());
  CHECK_THROWS_AS(chain.process(postprocess::sequences(1, 0, false), true), Error);
}
