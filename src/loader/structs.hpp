// How the reference's derived readers (serde) take structs and enums, where that is more than "an object".
//
// A struct may be written as an array of its fields in order of declaration: ["Right",5,"LongestFirst",0] is
// a truncation. A variant without content is its name or an object of one member with null: "Left" and
// {"Left":null} are one direction.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loader/json.hpp"

namespace btt::loader {

// What a field that stands twice does. Most components pass through a map first, in which the last one stays.
enum class Repeated { kLastCounts, kRefused };

// The fields of a struct that is an object or an array of exactly these fields. The value must outlive it.
class Fields {
 public:
  Fields(const Json& json, std::initializer_list<const char*> names,
         Repeated repeated = Repeated::kLastCounts);

  std::optional<Json> find(std::string_view name) const;
  Json at(std::string_view name) const;

 private:
  const Json& json_;
  std::vector<const char*> names_;
};

// Refuses an object in which one of these fields stands twice.
void refuse_repeated(const Json& json, std::initializer_list<const char*> names);

// What {"Name":null} may also be: an enum that is read from a buffered value takes {"Name":{}} too.
enum class UnitContent { kNull, kNullOrEmptyObject };

// The name of a variant without content; nothing where this is none.
std::optional<std::string_view> unit_variant(const Json& json, UnitContent content = UnitContent::kNull);
// The same, failing with what was expected.
std::string_view unit_variant_or_fail(const Json& json, const std::string& expected,
                                      UnitContent content = UnitContent::kNull);

// The content of {"Name":content}, nothing where this is no object of exactly this member.
std::optional<Json> variant_content(const Json& json, std::string_view name);

}  // namespace btt::loader
