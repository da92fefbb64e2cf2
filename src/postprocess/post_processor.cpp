#include "postprocess/post_processor.hpp"

namespace btt::postprocess {

using encoding::Encoding;

Encoding PostProcessor::process(std::vector<Encoding> sequences, bool add_special_tokens) const {
  if (is_configured()) {
    for (std::size_t i = 0; i < sequences.size(); ++i) {
      sequences[i].set_sequence_id(i);
      for (Encoding& part : sequences[i].overflowing) part.set_sequence_id(i);
      sequences[i].set_type_ids(static_cast<std::int32_t>(i));
    }
  }
  std::vector<Encoding> list = transform(std::move(sequences), add_special_tokens);
  if (list.size() == 1) return std::move(list.front());
  return Encoding::merge(std::move(list), false);
}

Passthrough::Passthrough() {
  single_.items = {LayoutItem::of_sequence(0, 0)};
  single_.records_sequences = false;
  pair_.items = {LayoutItem::of_sequence(0, 0), LayoutItem::of_sequence(1, 1)};
  pair_.overflow_alike = false;
}

const Layout* Passthrough::layout(bool is_pair, bool) const noexcept {
  return is_pair ? &pair_ : &single_;
}

std::vector<Encoding> Passthrough::transform(std::vector<Encoding> sequences, bool) const {
  // Only the main encodings of a pair are recorded; overflow parts keep none, as in the reference.
  if (sequences.size() > 1) {
    for (std::size_t i = 0; i < sequences.size(); ++i) sequences[i].set_sequence_id(i);
  }
  return sequences;
}

}  // namespace btt::postprocess
