// RobertaProcessing: <s> A </s> and <s> A </s></s> B </s>, all of type 0, as the reference's
// processors::RobertaProcessing.
#pragma once

#include "postprocess/bert.hpp"

namespace btt::postprocess {

class Roberta final : public PostProcessor {
 public:
  Roberta(SpecialToken sep, SpecialToken cls, bool trims, bool add_prefix_space);

  std::size_t added_tokens(bool is_pair) const noexcept override { return is_pair ? 4 : 2; }
  const Layout* layout(bool is_pair, bool add_special_tokens) const noexcept override;
  bool needs_tokens() const noexcept override { return trims_; }
  std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences,
                                            bool add_special_tokens) const override;

 private:
  encoding::Encoding wrap(const encoding::Encoding& sequence, std::size_t index) const;

  SpecialToken sep_;
  SpecialToken cls_;
  bool trims_;
  bool add_prefix_space_;
  Layout layouts_[2][2];  // [is_pair][add_special_tokens]
};

}  // namespace btt::postprocess
