#include "postprocess/byte_level.hpp"

#include "postprocess/trim_offsets.hpp"

namespace btt::postprocess {

ByteLevel::ByteLevel(bool add_prefix_space, bool trims) : add_prefix_space_(add_prefix_space), trims_(trims) {
  single_.items = {LayoutItem::of_sequence(0, 0)};
  single_.trims_offsets = trims;
  pair_.items = {LayoutItem::of_sequence(0, 0), LayoutItem::of_sequence(1, 1)};
  pair_.trims_offsets = trims;
}

std::vector<encoding::Encoding> ByteLevel::transform(std::vector<encoding::Encoding> sequences, bool) const {
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    if (trims_) trim_offsets(sequences[i], add_prefix_space_);
    sequences[i].set_sequence_id(i);
  }
  return sequences;
}

}  // namespace btt::postprocess
