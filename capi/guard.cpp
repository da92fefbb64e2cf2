#include "guard.hpp"

#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>

namespace btt::capi {
namespace {

thread_local ErrorRecord g_record;  // zeroed: BTT_OK and an empty message

// Copies a message as one line: control characters become spaces, and a cut never splits a character.
void copy_line(const char* message, char* out) noexcept {
  std::size_t size = std::strlen(message);
  if (size >= ErrorRecord::kMessageBytes) {
    size = ErrorRecord::kMessageBytes - 1;
    while (size > 0 && (static_cast<unsigned char>(message[size]) & 0xC0) == 0x80) --size;
  }
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(message[i]);
    out[i] = byte < 0x20 || byte == 0x7F ? ' ' : message[i];
  }
  out[size] = '\0';
}

btt_status record(Status status, const char* message, std::int64_t row, std::int64_t byte) noexcept {
  g_record.status = static_cast<btt_status>(status);
  g_record.row = row;
  g_record.byte = byte;
  copy_line(message, g_record.message);
  return g_record.status;
}

}  // namespace

const ErrorRecord& error_record() noexcept {
  return g_record;
}

btt_status record_current_exception() noexcept {
  try {
    throw;
  } catch (const Error& error) {
    return record(error.status(), error.what(), error.row(), error.byte());
  } catch (const std::bad_alloc&) {
    return record(Status::kOutOfMemory, "out of memory", kNowhere, kNowhere);
  } catch (const std::length_error&) {
    // A container asked for more elements than there can be.
    return record(Status::kLimit, "a size exceeds what memory can hold", kNowhere, kNowhere);
  } catch (const std::exception& error) {
    return record(Status::kInternal, error.what(), kNowhere, kNowhere);
  } catch (...) {
    return record(Status::kInternal, "an exception of an unknown type", kNowhere, kNowhere);
  }
}

void refuse(const std::string& message, std::int64_t row) {
  throw Error(Status::kInvalidArgument, message, row);
}

}  // namespace btt::capi
