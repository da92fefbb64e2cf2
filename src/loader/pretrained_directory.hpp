// A directory without tokenizer.json.
#pragma once

#include <memory>
#include <string>

#include "loader/tokenizer_json.hpp"

namespace btt::loader {

// `side_files` holds what tokenizer_config.json says beside the tokens.
std::shared_ptr<const pipeline::Tokenizer> load_pretrained_directory(const std::string& directory,
                                                                     SideFiles side_files);

}  // namespace btt::loader
