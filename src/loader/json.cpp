#include "loader/json.hpp"

#include <algorithm>
#include <limits>

#include "loader/json_scan.hpp"
#include "unicode/utf8.hpp"

namespace btt::loader {
namespace {

std::size_t error_byte(std::string_view text) {
  const std::size_t bad_utf8 = unicode::find_invalid(text);
  if (bad_utf8 != unicode::kNpos) return bad_utf8;
  return std::min(malformed_at(text), text.size());
}

std::string describe_place(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, byte);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? byte + 1 : byte - newline;
  return "byte " + std::to_string(byte) + " (line " + std::to_string(line) + ", column " +
         std::to_string(column) + ")";
}

// A value as complaints show it: scalars in full but for long strings, of objects the first keys.
std::string describe(const simdjson::dom::element& value) {
  constexpr std::size_t kShownBytes = 40;
  constexpr std::size_t kShownKeys = 6;
  std::string_view text;
  simdjson::dom::array array;
  simdjson::dom::object members;
  if (!value.get_string().get(text)) {
    std::size_t shown = std::min(text.size(), kShownBytes);
    while (shown < text.size() && shown > 0 && (static_cast<unsigned char>(text[shown]) & 0xC0) == 0x80)
      --shown;
    return "the string " + json_string(text.substr(0, shown)) + (shown < text.size() ? "..." : "");
  }
  if (!value.get_array().get(array)) return "an array of " + std::to_string(array.size()) + " elements";
  if (value.get_object().get(members)) return simdjson::minify(value);
  std::string keys;
  std::size_t shown = 0;
  for (const simdjson::dom::key_value_pair member : members) {
    if (shown++ > 0) keys += ", ";
    if (shown > kShownKeys) return "an object with the keys " + keys + "...";
    keys += json_string(member.key);
    if (member.key == "type" && member.value.is_string()) keys += ":" + simdjson::minify(member.value);
  }
  return shown == 0 ? "an empty object" : "an object with the keys " + keys;
}

// simdjson reads beyond the end, so the text is copied into a padded buffer.
simdjson::error_code parse_padded(std::string_view text, simdjson::dom::parser& parser,
                                  simdjson::padded_string& padded, simdjson::dom::element& root,
                                  std::size_t depth) {
  const simdjson::error_code room = parser.allocate(text.size(), depth);
  if (room != simdjson::SUCCESS) return room;
  padded = simdjson::padded_string(text);
  // Without memory the copy is empty, which must not be taken for an empty file.
  if (padded.size() != text.size()) return simdjson::MEMALLOC;
  return parser.parse(padded).get(root);
}

}  // namespace

std::string member_path(const std::string& path, std::string_view key) {
  const bool plain = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? path + "." + std::string(key) : path + "[" + json_string(key) + "]";
}

std::optional<Json> Json::find(std::string_view key) const {
  simdjson::dom::object members;
  if (value_.get_object().get(members)) return std::nullopt;
  std::optional<Json> found;
  for (const simdjson::dom::key_value_pair member : members) {
    if (member.key == key) found.emplace(member.value, member_path(path_, key));
  }
  return found;
}

std::size_t Json::count(std::string_view key) const noexcept {
  simdjson::dom::object members;
  if (value_.get_object().get(members)) return 0;
  std::size_t found = 0;
  for (const simdjson::dom::key_value_pair member : members) {
    if (member.key == key) ++found;
  }
  return found;
}

Json Json::at(std::string_view key) const {
  if (!is_object()) expected("an object");
  std::optional<Json> member = find(key);
  if (!member) fail("missing field `" + std::string(key) + "`");
  return *member;
}

std::vector<Json> Json::elements() const {
  simdjson::dom::array array;
  if (value_.get_array().get(array)) expected("an array");
  std::vector<Json> list;
  for (const simdjson::dom::element element : array) {
    list.emplace_back(element, path_ + "[" + std::to_string(list.size()) + "]");
  }
  return list;
}

simdjson::dom::object Json::object() const {
  simdjson::dom::object members;
  if (value_.get_object().get(members)) expected("an object");
  return members;
}

std::string_view Json::string() const {
  std::string_view text;
  if (value_.get_string().get(text)) expected("a string");
  // An escape such as \udc00 alone is no text.
  if (unicode::find_invalid(text) != unicode::kNpos) fail("the string holds an unpaired surrogate");
  return text;
}

char32_t Json::character() const {
  const std::string_view text = string();
  if (text.empty() || unicode::length_of_lead(static_cast<unsigned char>(text[0])) != text.size()) {
    expected("a string of one character");
  }
  const char* p = text.data();
  return unicode::decode(p);
}

float Json::number_32() const {
  double number = 0;
  if (value_.get_double().get(number)) expected("a number");
  return static_cast<float>(number);
}

bool Json::boolean() const {
  bool flag = false;
  if (value_.get_bool().get(flag)) expected("a boolean");
  return flag;
}

std::uint64_t Json::unsigned_number() const {
  std::uint64_t number = 0;
  if (value_.get_uint64().get(number)) expected("an unsigned integer");
  return number;
}

std::uint64_t Json::unsigned_number_or(std::uint64_t otherwise) const noexcept {
  std::uint64_t number = 0;
  return value_.get_uint64().get(number) ? otherwise : number;
}

std::int32_t Json::id() const {
  const std::uint64_t number = unsigned_number();
  if (number > std::numeric_limits<std::uint32_t>::max()) expected("an unsigned integer of 32 bits");
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) {
    throw Error(Status::kLimit, path_ + ": id " + std::to_string(number) + " is above 2147483647");
  }
  return static_cast<std::int32_t>(number);
}

void Json::fail(const std::string& what) const {
  throw Error(Status::kParse, path_ + ": " + what);
}

void Json::expected(const std::string& what) const {
  fail("expected " + what + ", found " + describe(value_));
}

void Json::unsupported(const std::string& what) const {
  throw Error(Status::kUnsupported, path_ + ": unsupported " + what);
}

bool unescape(const simdjson::ondemand::parser& parser, simdjson::ondemand::raw_json_string raw,
              std::string& out) {
  // No escape becomes longer; the parser writes some bytes too many.
  const char* end = raw.raw();
  for (; *end != '"'; ++end) end += *end == '\\' ? 1 : 0;
  out.resize(static_cast<std::size_t>(end - raw.raw()) + simdjson::SIMDJSON_PADDING);
  auto* to = reinterpret_cast<std::uint8_t*>(out.data());
  out.resize(std::string_view(parser.unescape(raw, to)).size());
  return unicode::find_invalid(out) == unicode::kNpos;
}

Json parse_json(std::string_view text, simdjson::dom::parser& parser, simdjson::padded_string& padded) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") {
    throw Error(Status::kParse, "the file starts with a byte order mark at byte 0", kNowhere, 0);
  }
  simdjson::dom::element root;
  // The parser counts an object or array against its limit, which it must not reach, unless it is empty.
  simdjson::error_code error = parse_padded(text, parser, padded, root, kMaxNesting);
  std::string widened;
  // The parser knows no integer beyond 64 bits; the reference reads a real number.
  if (error != simdjson::SUCCESS && error != simdjson::MEMALLOC && error != simdjson::CAPACITY &&
      malformed_at(text) == unicode::kNpos) {
    widen_integers(text, widened);
    error = parse_padded(widened, parser, padded, root, kMaxNesting + 1);
  }
  if (error == simdjson::MEMALLOC) throw Error(Status::kOutOfMemory, "no memory to parse the file");
  if (error == simdjson::CAPACITY) throw Error(Status::kLimit, "a JSON file of 4 GiB or more");
  if (error != simdjson::SUCCESS) {
    const std::size_t byte = error_byte(text);
    throw Error(Status::kParse,
                "malformed JSON at " + describe_place(text, byte) + ": " + error_message(error), kNowhere,
                static_cast<std::int64_t>(byte));
  }
  return Json(root, "$");
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
          out += "\\u00";
          out.push_back(kHex[byte >> 4]);
          out.push_back(kHex[byte & 15]);
        } else {
          out.push_back(c);
        }
      }
    }
  }
  out.push_back('"');
}

std::string json_string(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

}  // namespace btt::loader
