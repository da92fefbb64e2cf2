// A directory without tokenizer.json: vocabulary files to a tokenizer, as transformers 4.57 converts its
// Python tokenizers (convert_slow_tokenizer) and then hands the special tokens over to the fast one.
//
// The result equals the reference's `backend_tokenizer`, as its to_str() gives it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "loader/components.hpp"
#include "loader/pretrained_config.hpp"
#include "loader/special_tokens.hpp"
#include "loader/tokenizer_classes.hpp"
#include "loader/tokenizer_json.hpp"

namespace btt::loader {

// What a converter makes. Stages are JSON objects as a tokenizer.json holds them.
struct Converted {
  LoadedModel model;
  std::string normalizer = "null";
  std::string pre_tokenizer = "null";
  std::string post_processor = "null";
  std::string decoder = "null";
  AddedBatches added;
};

// What a converter works on.
struct Source {
  const TokenizerClass& the_class;
  const PretrainedConfig& config;
  const Specials& specials;
  std::string vocab_path;
  std::string merges_path;  // beside a vocab.json
};

Converted convert_wordpiece(const Source& source);
Converted convert_byte_level(const Source& source);
Converted convert_sentencepiece(const Source& source);

// -------- shared by the converters

// TemplateProcessing, written "[CLS]:0 $A:0 [SEP]:0" in words that are put together here, so that a special
// token may hold any characters.
class Template {
 public:
  Template& token(const std::string& content, int type_id = 0);
  Template& sequence(char name, int type_id = 0);  // 'A' or 'B'
  const std::string& json() const noexcept { return json_; }

 private:
  std::string json_;
};

struct TemplateToken {
  std::string content;
  std::int64_t id;
};
std::string template_processing(const Template& single, const Template& pair,
                                const std::vector<TemplateToken>& tokens);

}  // namespace btt::loader
