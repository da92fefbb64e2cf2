// Structs that start with their own size, read and written so that both sides may be of different versions.
//
// A caller older than this library gives a shorter struct: missing fields are zero, which means default. A
// newer caller gives a longer one: what we do not know must be zero, otherwise it asks for something that we
// do not have. Nothing is ever written behind the caller's struct_size.
#pragma once

#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>

#include "budtiktok.h"
#include "budtiktok_experimental.h"
#include "guard.hpp"

namespace btt::capi {

// Size of a struct in the first version that had it: the end of its last field then. Fields appended later
// leave these lines as they are.
template <typename T>
struct FirstVersion;

#define BTT_FIRST_VERSION(type, last_field)                                                      \
  template <>                                                                                    \
  struct FirstVersion<type> {                                                                    \
    static constexpr std::size_t kBytes = offsetof(type, last_field) + sizeof(type::last_field); \
    static constexpr const char* kName = #type;                                                  \
  }

BTT_FIRST_VERSION(btt_error_detail, message);
BTT_FIRST_VERSION(btt_load_options, reserved);
BTT_FIRST_VERSION(btt_input, has_pair);
BTT_FIRST_VERSION(btt_encode_options, reserved);
BTT_FIRST_VERSION(btt_output, out_tokens);
BTT_FIRST_VERSION(btt_ragged, out_tokens);
BTT_FIRST_VERSION(btt_batch_info, tokens);
BTT_FIRST_VERSION(btt_ids, row_offsets);
BTT_FIRST_VERSION(btt_decode_options, num_threads);
BTT_FIRST_VERSION(btt_tokenizer_info, max_id);
BTT_FIRST_VERSION(btt_x_encoding_view, attention_mask);
BTT_FIRST_VERSION(btt_x_pieces, out_bytes);
BTT_FIRST_VERSION(btt_x_statistics, staged_bytes);
BTT_FIRST_VERSION(btt_x_settings, pad_token);

#undef BTT_FIRST_VERSION

// No struct of ours will ever be larger; a larger size is an uninitialised field.
constexpr std::size_t kMaxStructBytes = 4096;

// The struct's checked size. `name` is the argument, for the message.
template <typename T>
std::size_t struct_size_of(const T* given, const char* name) {
  require(given, name);
  std::size_t size = 0;
  std::memcpy(&size, given, sizeof(size));
  if (size < FirstVersion<T>::kBytes || size > kMaxStructBytes) {
    refuse(std::string(name) + ": struct_size of " + FirstVersion<T>::kName + " is " + std::to_string(size) +
           ", expected " + std::to_string(sizeof(T)));
  }
  return size;
}

template <typename T>
void require_zero_tail(const T* given, std::size_t size, const char* name) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  for (std::size_t i = sizeof(T); i < size; ++i) {
    if (bytes[i] != 0) {
      throw Error(Status::kUnsupported, std::string(name) + ": byte " + std::to_string(i) + " of " +
                                            FirstVersion<T>::kName +
                                            " belongs to a field of a later version");
    }
  }
}

// A copy of the caller's struct with all of our fields.
template <typename T>
T read_struct(const T* given, const char* name) {
  static_assert(std::is_trivially_copyable_v<T> && offsetof(T, struct_size) == 0);
  const std::size_t size = struct_size_of(given, name);
  require_zero_tail(given, size, name);
  T copy;
  std::memset(&copy, 0, sizeof(copy));
  std::memcpy(&copy, given, size < sizeof(T) ? size : sizeof(T));
  return copy;
}

// Like read_struct; all defaults where the caller gives none.
template <typename T>
T read_optional_struct(const T* given, const char* name) {
  if (given != nullptr) return read_struct(given, name);
  T none;
  std::memset(&none, 0, sizeof(none));
  none.struct_size = sizeof(T);
  return none;
}

// Writes a struct of answers over the caller's, inside his struct_size. struct_size itself stays.
template <typename T>
void write_struct(T* out, T value, std::size_t size) {
  value.struct_size = size;
  std::memcpy(out, &value, size < sizeof(T) ? size : sizeof(T));
}

}  // namespace btt::capi
