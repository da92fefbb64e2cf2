#include "pretokenize/digits.hpp"

#include "pretokenize/split_behavior.hpp"
#include "unicode/properties.hpp"

namespace btt::pretokenize {

void Digits::apply(text::Pieces& pieces) const {
  const SplitBehavior behavior = individual_ ? SplitBehavior::kIsolated : SplitBehavior::kContiguous;
  pieces.split_each([behavior](std::string_view piece, auto&& emit) {
    split_characters(piece, behavior, unicode::is_numeric_17, emit);
  });
}

}  // namespace btt::pretokenize
