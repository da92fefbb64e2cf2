// Functions about the library and the process: versions, features, threads, SIMD levels, the error record.
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "batch/threads.hpp"
#include "guard.hpp"
#include "loader/load.hpp"
#include "regex/regex.hpp"
#include "simd/levels.hpp"
#include "structs.hpp"
#include "unicode/versions.hpp"

namespace {

using btt::Error;
using btt::Status;
using btt::capi::guarded;
using btt::capi::refuse;
using btt::simd::Level;

static_assert(static_cast<int>(Level::kScalar) == BTT_SIMD_SCALAR);
static_assert(static_cast<int>(Level::kSse42) == BTT_SIMD_SSE42);
static_assert(static_cast<int>(Level::kAvx2) == BTT_SIMD_AVX2);
static_assert(static_cast<int>(Level::kAvx512) == BTT_SIMD_AVX512);
static_assert(static_cast<int>(Level::kNeon) == BTT_SIMD_NEON);

#define BTT_TEXT_OF(value) BTT_TEXT(value)
#define BTT_TEXT(value) #value
#define BTT_VERSION_TEXT \
  BTT_TEXT_OF(BTT_VERSION_MAJOR) "." BTT_TEXT_OF(BTT_VERSION_MINOR) "." BTT_TEXT_OF(BTT_VERSION_PATCH)

#if defined(__clang__)
constexpr const char* kCompiler = "clang " __clang_version__;
#elif defined(__GNUC__)
constexpr const char* kCompiler = "gcc " __VERSION__;
#else
constexpr const char* kCompiler = "unknown";
#endif

bool has_level(std::uint32_t levels, std::int32_t level) noexcept {
  return (levels & btt::simd::level_bit(static_cast<Level>(level))) != 0;
}

// Lines of "key=value" in a buffer of fixed size: the answer is static, and making it cannot fail.
class BuildInfo {
 public:
  BuildInfo() noexcept {
    line("version", BTT_VERSION_TEXT);
    line("abi", BTT_TEXT_OF(BTT_ABI_VERSION));
    line("compiler", kCompiler);
    line("openmp", btt::batch::has_openmp() ? "yes" : "no");
    line("simdjson", btt::loader::json_library_version());
    line("utf8proc", btt::unicode::utf8proc_version());
    line("utf8proc_unicode", btt::unicode::utf8proc_unicode_version());
    line("oniguruma", btt::regex::engine_version());
    line("unicode_bert_categories", btt::unicode::kBertCategoriesVersion);
    line("unicode_normal_forms", btt::unicode::kNormalFormsVersion);
    line("unicode_regex", btt::unicode::kRegexVersion);
    line("unicode_case_and_numeric", btt::unicode::kCaseAndNumericVersion);
    levels("simd_compiled", btt::simd::compiled_levels());
    levels("simd_present", btt::simd::present_levels());
  }

  const char* text() const noexcept { return text_; }

 private:
  void put(const char* text) noexcept {
    while (*text != '\0' && size_ + 1 < sizeof(text_)) text_[size_++] = *text++;
  }
  void line(const char* key, const char* value) noexcept {
    put(key);
    put("=");
    put(value == nullptr ? "unknown" : value);
    put("\n");
  }
  void levels(const char* key, std::uint32_t mask) noexcept {
    put(key);
    const char* separator = "=";
    for (std::int32_t level = 0; level < btt::simd::kLevelCount; ++level) {
      if (!has_level(mask, level)) continue;
      put(separator);
      put(btt::simd::level_name(static_cast<Level>(level)));
      separator = ",";
    }
    put("\n");
  }

  char text_[1024] = {};
  std::size_t size_ = 0;
};

// Made when the library is loaded: later another thread could be forked away in the middle of it.
const BuildInfo g_build_info;

bool is_level(std::int32_t level) noexcept {
  return level >= 0 && level < btt::simd::kLevelCount;
}

const char* name_of_level(std::int32_t level) noexcept {
  return is_level(level) ? btt::simd::level_name(static_cast<Level>(level)) : nullptr;
}

}  // namespace

extern "C" {

const char* btt_version(void) {
  return BTT_VERSION_TEXT;
}

uint32_t btt_version_number(void) {
  return BTT_VERSION_MAJOR * 10000 + BTT_VERSION_MINOR * 100 + BTT_VERSION_PATCH;
}

uint32_t btt_abi_version(void) {
  return BTT_ABI_VERSION;
}

const char* btt_build_info(void) {
  return g_build_info.text();
}

int32_t btt_has_feature(const char* name) {
  if (name == nullptr) return 0;
  const std::string_view wanted(name);
  if (wanted == "openmp") return btt::batch::has_openmp() ? 1 : 0;
  if (wanted == "wordpiece" || wanted == "wordlevel" || wanted == "bpe" || wanted == "unigram") return 1;
  constexpr std::string_view kCompiled = "-compiled";
  for (std::int32_t level = 0; level < btt::simd::kLevelCount; ++level) {
    const std::string_view known = name_of_level(level);
    if (wanted.substr(0, known.size()) != known) continue;
    const std::string_view rest = wanted.substr(known.size());
    if (rest.empty()) return has_level(btt::simd::present_levels(), level) ? 1 : 0;
    if (rest == kCompiled) return has_level(btt::simd::compiled_levels(), level) ? 1 : 0;
  }
  return 0;
}

btt_status btt_set_num_threads(uint32_t threads) {
  return guarded([&] { btt::batch::set_num_threads(threads); });
}

uint32_t btt_get_num_threads(void) {
  return btt::batch::num_threads();
}

btt_status btt_set_simd_level(int32_t level) {
  return guarded([&] {
    if (level == BTT_SIMD_AUTO) {
      btt::simd::set_auto();
      return;
    }
    if (!is_level(level)) refuse("level " + std::to_string(level) + " is no such constant");
    if (!btt::simd::set_level(static_cast<Level>(level))) {
      throw Error(Status::kUnsupported,
                  std::string("the SIMD level ") + name_of_level(level) + " is not " +
                      (has_level(btt::simd::compiled_levels(), level) ? "one that this machine runs"
                                                                      : "in this build"));
    }
  });
}

int32_t btt_get_simd_level(void) {
  int32_t level = BTT_SIMD_SCALAR;
  // Reading BTT_SIMD for the first time may run out of memory; nothing else can fail.
  guarded([&] { level = static_cast<int32_t>(btt::simd::current_level()); });
  return level;
}

uint32_t btt_simd_levels(void) {
  return btt::simd::present_levels();
}

const char* btt_simd_level_name(int32_t level) {
  return name_of_level(level);
}

const char* btt_status_string(btt_status status) {
  switch (status) {
    case BTT_OK:
      return "ok";
    case BTT_ERR_INVALID_ARGUMENT:
      return "invalid argument";
    case BTT_ERR_BUFFER_TOO_SMALL:
      return "buffer too small";
    case BTT_ERR_NOT_FOUND:
      return "not found";
    case BTT_ERR_IO:
      return "input/output error";
    case BTT_ERR_PARSE:
      return "parse error";
    case BTT_ERR_UNSUPPORTED:
      return "unsupported";
    case BTT_ERR_INVALID_UTF8:
      return "invalid UTF-8";
    case BTT_ERR_LIMIT:
      return "limit exceeded";
    case BTT_ERR_OUT_OF_MEMORY:
      return "out of memory";
    case BTT_ERR_INTERNAL:
      return "internal error";
    default:
      return "unknown status";
  }
}

btt_status btt_last_error(btt_error_detail* out_detail) {
  return guarded([&] {
    const std::size_t size = btt::capi::struct_size_of(out_detail, "out_detail");
    btt::capi::require_zero_tail(out_detail, size, "out_detail");
    const btt::capi::ErrorRecord& record = btt::capi::error_record();
    btt_error_detail detail;
    std::memset(&detail, 0, sizeof(detail));
    detail.status = record.status;
    detail.row = record.status == BTT_OK ? btt::kNowhere : record.row;
    detail.byte_offset = record.status == BTT_OK ? btt::kNowhere : record.byte;
    detail.message = record.message;
    btt::capi::write_struct(out_detail, detail, size);
  });
}

}  // extern "C"
