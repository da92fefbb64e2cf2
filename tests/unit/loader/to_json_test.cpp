// The samples are what the reference (tokenizers 0.22.2) saves.
#include "unit/loader/cases.hpp"
#include "unit/pipeline/samples.hpp"

using namespace btt;

TEST_CASE("a file of the reference is saved as it was") {
  for (const std::string* sample : {
           &samples::kTemplate,
           &samples::kBert,
           &samples::kNone,
           &samples::kTypes,
           &samples::kTwice,
           &samples::kSwapped,
           &samples::kMany,
           &samples::kWords,
       }) {
    CHECK(loader::to_json(*loader::load_memory(*sample)) == *sample);
  }
}

TEST_CASE("added tokens come in ascending order of ids, with their content and flags") {
  const auto t = loader::load_memory(samples::kTemplate);
  std::size_t added = 0;
  const auto more = t->with_added_tokens(
      {{"Z\n", true, true, true, true, false}, {"hello", false, false, false, false, true}}, added);
  CHECK(added == 2);
  const std::string saved = loader::to_json(*more);
  const std::string hello =
      R"({"id":14,"content":"hello","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true})";
  const std::string z =
      R"({"id":34,"content":"Z\n","single_word":true,"lstrip":true,"rstrip":true,"normalized":true,"special":false})";
  CHECK(saved.find("," + hello + ",{\"id\":32") != std::string::npos);
  CHECK(saved.find("," + z + "]") != std::string::npos);
  CHECK(loader::to_json(*loader::load_memory(saved)) == saved);
}
