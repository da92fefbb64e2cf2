// ByteLevelShape: how a byte-level tokenizer normalizes a text and cuts it into words.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "fused/pretoken_scan.hpp"
#include "normalize/normalizer.hpp"
#include "pretokenize/pre_tokenizer.hpp"
#include "pretokenize/split.hpp"

namespace btt::fused {

struct ByteLevelShape {
  enum class Form { kNone, kNfc, kOther };
  Form form = Form::kNone;
  bool adds_prefix_space = false;
  // The first of these that there is finds the words; the last is any number of pre-tokenizers that only cut.
  ScanFunction scan = nullptr;
  SpanScanFunction scan_spans = nullptr;
  std::vector<const pretokenize::PreTokenizer*> chain;
  // GPT-2's pattern where ByteLevel has it and is the last of a chain. In `chain`.
  std::shared_ptr<const pretokenize::PreTokenizer> words;
  // Words begin and end between characters. Not in Falcon's chain, where Digits sees the bytes as printed.
  bool keeps_characters = true;
  // A text may be cut in front of a space between two printed ASCII characters.
  bool splits_between_words = false;

  // None where the pre-tokenizer is not ByteLevel with or without others before it (Falcon's chain apart,
  // where ByteLevel is not the last). The parts must outlive the answer.
  static std::optional<ByteLevelShape> of(const normalize::Normalizer& normalizer,
                                          const pretokenize::PreTokenizer& pre_tokenizer);
};

}  // namespace btt::fused
