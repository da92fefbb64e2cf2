#include "regex/engine.hpp"

#include <oniguruma.h>

#include "base/error.hpp"

namespace btt::regex::engine {
namespace {

static_assert(ONIGURUMA_VERSION_INT >= 60908, "variable-length look-behind and its fixes came with 6.9.8");

const OnigUChar* bytes(const char* p) {
  return reinterpret_cast<const OnigUChar*>(p);
}

void initialize() {
  static const int result = [] {
    OnigEncoding encodings[] = {ONIG_ENCODING_UTF8};
    return onig_initialize(encodings, 1);
  }();
  if (result != ONIG_NORMAL) throw Error(Status::kInternal, "the regular expression engine does not start");
}

// The capture groups of a match; one a thread, as making one allocates.
class Region {
 public:
  Region() : region_(onig_region_new()) {
    if (region_ == nullptr) throw std::bad_alloc();
  }
  Region(const Region&) = delete;
  Region& operator=(const Region&) = delete;
  ~Region() { onig_region_free(region_, 1); }

  OnigRegion* get() const { return region_; }

 private:
  OnigRegion* region_;
};

struct FreeRegex {
  void operator()(regex_t* regex) const { onig_free(regex); }
};
using Handle = std::unique_ptr<regex_t, FreeRegex>;

Handle make(std::string_view pattern) {
  initialize();
  regex_t* regex = nullptr;
  OnigErrorInfo info{};
  const OnigUChar* const begin = bytes(pattern.data());
  const int code = onig_new(&regex, begin, begin + pattern.size(), ONIG_OPTION_NONE, ONIG_ENCODING_UTF8,
                            ONIG_SYNTAX_ONIGURUMA, &info);
  if (code == ONIG_NORMAL) return Handle(regex);
  OnigUChar message[ONIG_MAX_ERROR_MESSAGE_LEN];
  const int size = onig_error_code_to_str(message, code, &info);
  throw Error(Status::kParse,
              "invalid regular expression: " +
                  std::string(reinterpret_cast<const char*>(message), static_cast<std::size_t>(size)));
}

class Engine final : public Regex {
 public:
  explicit Engine(Handle regex) : regex_(std::move(regex)) {}

  bool search(std::string_view text, std::size_t from, Match& match) const override {
    static thread_local const Region region;
    // The engine wants a valid address even for an empty text.
    const OnigUChar* const begin = bytes(text.empty() ? "" : text.data());
    const OnigUChar* const end = begin + text.size();
    const int code = onig_search(regex_.get(), begin, end, begin + from, end, region.get(), ONIG_OPTION_NONE);
    if (code == ONIG_MISMATCH) return false;
    if (code < 0) {
      OnigUChar message[ONIG_MAX_ERROR_MESSAGE_LEN];
      const int size = onig_error_code_to_str(message, code);
      throw Error(Status::kInvalidArgument,
                  "regular expression: " +
                      std::string(reinterpret_cast<const char*>(message), static_cast<std::size_t>(size)));
    }
    match = {static_cast<std::size_t>(region.get()->beg[0]), static_cast<std::size_t>(region.get()->end[0])};
    return true;
  }

 private:
  Handle regex_;
};

}  // namespace

std::shared_ptr<const Regex> compile(std::string_view pattern) {
  return std::make_shared<Engine>(make(pattern));
}

std::vector<char32_t> members(const std::string& text, const std::vector<char32_t>& candidates) {
  std::vector<char32_t> found;
  Handle regex;
  try {
    regex = make(text);
  } catch (const Error&) {
    return found;
  }
  for (const char32_t c : candidates) {
    char encoded[unicode::kMaxEncoded];
    const std::size_t size = unicode::encode(c, encoded);
    const OnigUChar* const begin = bytes(encoded);
    if (onig_match(regex.get(), begin, begin + size, begin, nullptr, ONIG_OPTION_NONE) >= 0)
      found.push_back(c);
  }
  return found;
}

const char* version() {
  return onig_version();
}

}  // namespace btt::regex::engine
