// Single texts of the caller, in and out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "budtiktok.h"
#include "guard.hpp"

namespace btt::capi {

// The caller's bytes. NULL only with size 0; a view without data is never answered.
std::string_view view_of(const char* data, std::size_t bytes, const char* name);

// The text in valid UTF-8: itself, or a repaired copy in `storage`. Fails for 2 GiB or more.
std::string_view repaired_text(std::string_view given, std::string& storage, const char* name);

// Copies `text` to the caller's buffer and its size to *out_bytes. Throws kBufferTooSmall, with *out_bytes
// written.
void write_text(std::string_view text, char* buffer, std::size_t buffer_bytes, std::size_t* out_bytes);

// Refuses what write_text could not use, before work is done.
void check_buffer(const char* buffer, std::size_t buffer_bytes, const std::size_t* out_bytes);

// A text for a message: quoted, cut where it is long.
std::string quoted(std::string_view text);

inline btt_str borrowed(std::string_view text) {
  return btt_str{text.data(), text.size()};
}

}  // namespace btt::capi
