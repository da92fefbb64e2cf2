// BERT and its relatives: BertConverter, MPNetConverter, FunnelConverter.
#include "loader/build_model.hpp"
#include "loader/convert.hpp"
#include "loader/vocab_files.hpp"

namespace btt::loader {
namespace {

// Without do_basic_tokenize the converter turns everything off, and the fast class sets again what its own
// arguments say, but only after the added tokens are registered: those that are matched in the normalized
// text keep patterns of the other normalizer, which no tokenizer.json can say.
void check_basic_tokenize(const Source& source, bool same_normalizer, const AddedBatches& added) {
  if (same_normalizer) return;
  for (const std::vector<added::AddedToken>& batch : added) {
    for (const added::AddedToken& token : batch) {
      if (!token.normalized) continue;
      throw Error(Status::kUnsupported, source.config.path() +
                                            ": $.do_basic_tokenize: unsupported value false with the added "
                                            "token " +
                                            json_string(token.content) + ", which is a normalized one");
    }
  }
}

std::string bert_normalizer(const Source& source, const AddedBatches& added) {
  const PretrainedConfig& config = source.config;
  const bool basic = config.flag_or_null("do_basic_tokenize", true);
  const bool lowercase = config.flag("do_lower_case", true);
  const std::optional<bool> strip_accents = config.flag_or_unset("strip_accents");
  bool chinese = config.flag("tokenize_chinese_chars", true);
  // This class never sets it again.
  if (source.the_class.conversion == Conversion::kMpnet) chinese = chinese && basic;
  check_basic_tokenize(source, basic || (!lowercase && strip_accents == false && !chinese), added);
  return std::string("{\"type\":\"BertNormalizer\",\"clean_text\":true,\"handle_chinese_chars\":") +
         boolean_json(chinese) +
         ",\"strip_accents\":" + (strip_accents ? boolean_json(*strip_accents) : "null") +
         ",\"lowercase\":" + boolean_json(lowercase) + "}";
}

}  // namespace

Converted convert_wordpiece(const Source& source) {
  constexpr std::size_t kMaxInputChars = 100;
  const Conversion conversion = source.the_class.conversion;
  Converted out;
  // Python's str() of no token at all.
  const std::optional<NamedToken>& unk = source.specials.slots[kUnk];
  out.model =
      make_wordpiece(read_vocab_txt(source.vocab_path), unk ? unk->content : "None", "##", kMaxInputChars);
  out.added = {added_tokens({}, source.config.decoder(), source.specials)};
  out.normalizer = bert_normalizer(source, out.added);
  out.pre_tokenizer = "{\"type\":\"BertPreTokenizer\"}";
  out.decoder = "{\"type\":\"WordPiece\",\"prefix\":\"##\",\"cleanup\":true}";

  PythonIds ids(out.model.component->vocab(), source.config.decoder(), conversion == Conversion::kMpnet);
  ids.add(source.specials);
  const std::string& cls = source.specials.content_for_template(kCls);
  const std::string& sep = source.specials.content_for_template(kSep);
  const int cls_type = conversion == Conversion::kFunnel ? 2 : 0;
  Template single;
  single.token(cls, cls_type).sequence('A').token(sep);
  Template pair = single;
  if (conversion == Conversion::kMpnet) pair.token(sep);
  pair.sequence('B', 1).token(sep, 1);
  out.post_processor = template_processing(single, pair, {{cls, *ids.find(cls)}, {sep, *ids.find(sep)}});
  return out;
}

}  // namespace btt::loader
