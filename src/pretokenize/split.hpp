// Split: splits on a pattern with a chosen behaviour, as the reference's pre_tokenizers::Split.
//
// With `invert` the pattern says what lies between the matches.
#pragma once

#include <memory>

#include "pretokenize/pre_tokenizer.hpp"
#include "pretokenize/split_behavior.hpp"
#include "regex/regex.hpp"

namespace btt::pretokenize {

class Split final : public PreTokenizer {
 public:
  Split(std::shared_ptr<const regex::Regex> pattern, SplitBehavior behavior, bool invert)
      : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}
  void apply(text::Pieces& pieces) const override;

  const regex::Regex& pattern() const noexcept { return *pattern_; }
  SplitBehavior behavior() const noexcept { return behavior_; }
  bool inverts() const noexcept { return invert_; }

 private:
  std::shared_ptr<const regex::Regex> pattern_;
  SplitBehavior behavior_;
  bool invert_;
};

// The consecutive segments that a pattern makes of a text; none of those between matches is empty.
void segments_of(const regex::Regex& pattern, std::string_view text, bool invert, std::vector<Segment>& out);

}  // namespace btt::pretokenize
