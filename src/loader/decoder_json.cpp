// Decoders.
#include "decode/bpe.hpp"
#include "decode/byte_fallback.hpp"
#include "decode/byte_level.hpp"
#include "decode/ctc.hpp"
#include "decode/fuse.hpp"
#include "decode/metaspace.hpp"
#include "decode/replace.hpp"
#include "decode/sequence.hpp"
#include "decode/strip.hpp"
#include "decode/wordpiece.hpp"
#include "loader/components.hpp"
#include "loader/pattern_json.hpp"

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

Result read_bpe(const Json& json) {
  std::string suffix(json.at("suffix").string());
  std::string saved = "{\"type\":\"BPEDecoder\",\"suffix\":" + json_string(suffix) + "}";
  return {std::make_unique<decode::Bpe>(std::move(suffix)), std::move(saved)};
}

Result read_byte_level(const Json& json) {
  return {std::make_unique<decode::ByteLevel>(), save_byte_level(read_byte_level_fields(json))};
}

Result read_metaspace(const Json& json) {
  const MetaspaceFields fields = read_metaspace_fields(json);
  const bool keeps_first = fields.scheme == pretokenize::PrependScheme::kNever;
  return {std::make_unique<decode::Metaspace>(fields.replacement, keeps_first), save_metaspace(fields)};
}

Result read_ctc(const Json& json) {
  std::string pad(json.at("pad_token").string());
  std::string delimiter(json.at("word_delimiter_token").string());
  const bool cleanup = json.at("cleanup").boolean();
  std::string saved = "{\"type\":\"CTC\",\"pad_token\":" + json_string(pad) +
                      ",\"word_delimiter_token\":" + json_string(delimiter) +
                      ",\"cleanup\":" + (cleanup ? "true}" : "false}");
  return {std::make_unique<decode::Ctc>(std::move(pad), std::move(delimiter), cleanup), std::move(saved)};
}

Result read_replace(const Json& json) {
  Pattern pattern = read_pattern(json.at("pattern"));
  std::string content(json.at("content").string());
  std::string saved =
      "{\"type\":\"Replace\",\"pattern\":" + pattern.json + ",\"content\":" + json_string(content) + "}";
  return {std::make_unique<decode::Replace>(std::move(pattern.regex), std::move(content)), std::move(saved)};
}

Result read_strip(const Json& json) {
  const Json content = json.at("content");
  content.character();
  const std::uint64_t start = json.at("start").unsigned_number();
  const std::uint64_t stop = json.at("stop").unsigned_number();
  std::string text(content.string());
  std::string saved = "{\"type\":\"Strip\",\"content\":" + json_string(text) +
                      ",\"start\":" + std::to_string(start) + ",\"stop\":" + std::to_string(stop) + "}";
  return {std::make_unique<decode::Strip>(std::move(text), static_cast<std::size_t>(start),
                                          static_cast<std::size_t>(stop)),
          std::move(saved)};
}

Result read_sequence(const Json& json) {
  std::vector<std::unique_ptr<decode::Decoder>> members;
  std::string saved = "{\"type\":\"Sequence\",\"decoders\":[";
  for (const Json& element : json.at("decoders").elements()) {
    Result member = load_decoder(element);
    if (!members.empty()) saved += ",";
    saved += member.json;
    members.push_back(std::move(member.component));
  }
  return {std::make_unique<decode::Sequence>(std::move(members)), saved + "]}"};
}

// Without a tag: the first reader in the reference's order that takes the object.
Result read_untagged(const Json& json) {
  if (auto bpe = attempt([&] { return read_bpe(json); })) return std::move(*bpe);
  if (auto wordpiece = attempt([&] { return read_wordpiece(json); })) return std::move(*wordpiece);
  if (auto ctc = attempt([&] { return read_ctc(json); })) return std::move(*ctc);
  if (auto replace = attempt([&] { return read_replace(json); })) return std::move(*replace);
  if (auto strip = attempt([&] { return read_strip(json); })) return std::move(*strip);
  json.fail("data did not match any variant of untagged enum DecoderUntagged (type '" +
            std::string(type_of(json)) + "')");
}

}  // namespace

Result load_decoder(const Json& json) {
  if (!json.is_object()) json.fail("expected a decoder object");
  const std::string_view type = tag_of(json, kTags);
  if (type == "BPEDecoder") return read_bpe(json);
  if (type == "ByteLevel") return read_byte_level(json);
  if (type == "WordPiece") return read_wordpiece(json);
  if (type == "Metaspace") return read_metaspace(json);
  if (type == "CTC") return read_ctc(json);
  if (type == "Sequence") return read_sequence(json);
  if (type == "Replace") return read_replace(json);
  if (type == "Fuse") return {std::make_unique<decode::Fuse>(), "{\"type\":\"Fuse\"}"};
  if (type == "Strip") return read_strip(json);
  if (type == "ByteFallback")
    return {std::make_unique<decode::ByteFallback>(), "{\"type\":\"ByteFallback\"}"};
  return read_untagged(json);
}

}  // namespace btt::loader
