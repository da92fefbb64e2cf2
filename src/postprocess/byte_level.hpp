// ByteLevel as a post-processor: trims offsets, adds nothing, as the reference's ByteLevel.
#pragma once

#include "postprocess/post_processor.hpp"

namespace btt::postprocess {

class ByteLevel final : public PostProcessor {
 public:
  ByteLevel(bool add_prefix_space, bool trims);
  std::size_t added_tokens(bool) const noexcept override { return 0; }
  const Layout* layout(bool is_pair, bool) const noexcept override { return is_pair ? &pair_ : &single_; }
  bool needs_tokens() const noexcept override { return trims_; }
  std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences, bool) const override;

 private:
  bool add_prefix_space_;
  bool trims_;
  Layout single_;
  Layout pair_;
};

}  // namespace btt::postprocess
