// The tokenizer classes of transformers 4.57 whose vocabulary files are converted here: where each has its
// vocabulary, and what its special tokens are where a directory does not say.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace btt::loader {

// How the vocabulary becomes a tokenizer: the converters of transformers' convert_slow_tokenizer.
enum class Conversion {
  kBert,
  kMpnet,
  kFunnel,
  kGpt2,
  kRoberta,
  kT5,
  kXlmRoberta,
  kAlbert,
  kLlama,
  kCamembert,
  kBigBird,
  kRemBert,
  kReformer,
  kXlnet,
};

// In the order in which transformers registers them.
enum SpecialSlot : std::size_t { kBos, kEos, kUnk, kSep, kPad, kCls, kMask };
constexpr std::size_t kSpecialSlots = 7;
constexpr const char* kSlotNames[kSpecialSlots] = {"bos_token", "eos_token", "unk_token", "sep_token",
                                                   "pad_token", "cls_token", "mask_token"};

// What the constructor of a class makes of a special token that is given as a string. The first letter of a
// name says whether it stays one, the others are the flags of the AddedToken that it becomes.
enum class Wrap {
  kText,              // stays a string
  kNormalized,        // matched in the normalized text
  kRaw,               // matched in the raw text
  kLstripNormalized,  // takes white space on its left with it
  kLstripRaw,
};

struct SlotDefault {
  const char* text;  // nullptr = the class has no such token unless the directory names one
  Wrap wrap;
};

struct TokenizerClass {
  std::string_view name;  // without "Fast"
  Conversion conversion;
  const char* vocab_file;
  const SlotDefault* slots;                // kSpecialSlots of them
  const char* const* additional_specials;  // ends with nullptr; nullptr = none
  bool pads_left;
};

constexpr const char* kMergesFile = "merges.txt";

// The class of that name, with or without "Fast"; nullptr where there is none.
const TokenizerClass* find_class(std::string_view name);
// The class of a config.json's model_type; nullptr where there is none.
const TokenizerClass* class_of_model_type(std::string_view model_type);
// The names, for complaints.
std::string class_names();

}  // namespace btt::loader
