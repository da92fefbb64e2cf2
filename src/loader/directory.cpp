// Files and directories.
#include "base/error.hpp"
#include "loader/files.hpp"
#include "loader/json_file.hpp"
#include "loader/load.hpp"
#include "loader/pretrained_directory.hpp"
#include "loader/tokenizer_json.hpp"

namespace btt::loader {
namespace {

using encoding::Direction;
using pipeline::Tokenizer;

constexpr const char* kSpecialNames[pipeline::kSpecialKinds] = {
    "pad_token", "cls_token", "sep_token", "bos_token", "eos_token", "unk_token", "mask_token"};

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// A special token is named by its text, or by an object that holds it as `content`.
void read_special_tokens(const Json& json, SideFiles& out) {
  for (std::size_t kind = 0; kind < pipeline::kSpecialKinds; ++kind) {
    std::optional<Json> token = json.find(kSpecialNames[kind]);
    if (token && token->is_object()) token = token->find("content");
    if (token && token->is_string() && out.special_tokens[kind].empty())
      out.special_tokens[kind] = token->string();
  }
}

std::optional<Direction> read_side(const Json& json, const char* key) {
  const std::optional<Json> side = json.find(key);
  if (!side || side->is_null()) return std::nullopt;
  if (side->string() == "left") return Direction::kLeft;
  if (side->string() == "right") return Direction::kRight;
  side->fail("expected \"left\" or \"right\"");
}

void read_config(const Json& json, SideFiles& out) {
  if (!json.is_object()) json.fail("expected an object");
  out.padding_side = read_side(json, "padding_side");
  out.truncation_side = read_side(json, "truncation_side");
  // "No limit" is written as a number beyond 64 bits, which is no integer to the parser.
  if (const std::optional<Json> length = json.find("model_max_length")) {
    const std::uint64_t number = length->unsigned_number_or(0);
    if (number <= 0x7FFFFFFF) out.model_max_length = static_cast<std::size_t>(number);
  }
  read_special_tokens(json, out);
}

// Reads one of the files beside tokenizer.json, where it is there.
template <typename Read>
void read_side_file(const std::string& path, Read&& read) {
  const JsonFile file(path);
  if (file.root()) in_file(path, [&] { read(*file.root()); });
}

}  // namespace

std::shared_ptr<const Tokenizer> load_path(const std::string& path) {
  const PathKind kind = kind_of(path);
  if (kind == PathKind::kMissing) throw Error(Status::kNotFound, path + ": no such file or directory");
  SideFiles side_files;
  std::string file = path;
  if (kind == PathKind::kDirectory) {
    read_side_file(path + "/tokenizer_config.json", [&](const Json& json) { read_config(json, side_files); });
    file = path + "/tokenizer.json";
    if (!is_file(file)) return load_pretrained_directory(path, std::move(side_files));
    read_side_file(path + "/special_tokens_map.json",
                   [&](const Json& json) { read_special_tokens(json, side_files); });
  }
  if (kind == PathKind::kFile && (ends_with(path, ".model") || ends_with(path, ".txt"))) {
    throw Error(Status::kUnsupported,
                path +
                    ": unsupported vocabulary file without the files beside it; expected a "
                    "tokenizer.json or a directory");
  }
  const std::string text = read_file(file);
  return in_file(file, [&] { return read_tokenizer(text, side_files); });
}

std::shared_ptr<const Tokenizer> load_memory(std::string_view json) {
  return read_tokenizer(json, SideFiles());
}

const char* json_library_version() noexcept {
  return SIMDJSON_STRINGIFY(SIMDJSON_VERSION);
}

}  // namespace btt::loader
