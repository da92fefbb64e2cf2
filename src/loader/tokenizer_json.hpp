// A tokenizer.json as a whole.
#pragma once

#include <memory>
#include <string_view>

#include "pipeline/tokenizer.hpp"

namespace btt::loader {

// What the files beside a tokenizer.json say.
struct SideFiles {
  std::optional<encoding::Direction> padding_side;
  std::optional<encoding::Direction> truncation_side;
  std::size_t model_max_length = 0;
  std::string special_tokens[pipeline::kSpecialKinds];
};

std::shared_ptr<const pipeline::Tokenizer> read_tokenizer(std::string_view text, const SideFiles& side_files);

}  // namespace btt::loader
