// What the reference (tokenizers 0.22.2) loads and this library does not reproduce: refused by its place and
// name.
#include "unit/loader/cases.hpp"

using namespace btt;

namespace {

struct Refusal {
  std::string_view section;
  std::string_view json;
  std::string_view begin;
};

const std::vector<Refusal> kRefusals = {
    {"normalizer", R"json({"type":"Replace","pattern":{"Regex":"(?L)a"},"content":""})json",
     "$.normalizer.pattern.Regex: "},
    {"normalizer",
     R"json({"type":"Sequence","normalizers":[{"type":"Replace","pattern":{"Regex":"(?{x})"},"content":""}]})json",
     "$.normalizer.normalizers[0].pattern.Regex: "},
    {"pre_tokenizer",
     R"json({"type":"Split","pattern":{"Regex":"(?<=a\\b)c"},"behavior":"Removed","invert":false})json",
     "$.pre_tokenizer.pattern.Regex: "},
    {"decoder", R"json({"type":"Replace","pattern":{"Regex":"(?y{w})a"},"content":""})json",
     "$.decoder.pattern.Regex: "},
};

}  // namespace

TEST_CASE("what is not reproduced is refused by path and name") {
  for (const Refusal& refusal : kRefusals) {
    CAPTURE(refusal.json);
    const Error error = loader::failure_of(loader::file_with(refusal.section, refusal.json));
    CHECK(error.status() == Status::kUnsupported);
    CHECK(std::string(error.what()).substr(0, refusal.begin.size()) == refusal.begin);
    CHECK(std::string(error.what()).size() > refusal.begin.size());
  }
}
