// Json: a value of a parsed file together with its path, so that every complaint can name the place.
//
// The readers are as strict as the reference's: an unsigned number must be written as an integer (1.0 and "1"
// are not), a repeated key counts with its last value, a character is a string of one scalar value. simdjson
// is seen in this folder only.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace btt::loader {

class Json {
 public:
  Json(simdjson::dom::element value, std::string path) : value_(value), path_(std::move(path)) {}

  const std::string& path() const noexcept { return path_; }

  bool is_null() const noexcept { return value_.is_null(); }
  bool is_object() const noexcept { return value_.is_object(); }
  bool is_array() const noexcept { return value_.is_array(); }
  bool is_string() const noexcept { return value_.is_string(); }

  // The member of an object; nothing where it lacks or this is no object.
  std::optional<Json> find(std::string_view key) const;
  // How many members an object has under this key.
  std::size_t count(std::string_view key) const noexcept;
  // Fails where the member lacks.
  Json at(std::string_view key) const;
  std::vector<Json> elements() const;
  simdjson::simdjson_result<simdjson::dom::array> array() const noexcept { return value_.get_array(); }
  simdjson::dom::object object() const;

  std::string_view string() const;
  char32_t character() const;  // a string of one scalar value
  bool boolean() const;
  float number_32() const;                // the reference's f32
  std::uint64_t unsigned_number() const;  // the reference's usize
  // `otherwise` where this is no unsigned integer.
  std::uint64_t unsigned_number_or(std::uint64_t otherwise) const noexcept;
  // The reference's u32, which must fit an int32 here: a larger one is kLimit.
  std::int32_t id() const;

  [[noreturn]] void fail(const std::string& what) const;
  // "expected WHAT, found ...", with a short form of the value.
  [[noreturn]] void expected(const std::string& what) const;
  [[noreturn]] void unsupported(const std::string& what) const;

 private:
  simdjson::dom::element value_;
  std::string path_;
};

// A member's path; keys that are no identifier are quoted.
std::string member_path(const std::string& path, std::string_view key);

// A string of the on-demand parser into memory of our own: that of the parser may be missing without a word
// (simdjson 3.0). False for an unpaired surrogate.
bool unescape(const simdjson::ondemand::parser& parser, simdjson::ondemand::raw_json_string raw,
              std::string& out);

// Parses a whole file. The parser owns what the result refers to. Throws kParse with the byte, line and
// column.
// `padded` receives the text as the parser needs it, for readers that want its digits.
Json parse_json(std::string_view text, simdjson::dom::parser& parser, simdjson::padded_string& padded);

// A score as the reference's JSON library reads it from the digits `token`: not correctly rounded, but one
// conversion of the significand and one multiplication or division by a power of ten. Throws kParse where the
// number is out of range.
double read_score(std::string_view token);

// "text" with quotes, escaped as serde_json does.
void append_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);
inline const char* boolean_json(bool value) noexcept {
  return value ? "true" : "false";
}
// Numbers as serde_json writes them: the shortest digits that read back.
std::string number_json(double number);
std::string number_json(float number);

}  // namespace btt::loader
