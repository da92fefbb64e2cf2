// From the special tokens that files name to the added tokens and ids of a converted tokenizer.
//
// transformers builds a Python tokenizer first, converts it, and hands the special tokens over to the fast
// one. Both number tokens that the vocabulary lacks, each in its own order; post-processors keep the Python
// tokenizer's numbers (PythonIds), the added tokens the other's (added_tokens).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "added/added_vocabulary.hpp"
#include "loader/pretrained_config.hpp"
#include "loader/tokenizer_classes.hpp"
#include "vocab/vocab.hpp"

namespace btt::loader {

// What a directory and its class together say: __init__ of the class.
struct Specials {
  std::optional<NamedToken> slots[kSpecialSlots];
  std::vector<NamedToken> additional;
  std::vector<NamedToken> extra;
  std::string path;  // of the file that names them, for complaints

  // In transformers' order: all_special_tokens_extended. Contents repeat within `additional` only.
  std::vector<const NamedToken*> all() const;
  // The content of a slot, which a converter cannot do without: kUnsupported where there is none.
  const std::string& content(SpecialSlot slot) const;
  // The same where transformers writes a template as one string and takes it apart again at spaces and
  // colons: content that does not survive that is refused too.
  const std::string& content_for_template(SpecialSlot slot) const;
};

Specials resolve_specials(const TokenizerClass& the_class, const PretrainedConfig& config);

// T5's <extra_id_0> to <extra_id_99>: how many, and how many of them its Python tokenizer numbers itself.
struct ExtraIds {
  std::size_t count = 0;
  std::size_t numbered = 0;
};
ExtraIds read_extra_ids(const PretrainedConfig& config);
std::string extra_id(std::size_t index);

// Ids as the Python tokenizer has them.
class PythonIds {
 public:
  // `base` is its vocabulary without added tokens. With `base_first` a token of both counts by `base`.
  PythonIds(const vocab::Vocab& base, const PretrainedConfig::Decoder& decoder, bool base_first = false);

  // Numbers the special tokens that it does not know yet.
  void add(const Specials& specials);
  // The id of an added or special token; those of pieces are the vocabulary's business.
  std::optional<std::int64_t> find(const std::string& token) const;

 private:
  std::optional<std::int64_t> find_in_vocab(const std::string& token) const;

  const vocab::Vocab& base_;
  bool base_first_;
  // Of a content with several ids the first map has the last one of the file, the second the largest:
  // transformers' _added_tokens_encoder and get_vocab.
  std::unordered_map<std::string, std::int64_t> added_;
  std::unordered_map<std::string, std::int64_t> vocab_;
};

// The tokens that the fast tokenizer adds to those of the converter.
std::vector<added::AddedToken> added_tokens(const std::vector<added::AddedToken>& converted,
                                            const PretrainedConfig::Decoder& decoder,
                                            const Specials& specials);

}  // namespace btt::loader
