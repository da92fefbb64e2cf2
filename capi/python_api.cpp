#include "python_api.hpp"

#include <dlfcn.h>

#include <cstring>

namespace btt::capi::python {

Api api;
Arrays arrays;

namespace {

bool find(const char* name, void* out) noexcept {
  void* const address = dlsym(RTLD_DEFAULT, name);
  std::memcpy(out, &address, sizeof(address));  // also for functions, which have no cast from void*
  return address != nullptr;
}

// Positions in numpy's table, the same since 1.0.
constexpr std::size_t kArrayType = 2;
constexpr std::size_t kArrayNew = 93;

// Where an array object has its data pointer: behind the header that all objects have. The Python side makes
// an array, asks numpy for the address and compares before this is used.
constexpr std::size_t kDataOffset = 2 * sizeof(void*);

}  // namespace

bool find_api() noexcept {
  Api found;
#define BTT_FIND(name, result, arguments) \
  if (!find(#name, &found.name)) return false;
  BTT_PYTHON_FUNCTIONS(BTT_FIND)
#undef BTT_FIND
#define BTT_FIND(name) \
  if (!find(#name, &found.name)) return false;
  BTT_PYTHON_OBJECTS(BTT_FIND)
#undef BTT_FIND
  api = found;
  return true;
}

void Arrays::set(void* const* table, int int32, int int64) noexcept {
  std::memcpy(&new_, &table[kArrayNew], sizeof(new_));
  type_ = static_cast<Object*>(table[kArrayType]);
  int32_ = int32;
  int64_ = int64;
}

Ref Arrays::make(int dimensions, const Size* shape, bool is_64, void*& data) const noexcept {
  Ref array(new_(type_, dimensions, shape, is_64 ? int64_ : int32_, nullptr, nullptr, 0, 0, nullptr));
  if (array) std::memcpy(&data, reinterpret_cast<const char*>(array.get()) + kDataOffset, sizeof(data));
  return array;
}

}  // namespace btt::capi::python
