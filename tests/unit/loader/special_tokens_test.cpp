// Random files are compared with transformers in tests/python/test_directory_configs.py; these are the steps.
#include "loader/special_tokens.hpp"

#include "unit/loader/folder.hpp"

using namespace btt;
using namespace btt::loader;

namespace {

vocab::Vocab vocab_of(const std::vector<std::string>& tokens) {
  vocab::Vocab vocab;
  for (std::size_t i = 0; i < tokens.size(); ++i) vocab.insert(tokens[i], static_cast<std::int32_t>(i));
  vocab.finish();
  return vocab;
}

std::string contents(const std::vector<added::AddedToken>& tokens) {
  std::string out;
  for (const added::AddedToken& token : tokens) out += (out.empty() ? "" : " ") + token.content;
  return out;
}

}  // namespace

TEST_CASE("strings become what the class makes of them") {
  Folder folder;
  folder.write("tokenizer_config.json", R"({"pad_token":"<pad>","unk_token":null})");
  const PretrainedConfig config(folder.path());
  const Specials specials = resolve_specials(*find_class("GPT2Tokenizer"), config);
  CHECK_FALSE(specials.slots[kUnk]);
  CHECK_FALSE(specials.slots[kPad]->is_text);
  CHECK(specials.slots[kPad]->is_normalized());
  CHECK(specials.all().size() == 2);  // bos and eos are one content
}

TEST_CASE("ids of special tokens that the vocabulary lacks") {
  Folder folder;
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder":{"9":{"content":"nine"},"0":{"content":"[UNK]"}}})");
  const PretrainedConfig config(folder.path());
  const vocab::Vocab vocab = vocab_of({"[UNK]", "[PAD]", "the"});
  PythonIds ids(vocab, config.decoder());
  ids.add(resolve_specials(*find_class("BertTokenizer"), config));
  CHECK(ids.find("nine") == 9);
  CHECK(ids.find("[UNK]") == 0);
  CHECK(ids.find("[PAD]") == 1);
  CHECK(ids.find("[SEP]") == 4);  // three tokens and "nine" come first
  CHECK(ids.find("[CLS]") == 5);
  CHECK_FALSE(ids.find("the"));  // no added token
}

TEST_CASE("what the fast tokenizer adds") {
  Folder folder;
  folder.write("tokenizer_config.json",
               R"({"added_tokens_decoder":{"9":{"content":"nine"},"5":{"content":"[MASK]","lstrip":true}}})");
  const PretrainedConfig config(folder.path());
  const Specials specials = resolve_specials(*find_class("BertTokenizer"), config);
  const auto added = added_tokens({{"[SEP]", false, false, false, false, true}}, config.decoder(), specials);
  CHECK(contents(added) == "[MASK] nine [UNK] [PAD] [CLS]");  // by id, then by slot; [SEP] is there
  CHECK(added[0].special);
  CHECK(added[0].lstrip);
  CHECK_FALSE(added[0].normalized);
  CHECK_FALSE(added[1].special);
  CHECK(added[1].normalized);
}

TEST_CASE("contents that a template in one string cannot hold") {
  for (const char* text : {"a b", "a:b", "$A"}) {
    Folder folder;
    folder.write("tokenizer_config.json", std::string("{\"cls_token\":\"") + text + "\"}");
    const PretrainedConfig config(folder.path());
    const Specials specials = resolve_specials(*find_class("BertTokenizer"), config);
    CHECK(specials.content(kCls) == text);
    CHECK_THROWS_AS(specials.content_for_template(kCls), Error);
  }
}
