// The one exception type of the core.
//
// Thrown for load-time and argument failures only; the C layer maps it to a status code and fills the
// thread's error record from it (capi/guard.hpp). `row` and `byte` locate the failure in the caller's input;
// kNowhere where the failure has no such place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace btt {

// Same values as the BTT_ERR_* constants of the public header (capi/guard.hpp asserts it), so that the core
// needs no C header.
enum class Status : std::int32_t {
  kOk = 0,
  kInvalidArgument = 1,
  kBufferTooSmall = 2,
  kNotFound = 3,
  kIo = 4,
  kParse = 5,
  kUnsupported = 6,
  kInvalidUtf8 = 7,
  kLimit = 8,
  kOutOfMemory = 9,
  kInternal = 10,
};

constexpr std::int64_t kNowhere = -1;

class Error : public std::runtime_error {
 public:
  Error(Status status, const std::string& message, std::int64_t row = kNowhere, std::int64_t byte = kNowhere)
      : std::runtime_error(without_zeros(message)), status_(status), row_(row), byte_(byte) {}

  Status status() const noexcept { return status_; }
  std::int64_t row() const noexcept { return row_; }
  std::int64_t byte() const noexcept { return byte_; }

  // The same failure, located in row `row` of a batch.
  Error at_row(std::int64_t row) const { return Error(status_, what(), row, byte_); }

 private:
  // what() ends at the first zero byte, and messages quote what was found.
  static std::string without_zeros(std::string message) {
    std::replace(message.begin(), message.end(), '\0', ' ');
    return message;
  }

  Status status_;
  std::int64_t row_;
  std::int64_t byte_;
};

}  // namespace btt
