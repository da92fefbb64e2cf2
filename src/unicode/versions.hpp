// The Unicode version behind each table, for btt_build_info.
#pragma once

namespace btt::unicode {

constexpr const char* kBertCategoriesVersion = "8.0";   // *_8 in properties.hpp
constexpr const char* kNormalFormsVersion = "9.0";      // normal_forms.hpp, *_9 in properties.hpp
constexpr const char* kRegexVersion = "16.0";           // *_16 in properties.hpp
constexpr const char* kCaseAndNumericVersion = "17.0";  // *_17 in properties.hpp

// The Unicode version of the utf8proc in use, of which normal_forms.hpp shows the part assigned in 9.0, and
// the version of utf8proc itself.
const char* utf8proc_unicode_version();
const char* utf8proc_version();

}  // namespace btt::unicode
