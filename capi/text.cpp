#include "text.hpp"

#include <cstring>

#include "text/span.hpp"
#include "unicode/utf8.hpp"

namespace btt::capi {

std::string_view view_of(const char* data, std::size_t bytes, const char* name) {
  if (data != nullptr) return std::string_view(data, bytes);
  if (bytes != 0) refuse(std::string(name) + " is NULL, its size is " + std::to_string(bytes));
  return std::string_view("", 0);
}

std::string_view repaired_text(std::string_view given, std::string& storage, const char* name) {
  if (given.size() > text::kMaxTextBytes) {
    throw Error(Status::kLimit,
                std::string(name) + " has " + std::to_string(given.size()) + " bytes, the limit is 2 GiB");
  }
  if (unicode::find_invalid(given) == unicode::kNpos) return given;
  storage.clear();
  unicode::append_lossy(given, storage);
  if (storage.size() > text::kMaxTextBytes) {
    throw Error(Status::kLimit,
                std::string(name) + " has 2 GiB or more once its ill-formed UTF-8 is replaced");
  }
  return storage;
}

void check_buffer(const char* buffer, std::size_t buffer_bytes, const std::size_t* out_bytes) {
  if (buffer == nullptr && buffer_bytes != 0) refuse("buffer is NULL, buffer_bytes is not 0");
  require(out_bytes, "out_bytes");
}

void write_text(std::string_view text, char* buffer, std::size_t buffer_bytes, std::size_t* out_bytes) {
  *out_bytes = text.size();
  if (text.size() > buffer_bytes) {
    throw Error(Status::kBufferTooSmall, "buffer has " + std::to_string(buffer_bytes) +
                                             " bytes, needed are " + std::to_string(text.size()));
  }
  if (!text.empty()) std::memcpy(buffer, text.data(), text.size());
}

std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 80;
  if (text.size() <= kShown) return "\"" + std::string(text) + "\"";
  std::size_t cut = kShown;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  return "\"" + std::string(text.substr(0, cut)) + "...\"";
}

}  // namespace btt::capi
