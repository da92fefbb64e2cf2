#include "loader/pretrained_directory.hpp"

#include "loader/convert.hpp"
#include "loader/files.hpp"
#include "loader/json_file.hpp"
#include "loader/tokenizer_classes.hpp"

namespace btt::loader {
namespace {

using encoding::Direction;

std::optional<Json> field(const JsonFile& file, const char* key) {
  std::optional<Json> found = file.root() ? file.root()->find(key) : std::nullopt;
  if (found && found->is_null()) found.reset();
  return found;
}

// The class that a file names; nullptr where it names none.
const TokenizerClass* named_class(const JsonFile& file) {
  const std::optional<Json> name = field(file, "tokenizer_class");
  if (!name) return nullptr;
  return in_file(file.path(), [&] {
    const TokenizerClass* const found = find_class(name->string());
    if (found == nullptr) {
      name->unsupported("tokenizer class " + json_string(name->string()) +
                        " in a directory without tokenizer.json; known are " + class_names());
    }
    return found;
  });
}

const TokenizerClass* class_of_model(const JsonFile& config) {
  const std::optional<Json> type = field(config, "model_type");
  if (!type) return nullptr;
  return in_file(config.path(), [&] {
    const TokenizerClass* const found = class_of_model_type(type->string());
    if (found == nullptr) {
      type->unsupported("model type " + json_string(type->string()) +
                        " in a directory without tokenizer.json and tokenizer_class");
    }
    return found;
  });
}

// Where nothing names a class transformers gives up. Files that say enough are taken for BERT's or GPT-2's
// here; SentencePiece models are not, since each class makes something else of them.
const TokenizerClass& guessed_class(const std::string& directory) {
  if (is_file(directory + "/vocab.txt")) return *find_class("BertTokenizer");
  if (is_file(directory + "/vocab.json") && is_file(directory + "/merges.txt"))
    return *find_class("GPT2Tokenizer");
  for (const char* name :
       {"tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "sentencepiece.model"}) {
    const std::string path = directory + "/" + name;
    if (!is_file(path)) continue;
    throw Error(Status::kUnsupported, path +
                                          ": unsupported SentencePiece model of an unknown class; expected a "
                                          "tokenizer_class in tokenizer_config.json or a model_type in "
                                          "config.json");
  }
  throw Error(Status::kNotFound, directory +
                                     ": the directory holds no tokenizer.json, vocab.txt, vocab.json with "
                                     "merges.txt, or SentencePiece model");
}

// As transformers' AutoTokenizer finds it.
const TokenizerClass& class_of_directory(const std::string& directory) {
  const JsonFile tokenizer_config(directory + "/tokenizer_config.json");
  if (const TokenizerClass* found = named_class(tokenizer_config)) return *found;
  const JsonFile config(directory + "/config.json");
  if (const TokenizerClass* found = named_class(config)) return *found;
  if (const TokenizerClass* found = class_of_model(config)) return *found;
  return guessed_class(directory);
}

std::string existing_file(const std::string& directory, const char* name, const TokenizerClass& the_class) {
  std::string path = directory + "/" + name;
  if (!is_file(path)) {
    throw Error(Status::kNotFound, path + ": no such file; a " + std::string(the_class.name) +
                                       " needs it where there is no tokenizer.json");
  }
  return path;
}

bool needs_merges(const TokenizerClass& the_class) {
  return the_class.conversion == Conversion::kGpt2 || the_class.conversion == Conversion::kRoberta;
}

Converted convert(const Source& source) {
  switch (source.the_class.conversion) {
    case Conversion::kBert:
    case Conversion::kMpnet:
    case Conversion::kFunnel:
      return convert_wordpiece(source);
    case Conversion::kGpt2:
    case Conversion::kRoberta:
      return convert_byte_level(source);
    default:
      return convert_sentencepiece(source);
  }
}

void name_specials(const Specials& specials, SideFiles& out) {
  constexpr SpecialSlot kSlots[pipeline::kSpecialKinds] = {kPad, kCls, kSep, kBos, kEos, kUnk, kMask};
  for (std::size_t kind = 0; kind < pipeline::kSpecialKinds; ++kind) {
    const std::optional<NamedToken>& token = specials.slots[kSlots[kind]];
    out.special_tokens[kind] = token ? token->content : "";
  }
}

}  // namespace

std::shared_ptr<const pipeline::Tokenizer> load_pretrained_directory(const std::string& directory,
                                                                     SideFiles side_files) {
  const TokenizerClass& the_class = class_of_directory(directory);
  // transformers takes a file of this name for the vocabulary of any class.
  constexpr const char* kAnyClass = "tokenizer.model";
  const char* const vocab_file = is_file(directory + "/" + kAnyClass) ? kAnyClass : the_class.vocab_file;
  const std::string vocab_path = existing_file(directory, vocab_file, the_class);
  const std::string merges_path =
      needs_merges(the_class) ? existing_file(directory, kMergesFile, the_class) : "";

  const PretrainedConfig config(directory);
  if (config.flag_or_null("split_special_tokens", false))
    throw Error(Status::kUnsupported, config.path() + ": $.split_special_tokens: unsupported value true");
  const Specials specials = resolve_specials(the_class, config);
  Converted converted = convert(Source{the_class, config, specials, vocab_path, merges_path});
  name_specials(specials, side_files);
  if (the_class.pads_left && !side_files.padding_side) side_files.padding_side = Direction::kLeft;
  const std::string stages =
      "{\"normalizer\":" + converted.normalizer + ",\"pre_tokenizer\":" + converted.pre_tokenizer +
      ",\"post_processor\":" + converted.post_processor + ",\"decoder\":" + converted.decoder + "}";
  return in_file(vocab_path + " as a tokenizer.json", [&] {
    return make_tokenizer(stages, std::move(converted.model), converted.added, side_files);
  });
}

}  // namespace btt::loader
