// Decoders.
#include "decode/wordpiece.hpp"
#include "loader/components.hpp"

namespace btt::loader {
namespace {

using Result = Loaded<decode::Decoder>;

constexpr const char* kTags[] = {"BPEDecoder", "ByteLevel", "WordPiece", "Metaspace", "CTC",
                                 "Sequence",   "Replace",   "Fuse",      "Strip",     "ByteFallback"};

Result read_wordpiece(const Json& json) {
  const std::string prefix(json.at("prefix").string());
  const bool cleanup = json.at("cleanup").boolean();
  return {std::make_unique<decode::WordPiece>(prefix, cleanup),
          "{\"type\":\"WordPiece\",\"prefix\":" + json_string(prefix) +
              ",\"cleanup\":" + (cleanup ? "true}" : "false}")};
}

// Without a tag: the first reader in the reference's order that takes the object.
Result read_untagged(const Json& json) {
  if (takes([&] { json.at("suffix").string(); })) json.unsupported("decoder: BPEDecoder");
  if (auto wordpiece = attempt([&] { return read_wordpiece(json); })) return std::move(*wordpiece);
  if (takes([&] {
        json.at("pad_token").string();
        json.at("word_delimiter_token").string();
        json.at("cleanup").boolean();
      })) {
    json.unsupported("decoder: CTC");
  }
  if (takes([&] {
        json.at("pattern").object();
        json.at("content").string();
      })) {
    json.unsupported("decoder: Replace");
  }
  if (takes([&] {
        json.at("content").string();
        json.at("start").unsigned_number();
        json.at("stop").unsigned_number();
      })) {
    json.unsupported("decoder: Strip");
  }
  json.fail("data did not match any variant of untagged enum DecoderUntagged (type '" +
            std::string(type_of(json)) + "')");
}

}  // namespace

Result load_decoder(const Json& json) {
  if (!json.is_object()) json.fail("expected a decoder object");
  const std::string_view type = tag_of(json, kTags);
  if (type.empty()) return read_untagged(json);
  if (type == "WordPiece") return read_wordpiece(json);
  json.unsupported("decoder: " + std::string(type));
}

}  // namespace btt::loader
