#include "python_tensors.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

namespace btt::capi::python {
namespace {

// The structs of DLPack before version 1, which every version reads.
struct Device {
  std::int32_t type;
  std::int32_t id;
};
constexpr std::int32_t kCpu = 1;

struct DataType {
  std::uint8_t code;
  std::uint8_t bits;
  std::uint16_t lanes;
};
constexpr std::uint8_t kSigned = 0;

struct Tensor {
  void* data;
  Device device;
  std::int32_t dimensions;
  DataType type;
  std::int64_t* shape;
  std::int64_t* strides;
  std::uint64_t byte_offset;
};

struct ManagedTensor {
  Tensor tensor;
  void* context;
  void (*deleter)(ManagedTensor*);
};

// The start of a block; its elements follow.
struct alignas(std::max_align_t) Header {
  ManagedTensor managed;
  std::int64_t shape[2];
  std::int64_t strides[2];
};

// Whoever takes a tensor over renames its capsule.
constexpr const char* kFresh = "dltensor";

void free_block(ManagedTensor* managed) {
  std::free(managed->context);
}

void free_capsule(Object* capsule) {
  if (api.PyCapsule_IsValid(capsule, kFresh) != 0) std::free(api.PyCapsule_GetPointer(capsule, kFresh));
}

}  // namespace

Ref make_tensor(Object* from_capsule, const Size (&shape)[2], std::int64_t*& data) noexcept {
  // Callers have bounded the cells.
  const std::size_t cells = static_cast<std::size_t>(shape[0]) * static_cast<std::size_t>(shape[1]);
  void* const block = std::malloc(sizeof(Header) + cells * sizeof(std::int64_t));
  if (block == nullptr) return Ref(api.PyErr_NoMemory());
  auto* const header = new (block) Header{};
  data = reinterpret_cast<std::int64_t*>(header + 1);
  header->shape[0] = shape[0];
  header->shape[1] = shape[1];
  header->strides[0] = shape[1];
  header->strides[1] = 1;
  header->managed.tensor = {data, {kCpu, 0}, 2, {kSigned, 64, 1}, header->shape, header->strides, 0};
  header->managed.context = block;
  header->managed.deleter = free_block;
  const Ref capsule(api.PyCapsule_New(&header->managed, kFresh, free_capsule));
  if (!capsule) {
    std::free(block);
    return Ref();
  }
  return Ref(api.PyObject_CallFunctionObjArgs(from_capsule, capsule.get(), nullptr));
}

}  // namespace btt::capi::python
