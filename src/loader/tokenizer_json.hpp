// A tokenizer.json as a whole.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "added/added_vocabulary.hpp"
#include "loader/components.hpp"
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

// Added tokens in order of registration. Each list is one call of the reference's add_tokens, which numbers
// tokens and takes note of special ones by the call.
using AddedBatches = std::vector<std::vector<added::AddedToken>>;

// From an object that holds the other stages as a tokenizer.json does. The model comes as it is: its scores
// need not survive being written as digits.
std::shared_ptr<const pipeline::Tokenizer> make_tokenizer(std::string_view stages_json, LoadedModel model,
                                                          const AddedBatches& added,
                                                          const SideFiles& side_files);

}  // namespace btt::loader
