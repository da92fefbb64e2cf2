// TemplateProcessing: special tokens and sequences in the order of a template, as the reference's
// processors::TemplateProcessing.
//
// [CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1 on "a", "b c" gives [CLS] a [SEP] b c [SEP] with types 0 0 0 1 1 1. The
// template's types hold for the main row; the parts that truncation cut off keep 0 and 1. They hold without
// special tokens too.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "postprocess/post_processor.hpp"

namespace btt::postprocess {

struct TemplatePiece {
  bool is_special;
  std::string special;       // name of a special, a key of the map
  std::size_t sequence = 0;  // 0 = A, 1 = B
  std::int32_t type_id = 0;
};

// One name may stand for several ids. `tokens` may be shorter or longer than `ids` in a file; texts are
// paired by position.
struct TemplateSpecial {
  std::vector<std::int32_t> ids;
  std::vector<std::string> tokens;
};

class Template final : public PostProcessor {
 public:
  // Takes templates that cannot work, as the reference does: a special that is not in the map counts as 0
  // tokens and fails in process(), like B in the single template.
  Template(std::vector<TemplatePiece> single, std::vector<TemplatePiece> pair,
           std::map<std::string, TemplateSpecial> specials);

  std::size_t added_tokens(bool is_pair) const noexcept override {
    return is_pair ? added_pair_ : added_single_;
  }
  const Layout* layout(bool is_pair, bool add_special_tokens) const noexcept override;

  std::vector<encoding::Encoding> transform(std::vector<encoding::Encoding> sequences,
                                            bool add_special_tokens) const override;

 private:
  bool knows_specials(const std::vector<TemplatePiece>& pieces) const;
  std::size_t count_specials(const std::vector<TemplatePiece>& pieces) const;
  Layout make_layout(const std::vector<TemplatePiece>& pieces, bool add_special_tokens) const;

  std::vector<TemplatePiece> single_;
  std::vector<TemplatePiece> pair_;
  std::map<std::string, TemplateSpecial> specials_;
  std::size_t added_single_;
  std::size_t added_pair_;
  Layout layouts_[2][2];  // [is_pair][add_special_tokens]
  bool has_layout_[2];    // [is_pair]
};

}  // namespace btt::postprocess
