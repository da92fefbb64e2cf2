// The tables are compared with those of transformers in tests/python.
#include "loader/tokenizer_classes.hpp"

#include <doctest/doctest.h>

using namespace btt::loader;

TEST_CASE("names of classes") {
  REQUIRE(find_class("BertTokenizer") != nullptr);
  CHECK(find_class("BertTokenizerFast") == find_class("BertTokenizer"));
  CHECK(find_class("BertTokenizerFastFast") == nullptr);
  CHECK(find_class("bertTokenizer") == nullptr);
  CHECK(find_class("Fast") == nullptr);
  CHECK(find_class("") == nullptr);
  CHECK(class_names().find("XLMRobertaTokenizer") != std::string::npos);
}

TEST_CASE("model types") {
  CHECK(class_of_model_type("xlm-roberta") == find_class("XLMRobertaTokenizer"));
  CHECK(class_of_model_type("canine") == nullptr);
}
