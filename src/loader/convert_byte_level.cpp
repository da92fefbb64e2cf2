// GPT-2, RoBERTa and their relatives: GPT2Converter, RobertaConverter.
#include "loader/build_model.hpp"
#include "loader/convert.hpp"
#include "loader/vocab_files.hpp"

namespace btt::loader {
namespace {

std::string token_and_id(const std::string& content, const PythonIds& ids) {
  return "[" + json_string(content) + "," + std::to_string(*ids.find(content)) + "]";
}

std::string gpt2_post_processor(const Source& source, const PythonIds& ids) {
  if (!source.config.flag_or_null("add_bos_token", false))
    return save_byte_level(ByteLevelFields{true, false, true});
  const std::string& bos = source.specials.content_for_template(kBos);
  Template single;
  single.token(bos).sequence('A');
  Template pair = single;
  pair.sequence('B', 1);
  return template_processing(single, pair, {{bos, *ids.find(bos)}});
}

std::string roberta_post_processor(const Source& source, const PythonIds& ids, bool add_prefix_space) {
  return "{\"type\":\"RobertaProcessing\",\"sep\":" + token_and_id(source.specials.content(kSep), ids) +
         ",\"cls\":" + token_and_id(source.specials.content(kCls), ids) +
         ",\"trim_offsets\":" + boolean_json(source.config.flag("trim_offsets", true)) +
         ",\"add_prefix_space\":" + boolean_json(add_prefix_space) + "}";
}

}  // namespace

Converted convert_byte_level(const Source& source) {
  vocab::Vocab vocab = read_vocab_json(source.vocab_path);
  vocab::MergeTable merges = read_merges_txt(source.merges_path, vocab);
  const bool add_prefix_space = source.config.flag("add_prefix_space", false);
  Converted out;
  out.model = make_bpe(std::move(vocab), std::move(merges), model::BpeOptions(), "", "");
  out.pre_tokenizer = save_byte_level(ByteLevelFields{add_prefix_space, true, true});
  out.decoder = save_byte_level(ByteLevelFields{true, true, true});
  PythonIds ids(out.model.component->vocab(), source.config.decoder());
  ids.add(source.specials);
  out.post_processor = source.the_class.conversion == Conversion::kGpt2
                           ? gpt2_post_processor(source, ids)
                           : roberta_post_processor(source, ids, add_prefix_space);
  out.added = {added_tokens({}, source.config.decoder(), source.specials)};
  return out;
}

}  // namespace btt::loader
