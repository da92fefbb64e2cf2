// PostProcessor: puts special tokens around encoded sequences and numbers their types. Immutable.
#pragma once

#include <cstddef>
#include <vector>

#include "encoding/encoding.hpp"
#include "postprocess/layout.hpp"

namespace btt::postprocess {

class PostProcessor {
 public:
  PostProcessor() = default;
  virtual ~PostProcessor() = default;
  PostProcessor(const PostProcessor&) = delete;
  PostProcessor& operator=(const PostProcessor&) = delete;

  // Specials that are put around one sequence, or around two.
  virtual std::size_t added_tokens(bool is_pair) const noexcept = 0;

  // The whole of post-processing but truncation and padding, for one or two sequences.
  encoding::Encoding process(std::vector<encoding::Encoding> sequences, bool add_special_tokens) const;

  // The same as a layout; nullptr where rows are not that simple and process() must be used.
  virtual const Layout* layout(bool is_pair, bool add_special_tokens) const noexcept = 0;

  // True where transform() reads the texts of tokens.
  virtual bool needs_tokens() const noexcept { return false; }

  // The list transformation of the reference's process_encodings, one member of a chain.
  virtual std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences,
                                                    bool add_special_tokens) const = 0;

 protected:
  // Whether sequences are recorded and numbered before the transformation (every configured post-processor
  // does).
  virtual bool is_configured() const noexcept { return true; }
};

// Nothing configured: a pair is joined, types stay 0 and 1.
class Passthrough final : public PostProcessor {
 public:
  Passthrough();
  std::size_t added_tokens(bool) const noexcept override { return 0; }
  const Layout* layout(bool is_pair, bool add_special_tokens) const noexcept override;
  std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences, bool) const override;

 protected:
  bool is_configured() const noexcept override { return false; }

 private:
  Layout single_;
  Layout pair_;
};

}  // namespace btt::postprocess
