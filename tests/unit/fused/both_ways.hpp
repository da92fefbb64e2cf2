// A tokenizer's encoder beside the stages that it stands for: the same ids, spans and words, or none of them.
#pragma once

#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "fused/seed_words.hpp"
#include "pipeline/tokenizer.hpp"
#include "unicode/utf8.hpp"

namespace btt::fused {

// `declined` counts texts that the encoder left to the stages.
class BothWays {
 public:
  BothWays(std::shared_ptr<const pipeline::Tokenizer> tokenizer, const std::string& name)
      : tokenizer_(std::move(tokenizer)) {
    REQUIRE(tokenizer_->stages().encoder != nullptr);
    REQUIRE(std::string(tokenizer_->stages().encoder->name()) == name);
    scratch_ = tokenizer_->stages().encoder->make_scratch();
  }

  const Encoder& encoder() const { return *tokenizer_->stages().encoder; }
  Scratch& scratch() { return *scratch_; }
  // Bytes that the encoder served of texts with added tokens.
  std::uint64_t fused_bytes() const { return workspace_.fused_bytes; }

  // The encoder alone, on a text without added tokens.
  bool agrees(const std::string& text) {
    ++texts;
    run_stages(text, true);
    for (const bool details : {true, false}) {
      found_.start(details, details, false);
      std::int32_t word = 0;
      if (!encoder().encode(text, 0, kNoLimit, word, *scratch_, found_)) {
        ++declined;
        return found_.ids.empty() && found_.spans.empty() && found_.words.empty();
      }
      if (!same(details)) return false;
    }
    return true;
  }

  // Whole texts, which may hold added tokens.
  bool agrees_around_added_tokens(const std::string& text) {
    for (const bool details : {true, false}) {
      run_stages(text, details);
      pipeline::SequenceOptions options;
      options.spans = options.words = options.texts = details;
      options.remembers = false;
      found_.start(details, details, details);
      tokenizer_->encode_sequence(text, options, workspace_, found_);
      if (!same(details)) return false;
      if (found_.surfaces.size() != expected_.surfaces.size()) return false;
      for (std::size_t i = 0; i < found_.surfaces.size(); ++i) {
        if (found_.surfaces[i].token != expected_.surfaces[i].token ||
            found_.surfaces[i].text != expected_.surfaces[i].text)
          return false;
      }
    }
    return true;
  }

  // How many words of ASCII a new cache knows as what the stages make of them. (Others are texts that are no
  // word to the encoder: in capitals, of several words.)
  std::size_t right_seeds() {
    std::size_t right = 0;
    for (const std::int32_t id : encoder().seeds()->ids()) {
      const PackedKey key = encoder().seeds()->key_of(id);
      if (!is_ascii(key)) continue;
      char bytes[2 * sizeof(std::uint64_t)];
      std::memcpy(bytes, &key.lo, 8);
      std::memcpy(bytes + 8, &key.hi, 8);
      run_stages(std::string(bytes, key.hi >> 56), true);
      if (expected_.ids.size() == 1 && expected_.ids[0] == id) ++right;
    }
    return right;
  }

  std::size_t texts = 0;
  std::size_t declined = 0;

 private:
  void run_stages(const std::string& text, bool details) {
    pipeline::SequenceOptions options;
    options.spans = options.words = options.texts = details;
    options.stages_only = true;
    expected_.start(details, details, details);
    tokenizer_->encode_sequence(text, options, workspace_, expected_);
  }

  bool same(bool details) const {
    if (found_.ids != expected_.ids) return false;
    if (!details) return true;
    if (found_.words != expected_.words || found_.spans.size() != expected_.spans.size()) return false;
    for (std::size_t i = 0; i < found_.spans.size(); ++i) {
      if (found_.spans[i].begin != expected_.spans[i].begin || found_.spans[i].end != expected_.spans[i].end)
        return false;
    }
    return true;
  }

  std::shared_ptr<const pipeline::Tokenizer> tokenizer_;
  std::unique_ptr<Scratch> scratch_;
  pipeline::Workspace workspace_;
  model::TokenBuffer expected_;
  model::TokenBuffer found_;
};

inline std::string encoded(char32_t c) {
  std::string out;
  unicode::append(out, c);
  return out;
}

}  // namespace btt::fused
