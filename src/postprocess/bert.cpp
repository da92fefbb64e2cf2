#include "postprocess/bert.hpp"

namespace btt::postprocess {

using encoding::Encoding;
using encoding::Offset;
using encoding::Range;

Bert::Bert(SpecialToken sep, SpecialToken cls) : sep_(std::move(sep)), cls_(std::move(cls)) {
  const LayoutItem a = LayoutItem::of_sequence(0, 0);
  const LayoutItem b = LayoutItem::of_sequence(1, 1);
  bare_single_.items = {a};
  bare_pair_.items = {a, b};
  single_.items = {LayoutItem::of_special(cls_.id, 0), a, LayoutItem::of_special(sep_.id, 0)};
  single_.specials = 2;
  pair_.items = single_.items;
  pair_.items.push_back(b);
  pair_.items.push_back(LayoutItem::of_special(sep_.id, 1));
  pair_.specials = 3;
}

const Layout* Bert::layout(bool is_pair, bool add_special_tokens) const noexcept {
  if (add_special_tokens) return is_pair ? &pair_ : &single_;
  return is_pair ? &bare_pair_ : &bare_single_;
}

// [CLS] only before the first sequence. Type ids of the tokens are kept, which matters for overflow parts.
Encoding Bert::wrap(const Encoding& sequence, std::size_t index) const {
  Encoding out;
  out.reserve(sequence.size() + 2);
  const std::size_t before = index == 0 ? 1 : 0;
  if (before == 1) out.add(cls_.id, 0, cls_.token, encoding::kNone, Offset{0, 0}, true);
  Encoding bare = sequence;
  bare.clear_sequences();
  bare.overflowing.clear();
  out.merge_with(bare, false);
  out.attention_mask.assign(out.size(), 1);
  out.special_tokens_mask.assign(out.size(), 0);
  if (before == 1) out.special_tokens_mask[0] = 1;
  out.add(sep_.id, index == 0 ? 0 : 1, sep_.token, encoding::kNone, Offset{0, 0}, true);
  out.record_sequence(index, Range{before, before + sequence.size()});
  return out;
}

std::vector<Encoding> Bert::transform(std::vector<Encoding> sequences, bool add_special_tokens) const {
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
