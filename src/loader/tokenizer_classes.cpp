#include "loader/tokenizer_classes.hpp"

#include <algorithm>

namespace btt::loader {
namespace {

constexpr SlotDefault kNoSlot = {nullptr, Wrap::kText};

// bos, eos, unk, sep, pad, cls, mask
constexpr SlotDefault kBertSlots[kSpecialSlots] = {
    kNoSlot,
    kNoSlot,
    {"[UNK]", Wrap::kText},
    {"[SEP]", Wrap::kText},
    {"[PAD]", Wrap::kText},
    {"[CLS]", Wrap::kText},
    {"[MASK]", Wrap::kText},
};
constexpr SlotDefault kMpnetSlots[kSpecialSlots] = {
    {"<s>", Wrap::kRaw},   {"</s>", Wrap::kRaw}, {"[UNK]", Wrap::kRaw},        {"</s>", Wrap::kRaw},
    {"<pad>", Wrap::kRaw}, {"<s>", Wrap::kRaw},  {"<mask>", Wrap::kLstripRaw},
};
constexpr SlotDefault kFunnelSlots[kSpecialSlots] = {
    {"<s>", Wrap::kText},   {"</s>", Wrap::kText},  {"<unk>", Wrap::kText},  {"<sep>", Wrap::kText},
    {"<pad>", Wrap::kText}, {"<cls>", Wrap::kText}, {"<mask>", Wrap::kText},
};
constexpr SlotDefault kGpt2Slots[kSpecialSlots] = {
    {"<|endoftext|>", Wrap::kNormalized},
    {"<|endoftext|>", Wrap::kNormalized},
    {"<|endoftext|>", Wrap::kNormalized},
    kNoSlot,
    {nullptr, Wrap::kNormalized},
    kNoSlot,
    kNoSlot,
};
constexpr SlotDefault kRobertaSlots[kSpecialSlots] = {
    {"<s>", Wrap::kNormalized},   {"</s>", Wrap::kNormalized},  {"<unk>", Wrap::kNormalized},
    {"</s>", Wrap::kNormalized},  {"<pad>", Wrap::kNormalized}, {"<s>", Wrap::kNormalized},
    {"<mask>", Wrap::kLstripRaw},
};
constexpr SlotDefault kBartSlots[kSpecialSlots] = {
    {"<s>", Wrap::kNormalized},          {"</s>", Wrap::kNormalized},  {"<unk>", Wrap::kNormalized},
    {"</s>", Wrap::kNormalized},         {"<pad>", Wrap::kNormalized}, {"<s>", Wrap::kNormalized},
    {"<mask>", Wrap::kLstripNormalized},
};
constexpr SlotDefault kMvpSlots[kSpecialSlots] = {
    {"<s>", Wrap::kRaw},   {"</s>", Wrap::kRaw}, {"<unk>", Wrap::kRaw},        {"</s>", Wrap::kRaw},
    {"<pad>", Wrap::kRaw}, {"<s>", Wrap::kRaw},  {"<mask>", Wrap::kLstripRaw},
};
constexpr SlotDefault kT5Slots[kSpecialSlots] = {
    kNoSlot, {"</s>", Wrap::kRaw}, {"<unk>", Wrap::kRaw}, kNoSlot, {"<pad>", Wrap::kRaw}, kNoSlot, kNoSlot,
};
constexpr SlotDefault kXlmRobertaSlots[kSpecialSlots] = {
    {"<s>", Wrap::kText},   {"</s>", Wrap::kText}, {"<unk>", Wrap::kText},       {"</s>", Wrap::kText},
    {"<pad>", Wrap::kText}, {"<s>", Wrap::kText},  {"<mask>", Wrap::kLstripRaw},
};
constexpr SlotDefault kAlbertSlots[kSpecialSlots] = {
    {"[CLS]", Wrap::kText}, {"[SEP]", Wrap::kText}, {"<unk>", Wrap::kText},       {"[SEP]", Wrap::kText},
    {"<pad>", Wrap::kText}, {"[CLS]", Wrap::kText}, {"[MASK]", Wrap::kLstripRaw},
};
constexpr SlotDefault kLlamaSlots[kSpecialSlots] = {
    {"<s>", Wrap::kRaw},
    {"</s>", Wrap::kRaw},
    {"<unk>", Wrap::kRaw},
    kNoSlot,
    {nullptr, Wrap::kRaw},
    kNoSlot,
    kNoSlot,
};
constexpr SlotDefault kBigBirdSlots[kSpecialSlots] = {
    {"<s>", Wrap::kNormalized},          {"</s>", Wrap::kNormalized},  {"<unk>", Wrap::kNormalized},
    {"[SEP]", Wrap::kNormalized},        {"<pad>", Wrap::kNormalized}, {"[CLS]", Wrap::kNormalized},
    {"[MASK]", Wrap::kLstripNormalized},
};
constexpr SlotDefault kFnetSlots[kSpecialSlots] = {
    kNoSlot,
    kNoSlot,
    {"<unk>", Wrap::kText},
    {"[SEP]", Wrap::kRaw},
    {"<pad>", Wrap::kText},
    {"[CLS]", Wrap::kRaw},
    {"[MASK]", Wrap::kLstripRaw},
};
constexpr SlotDefault kRemBertSlots[kSpecialSlots] = {
    {"[CLS]", Wrap::kText},
    {"[SEP]", Wrap::kText},
    {"[UNK]", Wrap::kText},
    {"[SEP]", Wrap::kText},
    {"[PAD]", Wrap::kText},
    {"[CLS]", Wrap::kText},
    {"[MASK]", Wrap::kLstripNormalized},
};
constexpr SlotDefault kReformerSlots[kSpecialSlots] = {
    kNoSlot, {"</s>", Wrap::kText}, {"<unk>", Wrap::kText}, kNoSlot, kNoSlot, kNoSlot, kNoSlot,
};
constexpr SlotDefault kXlnetSlots[kSpecialSlots] = {
    {"<s>", Wrap::kText},   {"</s>", Wrap::kText},  {"<unk>", Wrap::kText},       {"<sep>", Wrap::kText},
    {"<pad>", Wrap::kText}, {"<cls>", Wrap::kText}, {"<mask>", Wrap::kLstripRaw},
};

constexpr const char* kCamembertAdditional[] = {"<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED", nullptr};
constexpr const char* kXlnetAdditional[] = {"<eop>", "<eod>", nullptr};

constexpr const char* kVocabTxt = "vocab.txt";
constexpr const char* kVocabJson = "vocab.json";
constexpr const char* kSpiece = "spiece.model";
constexpr const char* kSentencePieceBpe = "sentencepiece.bpe.model";

constexpr TokenizerClass kClasses[] = {
    {"BertTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"ConvBertTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"DistilBertTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"DPRContextEncoderTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"DPRQuestionEncoderTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"ElectraTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"LayoutLMTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"LxmertTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"MobileBertTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"SqueezeBertTokenizer", Conversion::kBert, kVocabTxt, kBertSlots, nullptr, false},
    {"MPNetTokenizer", Conversion::kMpnet, kVocabTxt, kMpnetSlots, nullptr, false},
    {"FunnelTokenizer", Conversion::kFunnel, kVocabTxt, kFunnelSlots, nullptr, false},
    {"GPT2Tokenizer", Conversion::kGpt2, kVocabJson, kGpt2Slots, nullptr, false},
    {"RobertaTokenizer", Conversion::kRoberta, kVocabJson, kRobertaSlots, nullptr, false},
    {"LongformerTokenizer", Conversion::kRoberta, kVocabJson, kRobertaSlots, nullptr, false},
    {"BartTokenizer", Conversion::kRoberta, kVocabJson, kBartSlots, nullptr, false},
    {"LEDTokenizer", Conversion::kRoberta, kVocabJson, kBartSlots, nullptr, false},
    {"MvpTokenizer", Conversion::kRoberta, kVocabJson, kMvpSlots, nullptr, false},
    {"T5Tokenizer", Conversion::kT5, kSpiece, kT5Slots, nullptr, false},
    {"XLMRobertaTokenizer", Conversion::kXlmRoberta, kSentencePieceBpe, kXlmRobertaSlots, nullptr, false},
    {"AlbertTokenizer", Conversion::kAlbert, kSpiece, kAlbertSlots, nullptr, false},
    {"LlamaTokenizer", Conversion::kLlama, "tokenizer.model", kLlamaSlots, nullptr, true},
    {"CamembertTokenizer", Conversion::kCamembert, kSentencePieceBpe, kXlmRobertaSlots, kCamembertAdditional,
     false},
    {"BigBirdTokenizer", Conversion::kBigBird, kSpiece, kBigBirdSlots, nullptr, false},
    {"FNetTokenizer", Conversion::kAlbert, kSpiece, kFnetSlots, nullptr, false},
    {"RemBertTokenizer", Conversion::kRemBert, "sentencepiece.model", kRemBertSlots, nullptr, false},
    {"ReformerTokenizer", Conversion::kReformer, kSpiece, kReformerSlots, nullptr, false},
    {"XLNetTokenizer", Conversion::kXlnet, kSpiece, kXlnetSlots, kXlnetAdditional, true},
};

struct ModelType {
  std::string_view model_type;
  std::string_view class_name;
};

constexpr ModelType kModelTypes[] = {
    {"albert", "AlbertTokenizer"},
    {"align", "BertTokenizer"},
    {"arcee", "LlamaTokenizer"},
    {"aria", "LlamaTokenizer"},
    {"bark", "BertTokenizer"},
    {"bart", "BartTokenizer"},
    {"bert", "BertTokenizer"},
    {"big_bird", "BigBirdTokenizer"},
    {"blip", "BertTokenizer"},
    {"blip-2", "GPT2Tokenizer"},
    {"bridgetower", "RobertaTokenizer"},
    {"bros", "BertTokenizer"},
    {"camembert", "CamembertTokenizer"},
    {"chameleon", "LlamaTokenizer"},
    {"chinese_clip", "BertTokenizer"},
    {"clap", "RobertaTokenizer"},
    {"colpali", "LlamaTokenizer"},
    {"convbert", "ConvBertTokenizer"},
    {"data2vec-text", "RobertaTokenizer"},
    {"dbrx", "GPT2Tokenizer"},
    {"deepseek_v2", "LlamaTokenizer"},
    {"deepseek_v3", "LlamaTokenizer"},
    {"deepseek_vl", "LlamaTokenizer"},
    {"deepseek_vl_hybrid", "LlamaTokenizer"},
    {"diffllama", "LlamaTokenizer"},
    {"distilbert", "DistilBertTokenizer"},
    {"dpr", "DPRQuestionEncoderTokenizer"},
    {"electra", "ElectraTokenizer"},
    {"emu3", "GPT2Tokenizer"},
    {"ernie", "BertTokenizer"},
    {"ernie4_5", "LlamaTokenizer"},
    {"ernie4_5_moe", "LlamaTokenizer"},
    {"exaone4", "GPT2Tokenizer"},
    {"flex_olmo", "GPT2Tokenizer"},
    {"fnet", "FNetTokenizer"},
    {"funnel", "FunnelTokenizer"},
    {"git", "BertTokenizer"},
    {"gpt2", "GPT2Tokenizer"},
    {"gpt_bigcode", "GPT2Tokenizer"},
    {"gpt_neo", "GPT2Tokenizer"},
    {"gptj", "GPT2Tokenizer"},
    {"grounding-dino", "BertTokenizer"},
    {"ibert", "RobertaTokenizer"},
    {"idefics", "LlamaTokenizer"},
    {"idefics2", "LlamaTokenizer"},
    {"idefics3", "LlamaTokenizer"},
    {"instructblip", "GPT2Tokenizer"},
    {"instructblipvideo", "GPT2Tokenizer"},
    {"jamba", "LlamaTokenizer"},
    {"janus", "LlamaTokenizer"},
    {"jetmoe", "LlamaTokenizer"},
    {"kosmos-2", "XLMRobertaTokenizer"},
    {"layoutlm", "LayoutLMTokenizer"},
    {"led", "LEDTokenizer"},
    {"llama", "LlamaTokenizer"},
    {"llama4", "LlamaTokenizer"},
    {"llama4_text", "LlamaTokenizer"},
    {"llava", "LlamaTokenizer"},
    {"llava_next", "LlamaTokenizer"},
    {"llava_next_video", "LlamaTokenizer"},
    {"llava_onevision", "LlamaTokenizer"},
    {"longformer", "LongformerTokenizer"},
    {"longt5", "T5Tokenizer"},
    {"lxmert", "LxmertTokenizer"},
    {"mega", "RobertaTokenizer"},
    {"megatron-bert", "BertTokenizer"},
    {"metaclip_2", "XLMRobertaTokenizer"},
    {"minimax", "GPT2Tokenizer"},
    {"ministral", "LlamaTokenizer"},
    {"mistral", "LlamaTokenizer"},
    {"mistral3", "LlamaTokenizer"},
    {"mixtral", "LlamaTokenizer"},
    {"mllama", "LlamaTokenizer"},
    {"mm-grounding-dino", "BertTokenizer"},
    {"mobilebert", "MobileBertTokenizer"},
    {"mpnet", "MPNetTokenizer"},
    {"mra", "RobertaTokenizer"},
    {"musicgen", "T5Tokenizer"},
    {"musicgen_melody", "T5Tokenizer"},
    {"mvp", "MvpTokenizer"},
    {"nezha", "BertTokenizer"},
    {"nystromformer", "AlbertTokenizer"},
    {"olmo3", "GPT2Tokenizer"},
    {"opt", "GPT2Tokenizer"},
    {"paligemma", "LlamaTokenizer"},
    {"persimmon", "LlamaTokenizer"},
    {"phi3", "LlamaTokenizer"},
    {"phimoe", "LlamaTokenizer"},
    {"pix2struct", "T5Tokenizer"},
    {"qdqbert", "BertTokenizer"},
    {"reformer", "ReformerTokenizer"},
    {"rembert", "RemBertTokenizer"},
    {"roberta", "RobertaTokenizer"},
    {"roberta-prelayernorm", "RobertaTokenizer"},
    {"squeezebert", "SqueezeBertTokenizer"},
    {"starcoder2", "GPT2Tokenizer"},
    {"switch_transformers", "T5Tokenizer"},
    {"t5", "T5Tokenizer"},
    {"tvp", "BertTokenizer"},
    {"umt5", "T5Tokenizer"},
    {"video_llava", "LlamaTokenizer"},
    {"vilt", "BertTokenizer"},
    {"vipllava", "LlamaTokenizer"},
    {"visual_bert", "BertTokenizer"},
    {"xlm-roberta", "XLMRobertaTokenizer"},
    {"xlm-roberta-xl", "XLMRobertaTokenizer"},
    {"xlnet", "XLNetTokenizer"},
    {"xmod", "XLMRobertaTokenizer"},
    {"yoso", "AlbertTokenizer"},
    {"zamba", "LlamaTokenizer"},
    {"zamba2", "LlamaTokenizer"},
};

}  // namespace

const TokenizerClass* find_class(std::string_view name) {
  constexpr std::string_view kFast = "Fast";
  if (name.size() > kFast.size() && name.substr(name.size() - kFast.size()) == kFast)
    name.remove_suffix(kFast.size());
  const auto* const found = std::find_if(std::begin(kClasses), std::end(kClasses),
                                         [&](const TokenizerClass& one) { return one.name == name; });
  return found == std::end(kClasses) ? nullptr : found;
}

const TokenizerClass* class_of_model_type(std::string_view model_type) {
  for (const ModelType& one : kModelTypes) {
    if (one.model_type == model_type) return find_class(one.class_name);
  }
  return nullptr;
}

std::string class_names() {
  std::string names;
  for (const TokenizerClass& one : kClasses) {
    if (!names.empty()) names += ", ";
    names += one.name;
  }
  return names;
}

}  // namespace btt::loader
