#include "postprocess/roberta.hpp"

#include "postprocess/trim_offsets.hpp"

namespace btt::postprocess {

using encoding::Encoding;

Roberta::Roberta(SpecialToken sep, SpecialToken cls, bool trims, bool add_prefix_space)
    : sep_(std::move(sep)), cls_(std::move(cls)), trims_(trims), add_prefix_space_(add_prefix_space) {
  // Types are 0 throughout, but parts that truncation cut off keep theirs where no specials are added.
  layouts_[0][0].items = {LayoutItem::of_sequence(0, 0)};
  layouts_[1][0].items = {LayoutItem::of_sequence(0, 0), LayoutItem::of_sequence(1, 0)};
  layouts_[0][1].items = {LayoutItem::of_special(cls_.id, 0), LayoutItem::of_sequence(0, 0, 0),
                          LayoutItem::of_special(sep_.id, 0)};
  layouts_[0][1].specials = 2;
  layouts_[1][1].items = layouts_[0][1].items;
  layouts_[1][1].items.push_back(LayoutItem::of_special(sep_.id, 0));
  layouts_[1][1].items.push_back(LayoutItem::of_sequence(1, 0, 0));
  layouts_[1][1].items.push_back(LayoutItem::of_special(sep_.id, 0));
  layouts_[1][1].specials = 4;
  for (auto& by_specials : layouts_) {
    for (Layout& layout : by_specials) layout.trims_offsets = trims_;
  }
}

const Layout* Roberta::layout(bool is_pair, bool add_special_tokens) const noexcept {
  return &layouts_[is_pair ? 1 : 0][add_special_tokens ? 1 : 0];
}

Encoding Roberta::wrap(const Encoding& sequence, std::size_t index) const {
  Encoding bare = sequence;
  bare.clear_sequences();
  bare.overflowing.clear();
  bare.set_type_ids(0);
  const SpecialToken& before = index == 0 ? cls_ : sep_;
  Encoding out = Encoding::special(before.id, 0, before.token);
  out.merge_with(bare, false);
  out.merge_with(Encoding::special(sep_.id, 0, sep_.token), false);
  out.attention_mask.assign(out.size(), 1);
  out.special_tokens_mask.assign(out.size(), 0);
  out.special_tokens_mask.front() = 1;
  out.special_tokens_mask.back() = 1;
  out.record_sequence(index, encoding::Range{1, out.size() - 1});
  return out;
}

std::vector<Encoding> Roberta::transform(std::vector<Encoding> sequences, bool add_special_tokens) const {
  for (Encoding& sequence : sequences) {
    if (trims_) trim_offsets(sequence, add_prefix_space_);
    sequence.set_type_ids(0);
  }
  if (!add_special_tokens) return sequences;
  std::vector<Encoding> out;
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    Encoding wrapped = wrap(sequences[i], i);
    for (const Encoding& part : sequences[i].overflowing) wrapped.overflowing.push_back(wrap(part, i));
    out.push_back(std::move(wrapped));
  }
  return out;
}

}  // namespace btt::postprocess
