// Sequence: post-processors one after another over the list of encodings, as the reference's
// processors::Sequence.
#pragma once

#include <memory>

#include "postprocess/post_processor.hpp"

namespace btt::postprocess {

class Sequence final : public PostProcessor {
 public:
  explicit Sequence(std::vector<std::unique_ptr<PostProcessor>> members) : members_(std::move(members)) {}

  std::size_t added_tokens(bool is_pair) const noexcept override {
    std::size_t count = 0;
    for (const auto& member : members_) count += member->added_tokens(is_pair);
    return count;
  }
  // A member sees the list that the one before made (a template turns sequences into more encodings), which
  // no layout says.
  const Layout* layout(bool, bool) const noexcept override { return nullptr; }
  bool needs_tokens() const noexcept override {
    for (const auto& member : members_) {
      if (member->needs_tokens()) return true;
    }
    return false;
  }
  std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences,
                                            bool add_special_tokens) const override {
    for (const auto& member : members_)
      sequences = member->transform(std::move(sequences), add_special_tokens);
    return sequences;
  }

 private:
  std::vector<std::unique_ptr<PostProcessor>> members_;
};

}  // namespace btt::postprocess
