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
#include "loader/structs.hpp"

namespace btt::loader {
namespace {

using Result = Loaded<decode::Decoder>;

constexpr const char* kTags[] = {"BPEDecoder", "ByteLevel", "WordPiece", "Metaspace", "CTC",
                                 "Sequence",   "Replace",   "Fuse",      "Strip",     "ByteFallback"};

Result read_wordpiece(const Json& value) {
  const Fields json(value, {"prefix", "cleanup"});
  const std::string prefix(json.at("prefix").string());
  const bool cleanup = json.at("cleanup").boolean();
  return {std::make_unique<decode::WordPiece>(prefix, cleanup),
          "{\"type\":\"WordPiece\",\"prefix\":" + json_string(prefix) +
              ",\"cleanup\":" + (cleanup ? "true}" : "false}")};
}

Result read_bpe(const Json& value) {
  const Fields json(value, {"suffix"});
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

Result read_ctc(const Json& value) {
  const Fields json(value, {"pad_token", "word_delimiter_token", "cleanup"});
  std::string pad(json.at("pad_token").string());
  std::string delimiter(json.at("word_delimiter_token").string());
  const bool cleanup = json.at("cleanup").boolean();
  std::string saved = "{\"type\":\"CTC\",\"pad_token\":" + json_string(pad) +
                      ",\"word_delimiter_token\":" + json_string(delimiter) +
                      ",\"cleanup\":" + (cleanup ? "true}" : "false}");
  return {std::make_unique<decode::Ctc>(std::move(pad), std::move(delimiter), cleanup), std::move(saved)};
}

Result read_replace(const Json& value) {
  const Fields json(value, {"pattern", "content"});
  Pattern pattern = read_pattern(json.at("pattern"));
  std::string content(json.at("content").string());
  std::string saved =
      "{\"type\":\"Replace\",\"pattern\":" + pattern.json + ",\"content\":" + json_string(content) + "}";
  return {std::make_unique<decode::Replace>(std::move(pattern.regex), std::move(content)), std::move(saved)};
}

Result read_strip(const Json& value) {
  const Fields json(value, {"content", "start", "stop"});
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

// Components whose reader looks at `type`; nothing where it is another one.
std::optional<Result> read_typed(const Json& json) {
  const std::string_view type = type_of(json);
  if (type == "Metaspace") return read_metaspace(json);
  if (!json.is_object()) return std::nullopt;
  if (type == "ByteLevel") return read_byte_level(json);
  if (type == "Sequence") return read_sequence(json);
  if (type == "Fuse") return Result{std::make_unique<decode::Fuse>(), "{\"type\":\"Fuse\"}"};
  if (type == "ByteFallback")
    return Result{std::make_unique<decode::ByteFallback>(), "{\"type\":\"ByteFallback\"}"};
  return std::nullopt;
}

// Without a tag: the first reader in the reference's order that takes the value.
Result read_untagged(const Json& json) {
  if (auto bpe = attempt([&] { return read_bpe(json); })) return std::move(*bpe);
  if (auto wordpiece = attempt([&] { return read_wordpiece(json); })) return std::move(*wordpiece);
  if (auto typed = attempt([&] { return read_typed(json); }); typed && *typed) return std::move(**typed);
  if (auto ctc = attempt([&] { return read_ctc(json); })) return std::move(*ctc);
  if (auto replace = attempt([&] { return read_replace(json); })) return std::move(*replace);
  if (auto strip = attempt([&] { return read_strip(json); })) return std::move(*strip);
  fail_untagged(json, "a decoder object", "DecoderUntagged");
}

}  // namespace

Result load_decoder(const Json& json) {
  const std::string_view type = tag_of(json, kTags);
  if (type.empty()) return read_untagged(json);
  if (type == "BPEDecoder") return read_bpe(json);
  if (type == "WordPiece") return read_wordpiece(json);
  if (type == "CTC") return read_ctc(json);
  if (type == "Replace") return read_replace(json);
  if (type == "Strip") return read_strip(json);
  return std::move(*read_typed(json));
}

}  // namespace btt::loader
