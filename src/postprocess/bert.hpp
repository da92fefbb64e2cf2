// BertProcessing: [CLS] A [SEP] and [CLS] A [SEP] B [SEP], as the reference's processors::BertProcessing.
//
// Sequence ranges leave the specials out; the second text and the last [SEP] have type 1.
#pragma once

#include <string>

#include "postprocess/post_processor.hpp"

namespace btt::postprocess {

struct SpecialToken {
  std::string token;
  std::int32_t id;
};

class Bert final : public PostProcessor {
 public:
  Bert(SpecialToken sep, SpecialToken cls);

  std::size_t added_tokens(bool is_pair) const noexcept override { return is_pair ? 3 : 2; }
  const Layout* layout(bool is_pair, bool add_special_tokens) const noexcept override;

  const SpecialToken& sep() const noexcept { return sep_; }
  const SpecialToken& cls() const noexcept { return cls_; }

  std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences,
                                            bool add_special_tokens) const override;

 private:
  encoding::Encoding wrap(const encoding::Encoding& sequence, std::size_t index) const;

  SpecialToken sep_;
  SpecialToken cls_;
  Layout single_;
  Layout pair_;
  Layout bare_single_;
  Layout bare_pair_;
};

}  // namespace btt::postprocess
