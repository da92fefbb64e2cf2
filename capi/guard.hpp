// The door between C callers and the core: every fallible function of the interface is one guarded() body.
//
//   btt_status btt_x(const btt_tokenizer* tokenizer) {
//     return guarded([&] { require(tokenizer, "tokenizer"); ... });
//   }
//
// A body fails by throwing; the guard turns the exception into a status and fills this thread's record, which
// btt_last_error shows. Filling allocates nothing, so that it works when memory is exhausted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/error.hpp"
#include "budtiktok.h"

namespace btt::capi {

constexpr bool is_same(Status status, int constant) {
  return static_cast<int>(status) == constant;
}
static_assert(is_same(Status::kOk, BTT_OK));
static_assert(is_same(Status::kInvalidArgument, BTT_ERR_INVALID_ARGUMENT));
static_assert(is_same(Status::kBufferTooSmall, BTT_ERR_BUFFER_TOO_SMALL));
static_assert(is_same(Status::kNotFound, BTT_ERR_NOT_FOUND));
static_assert(is_same(Status::kIo, BTT_ERR_IO));
static_assert(is_same(Status::kParse, BTT_ERR_PARSE));
static_assert(is_same(Status::kUnsupported, BTT_ERR_UNSUPPORTED));
static_assert(is_same(Status::kInvalidUtf8, BTT_ERR_INVALID_UTF8));
static_assert(is_same(Status::kLimit, BTT_ERR_LIMIT));
static_assert(is_same(Status::kOutOfMemory, BTT_ERR_OUT_OF_MEMORY));
static_assert(is_same(Status::kInternal, BTT_ERR_INTERNAL));

// What a thread's last failure had to say. Plain characters without a destructor: it is a thread-local
// object.
struct ErrorRecord {
  static constexpr std::size_t kMessageBytes = 512;

  btt_status status;
  std::int64_t row;
  std::int64_t byte;
  char message[kMessageBytes];
};

// This thread's record; status BTT_OK where nothing has failed yet.
const ErrorRecord& error_record() noexcept;

// Records the exception that is being handled and answers its status. For catch blocks only.
btt_status record_current_exception() noexcept;

template <typename Body>
btt_status guarded(Body&& body) noexcept {
  try {
    body();
    return BTT_OK;
  } catch (...) {
    return record_current_exception();
  }
}

[[noreturn]] void refuse(const std::string& message, std::int64_t row = kNowhere);

// Refuses a pointer that must not be NULL.
inline void require(const void* pointer, const char* name) {
  if (pointer == nullptr) refuse(std::string(name) + " is NULL");
}

}  // namespace btt::capi
