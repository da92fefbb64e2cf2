// Loading: from a file, a directory or memory to a Tokenizer, and back to JSON. The only place that knows the
// file format.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/tokenizer.hpp"

namespace btt::loader {

// A tokenizer.json, or a directory that holds one. Throws kNotFound, kIo, kParse, kUnsupported, kLimit; the
// message names the file and the JSON path.
std::shared_ptr<const pipeline::Tokenizer> load_path(const std::string& path);

// The bytes of a tokenizer.json.
std::shared_ptr<const pipeline::Tokenizer> load_memory(std::string_view json);

// The tokenizer as the reference would save it.
std::string to_json(const pipeline::Tokenizer& tokenizer);

// Version of simdjson, for btt_build_info.
const char* json_library_version() noexcept;

}  // namespace btt::loader
