// Random files are compared with transformers in tests/python/test_directory_configs.py.
#include "loader/pretrained_config.hpp"

#include "loader/special_tokens.hpp"
#include "unit/loader/folder.hpp"

using namespace btt;
using namespace btt::loader;

namespace {

std::string content(const std::optional<NamedToken>& token) {
  return token ? token->content : "none";
}

}  // namespace

TEST_CASE("the config alone, where it has added tokens") {
  Folder folder;
  folder.write(
      "tokenizer_config.json",
      R"({"cls_token":"<s>","sep_token":null,"added_tokens_decoder":{"7":{"content":"<s>","lstrip":true},)"
      R"("2":{"content":"x","special":true}}})");
  folder.write("special_tokens_map.json", R"({"cls_token":"other"})");
  folder.write("added_tokens.json", R"({"y":9})");
  const PretrainedConfig config(folder.path());
  CHECK(content(config.slot(kCls).token) == "<s>");
  CHECK(config.slot(kCls).token->lstrip);  // the added token of that content
  CHECK_FALSE(config.slot(kCls).token->is_text);
  CHECK(config.slot(kSep).is_given);
  CHECK_FALSE(config.slot(kSep).token);
  CHECK_FALSE(config.slot(kPad).is_given);
  REQUIRE(config.decoder().size() == 2);
  CHECK(config.decoder()[0].first == 7);
}

TEST_CASE("the older files, where it has none") {
  Folder folder;
  folder.write("tokenizer_config.json", R"({"cls_token":"<s>","do_lower_case":false})");
  folder.write("special_tokens_map.json", R"({"cls_token":{"content":"other"},"do_lower_case":true})");
  folder.write("added_tokens.json", R"({"other":9,"plain":11})");
  const PretrainedConfig config(folder.path());
  CHECK(content(config.slot(kCls).token) == "other");
  CHECK(config.slot(kCls).token->special);
  CHECK(config.flag("do_lower_case", false));
  REQUIRE(config.decoder().size() == 2);
  CHECK(config.decoder()[0].second.special);
  CHECK_FALSE(config.decoder()[0].second.is_normalized());
  CHECK(config.decoder()[1].second.is_normalized());
}

TEST_CASE("a directory without any of them") {
  Folder folder;
  const PretrainedConfig config(folder.path());
  CHECK(config.decoder().empty());
  CHECK_FALSE(config.additional());
  CHECK(config.flag("x", true));
  CHECK(config.unsigned_number("x", 5) == 5);
  const Specials specials = resolve_specials(*find_class("BertTokenizerFast"), config);
  CHECK(specials.content(kUnk) == "[UNK]");
  CHECK(specials.all().size() == 5);
  CHECK_THROWS_AS(specials.content(kBos), Error);
}

TEST_CASE("a hundred thousand added tokens stay quick") {
  Folder folder;
  std::string json = "{\"added_tokens_decoder\":{";
  for (int i = 0; i < 100000; ++i) {
    const std::string number = std::to_string(i);
    json += (i == 0 ? "\"" : ",\"") + number + "\":{\"content\":\"t" + number + "\"}";
  }
  folder.write("tokenizer_config.json", json + "}}");
  const PretrainedConfig config(folder.path());
  CHECK(config.decoder().size() == 100000);
}
